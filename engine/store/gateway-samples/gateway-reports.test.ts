import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { endedCall } from '../../../tests/harness/sample-call.ts'
import { sampleOf } from '../../../tests/harness/sample-minute.ts'
import {
  createTemporaryStore,
  type TemporaryStore,
} from '../../../tests/harness/temporary-store.ts'
import type { GatewaySample } from '../../analysis/gateway-sample.ts'
import type { GatewayReport } from '../../api/contract/analysis-procedures.ts'
import type { CallAttempt, CallRecord } from '../../api/contract/call-record.ts'

const hourAtMs = 1_800_000_000_000
const minuteMs = 60_000
const hour = { fromMs: hourAtMs, toMs: hourAtMs + 60 * minuteMs }
let temporary: TemporaryStore

beforeEach(() => {
  temporary = createTemporaryStore()
})
afterEach(() => temporary.remove())

const attempt = (gateway: string, fields: Partial<CallAttempt> = {}): CallAttempt => ({
  ...{ gateway, address: '10.0.1.1:5060', callerSent: '1', calleeSent: '2' },
  ...{ startedAtMs: hourAtMs, endedAtMs: 0, firstResponseAtMs: 0, result: 0 },
  ...fields,
})

function keep(fields: Partial<CallRecord>): void {
  const { callRecords } = temporary.store
  const attempts = fields.attempts ?? [attempt('GW')]
  const switchCount = attempts.length - 1
  const unanswered = { ringingAtMs: 0, answeredAtMs: 0, setupDelayMs: 0 }
  callRecords.ended(
    endedCall(callRecords.nextFlowNo(), { ...unanswered, attempts, switchCount, ...fields }),
  )
}

function sample(gateway: string, minute: number, changes: Partial<GatewaySample> = {}): void {
  temporary.store.gatewaySamples.add(sampleOf(gateway, hourAtMs + minute * minuteMs, changes))
}

const reports = (gateways?: readonly string[], period = hour): Promise<GatewayReport[]> =>
  temporary.store.callRecordReader.gateways({
    ...period,
    ...(gateways === undefined ? {} : { gateways }),
  })

describe('what the call records say', () => {
  test('answered, busy, ringing and silent calls', async () => {
    const responded = { firstResponseAtMs: hourAtMs + 100, endedAtMs: hourAtMs + 20_000 }
    // Answered after 1.2 s, 30 s long.
    keep({
      ...{ ringingAtMs: hourAtMs + 1200, answeredAtMs: hourAtMs + 5000, setupDelayMs: 1200 },
      ...{ endedAtMs: hourAtMs + 35_000, endReason: 200 },
      attempts: [attempt('GW', { ...responded, endedAtMs: hourAtMs + 35_000, result: 200 })],
    })
    // Answered at once, 10 s long.
    keep({
      ...{ answeredAtMs: hourAtMs + 2000, setupDelayMs: 2000, endedAtMs: hourAtMs + 12_000 },
      ...{ endReason: 200, attempts: [attempt('GW', { ...responded, result: 200 })] },
    })
    keep({ endReason: 486, attempts: [attempt('GW', { ...responded, result: 486 })] })
    // Rang, and the caller gave up.
    keep({
      ...{ ringingAtMs: hourAtMs + 3000, setupDelayMs: 3000, endReason: 487 },
      attempts: [attempt('GW', { ...responded, result: 487 })],
    })
    keep({ endReason: 503, attempts: [attempt('GW', { ...responded, result: 503 })] })
    keep({ endReason: 503, attempts: [attempt('GW', { result: 503 })] })
    const [report] = await reports()
    expect(report).toMatchObject({
      ...{ gateway: 'GW', calls: 6, answered: 2, switchedAway: 0 },
      ...{ setupDelayMedianMs: 2000, setupDelayP95Ms: 3000, acdSeconds: 20 },
      endReasons: [
        { reason: 200, calls: 2 },
        { reason: 503, calls: 2 },
        { reason: 486, calls: 1 },
        { reason: 487, calls: 1 },
      ],
    })
    expect(report?.asr).toBeCloseTo(2 / 6)
    expect(report?.connectRatio).toBeCloseTo(4 / 6)
    expect(report?.responseRatio).toBeCloseTo(5 / 6)
  })

  test('an attempt that was given up counts for its own gateway, with its own result', async () => {
    keep({
      ...{ answeredAtMs: hourAtMs + 9000, endedAtMs: hourAtMs + 19_000, setupDelayMs: 700 },
      ...{ ringingAtMs: hourAtMs + 8000, endReason: 200, routingGateway: 'Second' },
      attempts: [
        attempt('First', { result: 503, endedAtMs: hourAtMs + 7000 }),
        attempt('Second', { startedAtMs: hourAtMs + 7000, endedAtMs: hourAtMs + 19_000 }),
      ],
    })
    expect(await reports()).toMatchObject([
      {
        ...{ gateway: 'First', calls: 1, answered: 0, asr: 0, connectRatio: 0, switchedAway: 1 },
        ...{ acdSeconds: null, setupDelayMedianMs: null },
        endReasons: [{ reason: 503, calls: 1 }],
      },
      {
        ...{ gateway: 'Second', calls: 1, answered: 1, asr: 1, connectRatio: 1, switchedAway: 0 },
        ...{ acdSeconds: 10, setupDelayMedianMs: 700 },
        endReasons: [{ reason: 200, calls: 1 }],
      },
    ])
  })

  test('calls belong to the period in which they began', async () => {
    keep({ startedAtMs: hour.fromMs - 1 })
    keep({ startedAtMs: hour.fromMs })
    keep({ startedAtMs: hour.toMs - 1 })
    keep({ startedAtMs: hour.toMs })
    expect(await reports()).toMatchObject([{ calls: 2 }])
  })
})

describe('what the samples say', () => {
  test('means are weighted by the time sampled, peaks are the highest', async () => {
    sample('GW', 0, {
      ...{ activeMs: 4 * minuteMs, peakActive: 9, capacity: 10, normalMs: 45_000, fullMs: 15_000 },
      ...{ refusedAtLimit: 3, publishedForMs: minuteMs, staleMs: 700 },
      ...{ errorMs: 30_000, errorForMs: minuteMs, errorWorst: 4 },
    })
    sample('GW', 1, {
      ...{ sampledMs: 30_000, activeMs: 2 * 30_000, peakActive: 2, capacity: 20 },
      ...{ normalMs: 0, reduceMs: 30_000, refusedAtLimit: 1, errorForMs: 30_000 },
    })
    const [report] = await reports()
    expect(report).toMatchObject({
      ...{ gateway: 'GW', calls: 0, asr: null, peakActive: 9, capacity: 20, refusedAtLimit: 4 },
      ...{ publicationErrorWorst: 4, staleMs: 700, sampledMs: 90_000 },
      bands: { normal: 0.5, 'last resort': 0 },
    })
    expect(report?.meanActive).toBeCloseTo((4 * 60 + 2 * 30) / 90)
    expect(report?.publicationErrorMean).toBeCloseTo(30 / 90)
    expect(report?.bands.reduce).toBeCloseTo(1 / 3)
    expect(report?.bands.full).toBeCloseTo(1 / 6)
  })

  test('without a publication there is no error', async () => {
    sample('GW', 0)
    expect(await reports()).toMatchObject([
      { publicationErrorMean: null, publicationErrorWorst: null },
    ])
  })

  test('a sample of many minutes is cut where the period begins and ends', async () => {
    sample('GW', 0, {
      ...{ minutes: 60, sampledMs: 60 * minuteMs, activeMs: 3 * 60 * minuteMs, peakActive: 3 },
      normalMs: 60 * minuteMs,
    })
    const period = { fromMs: hourAtMs + 50 * minuteMs, toMs: hourAtMs + 70 * minuteMs }
    expect(await reports(undefined, period)).toMatchObject([
      { sampledMs: 10 * minuteMs, meanActive: 3, bands: { normal: 1 } },
    ])
    const before = { fromMs: hourAtMs - minuteMs, toMs: hourAtMs }
    expect(await reports(undefined, before)).toEqual([])
  })
})

test('gateways asked for by name are all there, in that order, also without any data', async () => {
  sample('A', 0)
  keep({ attempts: [attempt('B')] })
  sample('C', 0)
  const named = await reports(['B', 'nowhere', 'A'])
  expect(named.map(({ gateway, calls, sampledMs }) => [gateway, calls, sampledMs])).toEqual([
    ['B', 1, 0],
    ['nowhere', 0, 0],
    ['A', 0, minuteMs],
  ])
  expect((await reports()).map(({ gateway }) => gateway)).toEqual(['A', 'B', 'C'])
})

describe('a series', () => {
  const series = (fromMs: number, toMs: number) =>
    temporary.store.callRecordReader.series({ gateway: 'GW', fromMs, toMs })

  test('has a point for each minute of a short period, and none where nothing was sampled', async () => {
    sample('GW', 0, { activeMs: 90_000, peakActive: 4, capacity: 10 })
    sample('GW', 2, { ...{ activeMs: 0, publishedMs: 120_000, publishedForMs: minuteMs } })
    sample('Other', 1)
    expect(await series(hour.fromMs, hour.toMs)).toEqual({
      stepMs: minuteMs,
      points: [
        { atMs: hourAtMs, meanActive: 1.5, peakActive: 4, published: null, capacity: 10 },
        {
          ...{ atMs: hourAtMs + 2 * minuteMs, meanActive: 0, peakActive: 0 },
          ...{ published: 2, capacity: 0 },
        },
      ],
    })
  })

  test('shows a sample of many minutes in each of them', async () => {
    sample('GW', 10, {
      ...{ minutes: 50, sampledMs: 50 * minuteMs, activeMs: 2 * 50 * minuteMs, peakActive: 2 },
    })
    const { points } = await series(hourAtMs + 15 * minuteMs, hourAtMs + 20 * minuteMs)
    expect(points.map(({ atMs }) => (atMs - hourAtMs) / minuteMs)).toEqual([15, 16, 17, 18, 19])
    expect(points.every(({ meanActive }) => meanActive === 2)).toBe(true)
  })

  test('joins minutes to longer steps, weighted by time', async () => {
    sample('GW', 0, { activeMs: 4 * minuteMs, peakActive: 7, capacity: 10 })
    sample('GW', 1, { sampledMs: 20_000, activeMs: 0, capacity: 20 })
    const { stepMs, points } = await series(hourAtMs, hourAtMs + 3000 * minuteMs)
    expect(stepMs).toBe(2 * minuteMs)
    expect(points).toEqual([
      { atMs: hourAtMs, meanActive: 3, peakActive: 7, published: null, capacity: 20 },
    ])
  })

  test.each([1, 33, 1999, 2001, 40_000, 3_000_000, 9_000_000])(
    'of %d minutes has at most 2000 points',
    async (minutes) => {
      const { stepMs } = await series(hourAtMs + 31_000, hourAtMs + 31_000 + minutes * minuteMs)
      const steps =
        Math.ceil((hourAtMs + 31_000 + minutes * minuteMs) / stepMs) -
        Math.floor((hourAtMs + 31_000) / stepMs)
      expect(steps).toBeLessThanOrEqual(2000)
      expect(steps).toBeGreaterThanOrEqual(Math.min(minutes, 700))
    },
  )
})
