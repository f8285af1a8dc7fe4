import { expect, test } from 'vitest'
import type { GatewayReport } from '../../engine/api/contract/analysis-procedures.ts'
import { demandOf, type DemandOfNode } from '../harness/ask-node.ts'
import {
  answerCalls,
  callOnce,
  finalOf,
  hangUp,
  refuseCalls,
  secondsUntil,
} from './in-force/proof.ts'
import { withEngine, type RunningEngine } from './in-force/running-engine.ts'

const minuteMs = 60_000

/** Lets time pass until a full minute of the wall clock, and tells which. */
async function passToMinute(running: RunningEngine): Promise<number> {
  await running.pass((minuteMs - (running.clock.nowMs() % minuteMs)) / 1000)
  return running.clock.nowMs()
}

async function reportOn(
  demand: DemandOfNode,
  gateway: string,
  fromMs: number,
  toMs: number,
): Promise<GatewayReport> {
  const [report] = await demand('analysis.gateways', { fromMs, toMs, gateways: [gateway] })
  if (report === undefined) throw new Error('a gateway asked for by name is always reported')
  return report
}

test('what was published is compared with the calls that were really there', () =>
  withEngine(async (running) => {
    const demand = demandOf(running.engine, running.clock)
    running.setSettings({ publishOnChange: 'refresh only' })
    running.set({ SS_SIP_PUBLISH_EXPIRE: '160' })
    answerCalls(await running.openGateway('GW', { allowPublish: true, capacity: 2 }))
    const published = () => running.engine.view.routingOnline(['GW'])[0]?.publishedCall
    await running.until('the first publication', () => published() ?? undefined)

    const callsAtMs = await passToMinute(running)
    const caller = await running.openPeer()
    const calls = [await callOnce(running, caller), await callOnce(running, caller)]
    expect(await finalOf(running, caller.invite(running.target, '100'))).toBe('503')
    const endMs = await passToMinute(running)
    // The compositor still holds 0 for the two calls that have the gateway full.
    const before = await reportOn(demand, 'GW', callsAtMs, endMs)
    expect(before).toMatchObject({
      ...{ peakActive: 2, capacity: 2, refusedAtLimit: 1, sampledMs: minuteMs, staleMs: 0 },
      publicationErrorWorst: 2,
    })
    expect(before.publicationErrorMean).toBeCloseTo(2, 1)
    expect(before.meanActive).toBeCloseTo(2, 1)
    expect(before.bands.full).toBeCloseTo(1, 1)

    await secondsUntil(running, 'the refresh', () => published() === 2)
    const quietAtMs = await passToMinute(running)
    await running.pass(60)
    const after = await reportOn(demand, 'GW', quietAtMs, quietAtMs + minuteMs)
    expect(after).toMatchObject({
      ...{ publicationErrorMean: 0, publicationErrorWorst: 0, meanActive: 2, refusedAtLimit: 0 },
      bands: { full: 1 },
    })
    const { stepMs, points } = await demand('analysis.series', {
      ...{ gateway: 'GW', fromMs: callsAtMs, toMs: quietAtMs + minuteMs },
    })
    expect(stepMs).toBe(minuteMs)
    expect(points).toHaveLength((quietAtMs + minuteMs - callsAtMs) / minuteMs)
    expect(points[0]).toMatchObject({ atMs: callsAtMs, peakActive: 2, published: 0, capacity: 2 })
    expect(points.at(-1)).toMatchObject({ meanActive: 2, published: 2 })
    for (const call of calls) call.bye()
    await running.until('no call', () => running.engine.calls.activeCalls === 0 || undefined)
  }))

test('a report joins call records with what was sampled up to this moment', () =>
  withEngine(async (running) => {
    const demand = demandOf(running.engine, running.clock)
    const fromMs = running.clock.nowMs()
    refuseCalls(await running.openGateway('First', { priority: 1 }), 503)
    answerCalls(await running.openGateway('Second', { priority: 2 }))
    const call = await callOnce(running, await running.openPeer())
    await running.pass(10)
    await hangUp(running, call)
    const reports = await demand('analysis.gateways', { fromMs, toMs: running.clock.nowMs() + 1 })
    expect(reports).toMatchObject([
      {
        ...{ gateway: 'First', calls: 1, answered: 0, asr: 0, responseRatio: 1, switchedAway: 1 },
        ...{ endReasons: [{ reason: 503, calls: 1 }], peakActive: 1, publicationErrorMean: null },
      },
      {
        ...{ gateway: 'Second', calls: 1, answered: 1, asr: 1, connectRatio: 1, switchedAway: 0 },
        ...{ peakActive: 1, publicationErrorMean: null, refusedAtLimit: 0 },
      },
    ])
    const second = reports[1]
    expect(second?.acdSeconds).toBeCloseTo(10, 0)
    expect(second?.meanActive).toBeGreaterThan(0.9)
    expect(second?.sampledMs).toBeGreaterThanOrEqual(10_000)
    expect(second?.sampledMs).toBeLessThan(20_000)
  }))

test('a minute that is over is in the database without anybody asking', () =>
  withEngine(async (running) => {
    answerCalls(await running.openGateway('GW'))
    const call = await callOnce(running, await running.openPeer())
    await passToMinute(running)
    await running.pass(1)
    const { store } = running.engine
    expect(store.gatewaySamples.pending).toBe(0)
    const toMs = running.clock.nowMs()
    const [report] = await store.callRecordReader.gateways({ fromMs: 0, toMs })
    expect(report).toMatchObject({ gateway: 'GW', peakActive: 1 })
    expect(report?.sampledMs).toBeGreaterThan(50_000)
    await hangUp(running, call)
  }))
