import { expect, it } from 'vitest'
import { startSipp } from '../harness/sipp.ts'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf } from './client.ts'
import { cellOf, openLiveScene, shows } from './live-scene.ts'

describeInBrowser(
  'the windows of business analysis',
  (open) => {
    it('Route analysis orders the candidates as a call then goes', async () => {
      const client = await open()
      const { page, ask } = client
      const scene = await openLiveScene(client)
      try {
        await scene.gateway('GW-Second', { prefix: '86', priority: 2 })
        await scene.gateway('GW-First', { prefix: '86', priority: 1, capacity: 10 })
        await scene.gateway('GW-Locked', { prefix: '86', lockType: 3 })
        await client.openWindow('Route analysis')
        const shown = windowOf(page, 'Route analysis')
        await shown.getByLabel('Callee').fill('8613800138000')
        await shown.getByRole('button', { name: 'Analyse' }).click()
        await shown.getByText('would be offered to these gateways').waitFor()
        const [candidates, excluded] = await shown.getByRole('table').all()
        const names = await candidates?.getByRole('rowheader').allInnerTexts()
        expect(names?.map((name) => name.trim())).toEqual(['GW-First', 'GW-Second'])
        await excluded?.getByRole('rowheader', { name: 'GW-Locked' }).waitFor()

        const caller = await startSipp({
          ...{ scenario: 'uac_b2bua.xml', target: client.host.sipAddress, user: '8613800138000' },
          ...{ calls: 1, holdMs: 100, limitMs: 20_000 },
        })
        expect((await caller.finished).code).toBe(0)
        const { records } = await ask('record.list', {})
        expect(records[0]?.routingGateway).toBe('GW-First')

        await shown.getByLabel('Callee').fill('49')
        await shown.getByRole('button', { name: 'Analyse' }).click()
        await shown.getByText('the caller gets 404').waitFor()
        expect(client.faults).toEqual([])
      } finally {
        await scene.close()
      }
    })

    it('Gateway analysis reports what the calls of a gateway came to', async () => {
      const client = await open()
      const { page, ask } = client
      const scene = await openLiveScene(client)
      try {
        await scene.gateway('GW-A', { prefix: '1', capacity: 10 })
        const caller = await startSipp({
          ...{ scenario: 'uac_b2bua.xml', target: client.host.sipAddress, user: '1001' },
          ...{ calls: 5, callsPerSecond: 10, holdMs: 500, limitMs: 30_000 },
        })
        expect((await caller.finished).statistics.successful).toBe(5)
        await client.openWindow('Gateway analysis')
        const cell = (column: string) => cellOf(page, 'Gateway analysis', 'GW-A', column)
        await shows(cell('calls'), '5')
        await shows(cell('answered'), '5')
        await shows(cell('asr'), '100.0 %')
        await shows(cell('capacity'), '10')
        const period = { fromMs: Date.now() - 600_000, toMs: Date.now() + 60_000 }
        const [report] = await ask('analysis.gateways', period)
        expect(report).toMatchObject({ gateway: 'GW-A', calls: 5, answered: 5 })
        await shows(cell('peak'), String(report?.peakActive))
        await page.getByRole('figure').waitFor()
        expect(client.faults).toEqual([])
      } finally {
        await scene.close()
      }
    })
  },
  ['sipp'],
)
