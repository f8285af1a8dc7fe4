import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { startSipp } from '../harness/sipp.ts'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf, type TestClient } from './client.ts'
import { cellOf, openLiveScene, shows } from './live-scene.ts'

const title = 'CDR'

/** Three calls that are answered and hung up by the caller, and one that finds the callee busy. */
async function placeCalls(client: TestClient): Promise<void> {
  const scene = await openLiveScene(client)
  try {
    await scene.gateway('GW-A', { prefix: '1' })
    await scene.gateway('GW-Busy', { prefix: '2' }, 'uas_486.xml')
    const target = client.host.sipAddress
    const common = { target, callsPerSecond: 10, limitMs: 40_000 }
    const answered = await startSipp({
      ...{ ...common, scenario: 'uac_b2bua.xml', user: '1001', calls: 3, holdMs: 300 },
    })
    const busy = await startSipp({ ...common, scenario: 'uac_486.xml', user: '2001', calls: 1 })
    expect((await answered.finished).statistics.successful).toBe(3)
    await busy.finished
    await eventually('four records', async () => {
      const { records } = await client.ask('record.list', {})
      return records.length === 4 && records.every(({ endedAtMs }) => endedAtMs > 0)
        ? true
        : undefined
    })
  } finally {
    await scene.close()
  }
}

describeInBrowser(
  'the window CDR',
  (open) => {
    it('shows what the engine recorded, sums it, narrows it down and exports it', async () => {
      const client = await open()
      const { page } = client
      await placeCalls(client)
      const { records } = await client.ask('record.list', {})
      await client.openWindow(title)
      const shown = windowOf(page, title)
      await shown.getByText('4 rows').waitFor()
      await shown.getByText('4 calls, 3 answered (75.0 %)').waitFor()

      const busy = records.find(({ endReason }) => endReason === 486)
      await shows(cellOf(page, title, busy?.flowNo ?? 0, 'routingGateway'), 'GW-Busy')
      await shows(cellOf(page, title, busy?.flowNo ?? 0, 'endDirection'), 'callee')
      await cellOf(page, title, busy?.flowNo ?? 0, 'callee').click()
      const details = shown.getByRole('complementary')
      await details
        .getByText(busy?.attempts[0]?.address ?? '')
        .first()
        .waitFor()

      await shown.getByLabel('Callee', { exact: true }).fill('100*')
      await shown.getByRole('button', { name: 'Query' }).click()
      await shown.getByText('3 rows').waitFor()

      const downloading = page.waitForEvent('download')
      await shown.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('menuitem', { name: 'Export CSV' }).click()
      const file = await (await downloading).path()
      const lines = readFileSync(file, 'utf8').trim().split('\r\n')
      expect(lines).toHaveLength(4)
      expect(lines[1]).toContain('GW-A')
      expect(client.faults).toEqual([])
    })
  },
  ['sipp'],
)
