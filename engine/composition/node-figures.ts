import type { AlarmBoard } from '../alarms/alarm-board.ts'
import type { NodeFigures } from '../api/contract/feed-rows.ts'
import type { BackToBackUserAgent } from '../calls/ports.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Freshness } from '../publish/freshness.ts'
import { publicationFreshness } from '../publish/publication-set.ts'
import type { Publishing } from '../publish/publishing.ts'
import type { CallCounters } from './counters.ts'
import type { GatewayCounts } from './gateway-counts.ts'
import type { SlidingCount } from './sliding-count.ts'

export interface NodeFiguresPorts {
  readonly clock: Clock
  readonly counters: CallCounters
  readonly calls: Pick<BackToBackUserAgent, 'activeCalls'>
  readonly gatewayCounts: GatewayCounts
  readonly publishing: {
    readonly compositor: Pick<Publishing['compositor'], 'publications'>
  }
  /** PUBLISH requests sent. */
  readonly publishRequests: SlidingCount
  readonly alarms: Pick<AlarmBoard, 'current'>
  readonly records: { readonly pending: number }
}

/** A count of all publications is good for this long, and takes at most a hundredth of the time. */
const recountMs = 1000
const shareOfTime = 0.01

/** Makes the figures of the whole node; cheap enough for a feed with many gateways. */
export function createNodeFigures(ports: NodeFiguresPorts): () => NodeFigures {
  const { clock, counters, calls } = ports
  const freshness = createFreshnessCounts(ports)
  return () => {
    const places = ports.gatewayCounts.read()
    const { fresh, due, stale } = freshness()
    const alarms = ports.alarms.current()
    return {
      atMs: clock.nowMs(),
      activeCalls: calls.activeCalls,
      callsPerSecond: counters.callsPerSecond,
      callsStarted: counters.started,
      callsAnswered: counters.answered,
      callsFailed: counters.failed,
      normal: places.normal,
      reduce: places.reduce,
      lastResort: places['last resort'],
      full: places.full,
      locked: places.locked,
      unusable: places.unusable,
      ...{ fresh, due, stale },
      publishPerMinute: ports.publishRequests.read(),
      alarms: alarms.length,
      worstAlarm: alarms.reduce<number | null>(
        (worst, { level }) => Math.max(worst ?? level, level),
        null,
      ),
      recordsWaiting: ports.records.pending,
    }
  }
}

function createFreshnessCounts({ clock, publishing }: NodeFiguresPorts) {
  const counts: Record<Freshness, number> = { fresh: 0, due: 0, stale: 0, none: 0 }
  let goodUntilMs = -Infinity
  return (): Readonly<Record<Freshness, number>> => {
    const beganMs = clock.monotonicMs()
    if (beganMs < goodUntilMs) return counts
    counts.fresh = counts.due = counts.stale = 0
    for (const each of publishing.compositor.publications()) {
      counts[publicationFreshness(each, beganMs)]++
    }
    const endedMs = clock.monotonicMs()
    goodUntilMs = endedMs + Math.max(recountMs, (endedMs - beganMs) / shareOfTime)
    return counts
  }
}
