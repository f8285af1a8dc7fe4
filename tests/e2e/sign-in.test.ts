import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithTools } from '../harness/required-tools.ts'
import { administrator, openClient, startBrowser } from './client.ts'

describeWithTools(['chromium'], 'the way into the client', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())

  it('creates the administrator on the first run, signs out and in again', async () => {
    const client = await openClient(browser, { isFresh: true })
    try {
      const { page } = client
      await page.getByRole('heading', { name: 'Create the administrator' }).waitFor()
      await page.getByLabel('Password', { exact: true }).fill('short')
      await page.getByLabel('Password again').fill('short')
      await page.getByRole('button', { name: 'Create and sign in' }).click()
      await page.getByText('8 to 256 characters').waitFor()
      await page.getByLabel('Password', { exact: true }).fill(administrator.password)
      await page.getByLabel('Password again').fill(administrator.password)
      await page.getByRole('button', { name: 'Create and sign in' }).click()
      await page.getByRole('navigation', { name: 'Navigation' }).waitFor()

      await page.getByRole('button', { name: 'admin' }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.getByLabel('Name').fill(administrator.name)
      await page.getByLabel('Password').fill('not the one')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('alert').waitFor()
      await page.getByLabel('Password').fill(administrator.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('navigation', { name: 'Navigation' }).waitFor()

      const { entries } = await client.ask('audit.list', {})
      const actions = entries.map(({ action }) => action)
      expect(actions).toContain('user.create')
      expect(actions).toContain('session.signIn')
    } finally {
      await client.close()
    }
  })
})
