import { expect, test } from 'vitest'
import type { Alarm } from '../api/contract/alarms.ts'
import type { Publication } from '../publish/publication-set.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createMemoryConfiguration } from '../testing/test-engine.ts'
import { CallCounters } from './counters.ts'
import { FigureHistory } from './figure-history.ts'
import { GatewayCounts } from './gateway-counts.ts'
import { createNodeFigures } from './node-figures.ts'
import { SlidingCount } from './sliding-count.ts'

const publication = (expiresSeconds: number): Publication => ({
  ...{ number: 1, phase: 'live', renewedAtMs: 0, dueAtMs: 0, heapIndex: -1 },
  figures: { active: 1, capacity: 2, status: undefined, isOpen: true },
  stored: {
    ...{ entityTag: 'a', resource: 'GW', isAggregate: false, publisher: 'n', publisherKind: 'own' },
    ...{ source: '', body: '', contentType: '', createdAtMs: 0, updatedAtMs: 0, sequence: 1 },
    ...{ expiresSeconds, expiresAtMs: expiresSeconds * 1000 },
  },
})

const alarm = (level: Alarm['level']): Alarm => ({
  ...{ id: level, type: 'publicationStale', subject: 'GW', level, text: '' },
  ...{ value: null, upper: null, lower: null, startedAtMs: 0, stoppedAtMs: null },
  ...{ confirmedBy: null, confirmedAtMs: null },
})

function scene() {
  const clock = createFakeClock()
  const { configuration } = createMemoryConfiguration()
  const counters = new CallCounters(clock)
  const publications: Publication[] = []
  const alarms: Alarm[] = []
  const state = { sent: 0, counted: 0 }
  const publishRequests = new SlidingCount(clock, () => state.sent)
  const figures = createNodeFigures({
    ...{ clock, counters, publishRequests },
    calls: { activeCalls: 7 },
    gatewayCounts: new GatewayCounts({
      gateways: configuration.routingGateways,
      bandOf: () => 'normal',
      unusableReason: () => undefined,
    }),
    publishing: {
      compositor: {
        *publications() {
          state.counted++
          yield* publications
        },
      },
    },
    alarms: { current: () => alarms },
    records: { pending: 3 },
  })
  return { clock, counters, publications, alarms, state, publishRequests, figures }
}

test('publications are counted by freshness, at most once a second', () => {
  const { clock, publications, state, figures } = scene()
  publications.push(publication(100), publication(10), publication(5))
  clock.advance(8000)
  expect(figures()).toMatchObject({ fresh: 1, due: 1, stale: 1 })
  clock.advance(999)
  figures()
  expect(state.counted).toBe(1)
  clock.advance(2001)
  expect(figures()).toMatchObject({ fresh: 1, due: 0, stale: 2 })
})

test('the worst alarm is the one of the highest level', () => {
  const { alarms, figures } = scene()
  expect(figures()).toMatchObject({ alarms: 0, worstAlarm: null })
  alarms.push(alarm(1), alarm(3), alarm(0))
  expect(figures()).toMatchObject({ alarms: 3, worstAlarm: 3 })
})

test('calls and waiting records are those of the moment', () => {
  const { clock, counters, figures } = scene()
  counters.started = 10
  counters.answered = 6
  counters.failed = 4
  expect(figures()).toMatchObject({
    ...{ atMs: clock.nowMs(), activeCalls: 7, recordsWaiting: 3 },
    ...{ callsStarted: 10, callsAnswered: 6, callsFailed: 4 },
  })
})

test('PUBLISH requests count for sixty seconds', () => {
  const { clock, state, publishRequests, figures } = scene()
  state.sent = 1000
  publishRequests.start()
  state.sent += 5
  expect(figures().publishPerMinute).toBe(5)
  clock.advance(59_000)
  state.sent += 2
  expect(figures().publishPerMinute).toBe(7)
  clock.advance(2000)
  expect(figures().publishPerMinute).toBe(2)
  clock.advance(60_000)
  expect(figures().publishPerMinute).toBe(0)
  publishRequests.stop()
  expect(clock.pendingTimers).toBe(0)
})

test('the history is a point every five seconds of the last hour, oldest first', () => {
  const { clock, figures } = scene()
  const history = new FigureHistory(clock, figures)
  const startedAtMs = clock.nowMs()
  history.start()
  expect(history.points().map(({ atMs }) => atMs)).toEqual([startedAtMs])
  clock.advance(2 * 3_600_000)
  const points = history.points()
  expect(points).toHaveLength(720)
  expect(points.at(-1)?.atMs).toBe(clock.nowMs())
  expect(points[0]?.atMs).toBe(clock.nowMs() - 719 * 5000)
  history.stop()
  expect(clock.pendingTimers).toBe(0)
})
