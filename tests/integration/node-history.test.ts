import { expect, test } from 'vitest'
import { demandOf } from '../harness/ask-node.ts'
import { answerCalls, callOnce, hangUp } from './in-force/proof.ts'
import { withEngine } from './in-force/running-engine.ts'

test('the last hour of the node shows its calls, its gateways and its publications', () =>
  withEngine(async (running) => {
    const demand = demandOf(running.engine, running.clock, 'viewer')
    answerCalls(await running.openGateway('GW', { allowPublish: true, capacity: 1 }))
    running.routing('Locked', { lockType: 3 })
    running.routing('Spare', { prefix: '99' })
    const call = await callOnce(running, await running.openPeer())
    await running.pass(5)
    await hangUp(running, call)
    await running.pass(5)
    const points = await demand('node.history', {})
    expect(points.length).toBeGreaterThanOrEqual(3)
    const [first, ...others] = points
    expect(first).toMatchObject({ activeCalls: 0, callsStarted: 0 })
    expect(
      others.every(({ atMs }, index) => atMs === (first?.atMs ?? 0) + 5000 * (index + 1)),
    ).toBe(true)
    expect(others[0]).toMatchObject({
      ...{ activeCalls: 1, callsStarted: 1, callsAnswered: 1 },
      ...{ normal: 1, full: 1, locked: 1, unusable: 0, fresh: 1, stale: 0 },
    })
    expect(others[0]?.publishPerMinute).toBeGreaterThanOrEqual(1)
    expect(others[1]).toMatchObject({ activeCalls: 0, normal: 2, full: 0, callsFailed: 0 })
  }))
