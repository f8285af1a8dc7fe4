import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { openClient, startBrowser, type TestClient } from './client.ts'
import { noteCell, typeValue, valueCell } from './parameter-rows.ts'

describeWithTools(['chromium'], 'the window System parameter', () => {
  let browser: Browser
  let client: TestClient
  let page: Page
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    client = await openClient(browser)
    page = client.page
  })
  afterEach(() => client.close())

  const valueOf = async (name: string): Promise<string> =>
    (await client.ask('param.get', { name })).value

  it('sets how many wrong passwords suspend a source, and sign-in obeys it at once', async () => {
    await client.openWindow('System parameter')
    await typeValue(page, 'SS_AUTHENTICATION_MAX_RETRY', '2')
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary', { name: 'About the selected parameter' })
    await panel.getByText('After 2 wrong passwords a source is suspended for 180 s.').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText('SS_AUTHENTICATION_MAX_RETRY: applied').waitFor()
    await panel.getByText('6 → 2').waitFor()
    await panel.getByText(/^admin from 127\.0\.0\.1, \d{4}-/).waitFor()
    expect(await valueOf('SS_AUTHENTICATION_MAX_RETRY')).toBe('2')

    const { http } = client.host.ready
    const signIn = async (): Promise<string> => {
      const response = await fetch(new URL('/api/v1/session', http), {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: http },
        body: JSON.stringify({ name: 'admin', password: 'not the one' }),
      })
      return ((await response.json()) as { code: string }).code
    }
    expect(await signIn()).toBe('WRONG_PASSWORD')
    expect(await signIn()).toBe('WRONG_PASSWORD')
    expect(await signIn()).toBe('SUSPENDED')
  })

  it('takes a number or the word, and goes to related parameters of the other list', async () => {
    await client.openWindow('System parameter')
    const name = 'SS_GATEWAY_SWITCH_LIMIT'
    await typeValue(page, name, 'nobody')
    await page.keyboard.press('Enter')
    expect(await noteCell(page, name).textContent()).toBe(
      'Allowed: None, or whole number from 1 to 100',
    )
    await typeValue(page, name, '3')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Apply (1)' }).click()
    await eventually('the limit', async () => ((await valueOf(name)) === '3' ? true : undefined))
    await valueCell(page, name).dblclick()
    await page.getByRole('option', { name: 'None' }).click()
    await page.getByRole('button', { name: 'Apply (1)' }).click()
    await eventually('the word', async () => ((await valueOf(name)) === 'None' ? true : undefined))

    await page.getByRole('button', { name: 'SS_SIP_STOP_SWITCH_AFTER_SDP' }).click()
    await page.locator('[row-id="SS_SIP_STOP_SWITCH_AFTER_SDP"].ag-row-selected').first().waitFor()
    expect(await page.locator('.ag-cell-focus[col-id="value"]').textContent()).toBe('On')
  })

  it('is for reading only to a viewer, and in Chinese', async () => {
    const viewer = { name: 'eve', password: 'viewer-pass-1' }
    await client.ask('user.create', { ...viewer, role: 'viewer' })
    const { http } = client.host.ready
    const context = await browser.newContext({ baseURL: http, locale: 'zh-CN' })
    try {
      const signedIn = await context.request.post('/api/v1/session', {
        data: viewer,
        headers: { origin: http },
      })
      expect(signedIn.ok()).toBe(true)
      const reading = await context.newPage()
      await reading.goto('/')
      await reading.getByRole('treeitem', { name: '系统参数', exact: true }).click()
      const cell = valueCell(reading, 'SS_ENDPOINT_EXPIRE')
      await cell.dblclick()
      await reading.getByText('授予动态网关的最长注册有效期。').first().waitFor()
      expect(await reading.getByRole('textbox', { name: 'SS_ENDPOINT_EXPIRE' }).count()).toBe(0)
      expect(await reading.getByRole('button', { name: '应用（0）' }).isDisabled()).toBe(true)
    } finally {
      await context.close()
    }
  })
})
