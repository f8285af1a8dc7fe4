import { expect, it, vi } from 'vitest'
import { LineLedger } from '../../engine/routing/line-ledger.ts'
import { answerCalls, callOnce, hangUp } from './in-force/proof.ts'
import { withEngine, type RunningEngine } from './in-force/running-engine.ts'

/** Lets the test reach the ledgers of an engine through the lines that one call reserves. */
async function withLedgers(
  use: (running: RunningEngine, routing: LineLedger, mapping: LineLedger) => Promise<void>,
): Promise<void> {
  const reserve = vi.spyOn(LineLedger.prototype, 'reserve')
  try {
    await withEngine(async (running) => {
      const caller = await running.openPeer()
      answerCalls(await running.openGateway('GW', { capacity: 2 }))
      await hangUp(running, await callOnce(running, caller))
      const [mapping, routing] = reserve.mock.contexts as LineLedger[]
      if (!mapping || !routing) throw new Error('a call reserves a line of either side')
      await use(running, routing, mapping)
    })
  } finally {
    reserve.mockRestore()
  }
}

const differences = ({ engine }: RunningEngine): string[] =>
  engine.alarms
    .current()
    .filter(({ type }) => type === 'ledgerDifference')
    .map(({ text }) => text)

it('a line reserved without a call is given back within a minute, with an alarm', () =>
  withLedgers(async (running, routing, mapping) => {
    const active = () => running.engine.view.routingOnline(['GW'])[0]?.currentCall
    const caller = await running.openPeer()
    const call = await callOnce(running, caller)
    expect(routing.reserve('GW', 0)).toBe(true)
    expect(active()).toBe(2)
    expect((await callOnce(running, caller)).outcomes).toContain('503')
    await running.pass(60)
    // The line of the call in progress is left alone.
    expect([active(), mapping.active('MG')]).toEqual([1, 1])
    expect(differences(running)).toEqual(['GW: 2 lines reserved, 1 held by calls'])
    expect((await callOnce(running, caller)).outcomes).toContain('200')
    await running.pass(60)
    expect(differences(running)).toEqual([])
    call.bye()
  }))

it('a line of a mapping gateway that was lost is counted again', () =>
  withLedgers(async (running, _routing, mapping) => {
    const caller = await running.openPeer()
    const call = await callOnce(running, caller)
    mapping.release('MG')
    expect(mapping.active('MG')).toBe(0)
    await running.pass(60)
    expect(mapping.active('MG')).toBe(1)
    expect(differences(running)).toEqual(['MG: 0 lines reserved, 1 held by calls'])
    await hangUp(running, call)
    expect([mapping.active('MG'), mapping.refusedReleases]).toEqual([0, 0])
  }))

it('a line given back twice is told once, and the alarm ends', () =>
  withLedgers(async (running, routing) => {
    expect(routing.release('GW')).toBe(false)
    await running.pass(60)
    expect(differences(running)).toEqual(['1 releases matched no reservation'])
    await running.pass(60)
    expect(differences(running)).toEqual([])
  }))
