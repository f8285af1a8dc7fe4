import { expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { startHost } from '../harness/host.ts'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf } from './client.ts'

describeInBrowser('the shell of the client', (open) => {
  it('remembers language, colours, density and open windows', async () => {
    const client = await open()
    const { page } = client
    await client.openWindow('CDR')
    await client.openWindow('Preferences')
    const shown = windowOf(page, 'Preferences')
    await shown.getByText('Dark', { exact: true }).click()
    await shown.getByText('Compact', { exact: true }).click()
    await shown.getByText('简体中文', { exact: true }).click()
    await page.getByRole('treeitem', { name: '落地网关', exact: true }).waitFor()
    await page.reload()
    await page.getByRole('tab', { name: '话单查询' }).waitFor()
    await page.getByRole('tab', { name: '偏好设置' }).waitFor()
    const root = page.locator('html')
    expect(await root.getAttribute('class')).toContain('dark')
    expect(await root.getAttribute('data-density')).toBe('compact')
    expect(await root.getAttribute('lang')).toBe('zh-CN')
    expect(client.faults).toEqual([])
  })

  it('opens any window or gateway from the command palette, by keys alone', async () => {
    const client = await open()
    const { page, ask } = client
    const fields = { name: 'GW-Carrier-A', remoteIp: '127.0.0.1', capacity: 10 }
    await ask('gateway.add', { kind: 'routing', fields })
    await page.keyboard.press('Control+K')
    await page.keyboard.type('carrier')
    await page.getByRole('option', { name: 'GW-Carrier-A' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('GW-Carrier-A').first().waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+K')
    await page.keyboard.type('publication st')
    await page.keyboard.press('Enter')
    await windowOf(page, 'Publication status').waitFor()
    await page.keyboard.press('Alt+W')
    await windowOf(page, 'Publication status').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+/')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    expect(client.faults).toEqual([])
  })

  it('shows the figures of the node on the dashboard, and leads to their windows', async () => {
    const client = await open()
    const { page, ask } = client
    const shown = windowOf(page, 'Dashboard')
    await shown.getByRole('region', { name: 'First steps' }).waitFor()
    for (const name of ['GW-A', 'GW-B']) {
      const fields = { name, remoteIp: '127.0.0.1', capacity: 10, allowPublish: true }
      await ask('gateway.add', { kind: 'routing', fields })
    }
    await ask('gateway.add', { kind: 'mapping', fields: { name: 'MG', remoteIps: '127.0.0.1' } })
    await shown.getByRole('button', { name: 'Routing gateways by band normal 2' }).waitFor()
    await shown.getByRole('button', { name: 'Publications by freshness fresh 2' }).waitFor()
    await shown.getByRole('button', { name: 'Publications by freshness' }).click()
    await windowOf(page, 'Publication status').waitFor()
    expect(client.faults).toEqual([])
  })

  it('says that the engine is gone, reconnects by itself, and every grid is right again', async () => {
    const client = await open()
    const { page, ask, host } = client
    await ask('gateway.add', { kind: 'routing', fields: { name: 'GW-Before' } })
    await client.openWindow('Routing gateway')
    const shown = windowOf(page, 'Routing gateway')
    await shown.getByRole('gridcell', { name: 'GW-Before' }).waitFor()
    await host.kill9()
    await page.getByText(/Connection lost/).waitFor()
    // The rows stay as they were last seen.
    expect(await shown.getByRole('gridcell', { name: 'GW-Before' }).count()).toBeGreaterThan(0)

    const address = new URL(host.ready.http).host
    const again = await startHost({ dataFolder: host.dataFolder, args: ['--http', address] })
    try {
      await page.getByText('Connected', { exact: true }).waitFor()
      await ask('gateway.add', { kind: 'routing', fields: { name: 'GW-After' } })
      await shown.getByRole('gridcell', { name: 'GW-After' }).waitFor()
      await eventually('two rows', async () =>
        (await shown.getByText('2 rows').count()) > 0 ? true : undefined,
      )
    } finally {
      await again.stop()
    }
  })
})
