import { expect, it } from 'vitest'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf } from './client.ts'

describeInBrowser('the window Web access control', (open) => {
  it('shuts one call of the web interface to this machine, and opens it again', async () => {
    const client = await open()
    const { page } = client
    const statusOf = async (): Promise<number> => {
      const url = `${client.host.ready.http}/external/server/GetPerformance`
      return (await fetch(url, { method: 'POST', body: '{}' })).status
    }
    expect(await statusOf()).toBe(200)
    await client.openWindow('Web access control')
    const shown = windowOf(page, 'Web access control')
    await shown.getByRole('button', { name: 'Add' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a rule' })
    await dialog.getByLabel('Allowed IP addresses').fill('not an address')
    await dialog.getByText('IP addresses or CIDR blocks').waitFor()
    await dialog.getByLabel('Directory').fill('/external/server/GetPerformance')
    await dialog.getByLabel('Allowed IP addresses').fill('192.0.2.1')
    await dialog.getByRole('button', { name: 'OK' }).click()
    await shown.getByRole('gridcell', { name: '/external/server/GetPerformance' }).waitFor()
    expect(await statusOf()).toBe(403)
    await page.getByRole('button', { name: 'Undo' }).click()
    await shown
      .getByRole('gridcell', { name: '/external/server/GetPerformance' })
      .waitFor({ state: 'detached' })
    expect(await statusOf()).toBe(200)
    expect(client.faults).toEqual([])
  })
})
