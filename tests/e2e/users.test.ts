import { expect, it } from 'vitest'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf } from './client.ts'

describeInBrowser('the window Users', (open, browser) => {
  it('adds an operator, who may do what operators may, and deletes him again', async () => {
    const client = await open()
    const { page, ask } = client
    await client.openWindow('Users')
    const shown = windowOf(page, 'Users')
    await shown.getByRole('gridcell', { name: 'admin (you)' }).click()
    expect(await shown.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true)
    await shown.getByRole('button', { name: 'Add' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a user' })
    await dialog.getByLabel('Name').fill('op 1')
    await dialog.getByText('1 to 64 letters, digits').waitFor()
    await dialog.getByLabel('Name').fill('op-1')
    await dialog.getByLabel('Password', { exact: true }).fill('long enough')
    await dialog.getByLabel('Password again').fill('long enough')
    await dialog.getByRole('button', { name: 'OK' }).click()
    await shown.getByRole('gridcell', { name: 'op-1' }).waitFor()
    expect(await ask('user.list', {})).toMatchObject([
      { name: 'admin', role: 'administrator' },
      { name: 'op-1', role: 'operator' },
    ])

    const other = await browser().newContext({ baseURL: client.host.ready.http, locale: 'en-GB' })
    try {
      const theirs = await other.newPage()
      await theirs.goto('/')
      await theirs.getByLabel('Name').fill('op-1')
      await theirs.getByLabel('Password').fill('long enough')
      await theirs.getByRole('button', { name: 'Sign in' }).click()
      await theirs.getByRole('treeitem', { name: 'Routing gateway', exact: true }).waitFor()
      expect(await theirs.getByRole('treeitem', { name: 'Users' }).count()).toBe(0)
      const refused = await other.request.post('/api/v1/rpc/user.list', {
        data: {},
        headers: { origin: client.host.ready.http },
      })
      expect(refused.status()).toBe(403)

      await shown.getByRole('gridcell', { name: 'op-1' }).click()
      await shown.getByRole('button', { name: 'Delete' }).click()
      const question = page.getByRole('dialog', { name: 'Delete 1 users' })
      await question.getByText('Deletes op-1').waitFor()
      await question.getByRole('button', { name: 'Delete' }).click()
      await shown.getByRole('gridcell', { name: 'op-1' }).waitFor({ state: 'detached' })
      // Their session ends at once; the sign-in lies over their windows.
      await theirs.getByText('The session of op-1 has ended').waitFor()
    } finally {
      await other.close()
    }
    expect(client.faults).toEqual([])
  })
})
