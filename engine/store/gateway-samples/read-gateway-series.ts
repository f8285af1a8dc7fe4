import type { GatewaySeries, SeriesPoint } from '../../api/contract/analysis-procedures.ts'
import type { Database } from '../open-database.ts'
import { longestSampleMs, wholeMinutes } from './read-sample-sums.ts'

/** One gateway over time. */
export interface SeriesQuestion {
  readonly gateway: string
  readonly fromMs: number
  readonly toMs: number
}

const minuteMs = 60_000
const mostPoints = 2000
/** Steps that people read easily, in minutes; beyond the last one, whole days. */
const stepMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440]

interface SampleRow {
  readonly minute_at_ms: number
  readonly minutes: number
  readonly sampled_ms: number
  readonly active_ms: number
  readonly peak_active: number
  readonly capacity: number
  readonly published_ms: number
  readonly published_for_ms: number
}

interface Step {
  sampledMs: number
  activeMs: number
  peakActive: number
  publishedMs: number
  publishedForMs: number
  capacity: number
}

/** The samples of one gateway in equal steps, oldest first; what was not sampled is left out. */
export function readGatewaySeries(db: Database, question: SeriesQuestion): GatewaySeries {
  const { gateway } = question
  const period = wholeMinutes(question)
  const { fromMs, toMs } = period
  const stepMs = stepOf(fromMs, toMs)
  const steps = new Map<number, Step>()
  const rows = db.prepare<[object], SampleRow>(
    `SELECT * FROM gateway_samples
     WHERE minute_at_ms > @earliestMs AND minute_at_ms < @toMs AND gateway = @gateway
       AND minute_at_ms + minutes * 60000 > @fromMs ORDER BY minute_at_ms`,
  )
  const values = { gateway, fromMs, toMs, earliestMs: fromMs - longestSampleMs }
  for (const row of rows.iterate(values)) spread(row, period, stepMs, steps)
  const points = [...steps].sort(([a], [b]) => a - b).map(([atMs, step]) => pointOf(atMs, step))
  return { stepMs, points }
}

/** Gives each step its part of the sample. */
function spread(
  row: SampleRow,
  { fromMs, toMs }: Omit<SeriesQuestion, 'gateway'>,
  stepMs: number,
  steps: Map<number, Step>,
): void {
  const spanMs = row.minutes * minuteMs
  const beginMs = Math.max(row.minute_at_ms, fromMs)
  const endMs = Math.min(row.minute_at_ms + spanMs, toMs)
  for (let atMs = Math.floor(beginMs / stepMs) * stepMs; atMs < endMs; atMs += stepMs) {
    const part = (Math.min(atMs + stepMs, endMs) - Math.max(atMs, beginMs)) / spanMs
    const step = steps.get(atMs) ?? emptyStep()
    steps.set(atMs, step)
    step.sampledMs += part * row.sampled_ms
    step.activeMs += part * row.active_ms
    step.publishedMs += part * row.published_ms
    step.publishedForMs += part * row.published_for_ms
    step.peakActive = Math.max(step.peakActive, row.peak_active)
    step.capacity = row.capacity
  }
}

function pointOf(atMs: number, step: Step): SeriesPoint {
  const { sampledMs, activeMs, peakActive, publishedMs, publishedForMs, capacity } = step
  return {
    atMs,
    meanActive: sampledMs === 0 ? 0 : activeMs / sampledMs,
    peakActive,
    published: publishedForMs === 0 ? null : publishedMs / publishedForMs,
    capacity,
  }
}

function stepOf(fromMs: number, toMs: number): number {
  const fits = (stepMs: number): boolean =>
    Math.ceil(toMs / stepMs) - Math.floor(fromMs / stepMs) <= mostPoints
  const listed = stepMinutes.map((minutes) => minutes * minuteMs).find(fits)
  if (listed !== undefined) return listed
  const dayMs = 1440 * minuteMs
  // The steps at both ends may be cut.
  return Math.ceil((toMs - fromMs) / dayMs / (mostPoints - 2)) * dayMs
}

const emptyStep = (): Step => ({
  ...{ sampledMs: 0, activeMs: 0, peakActive: 0 },
  ...{ publishedMs: 0, publishedForMs: 0, capacity: 0 },
})
