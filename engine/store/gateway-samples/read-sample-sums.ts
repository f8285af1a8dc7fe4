import type { Database } from '../open-database.ts'
import type { ReportPeriod } from './read-call-figures.ts'

/** What the samples of the period add up to for one gateway. */
export interface SampleSums {
  readonly gateway: string
  readonly sampledMs: number
  readonly activeMs: number
  readonly peakActive: number
  readonly capacity: number
  readonly normalMs: number
  readonly reduceMs: number
  readonly lastResortMs: number
  readonly fullMs: number
  readonly refusedAtLimit: number
  readonly errorMs: number
  readonly errorForMs: number
  readonly errorWorst: number
  readonly staleMs: number
}

/** A sample never spans more than the minutes of one hour. */
export const longestSampleMs = 3_600_000

const minuteMs = 60_000

/** The period made longer to whole minutes. */
export function wholeMinutes(period: { readonly fromMs: number; readonly toMs: number }) {
  return {
    fromMs: Math.floor(period.fromMs / minuteMs) * minuteMs,
    toMs: Math.ceil(period.toMs / minuteMs) * minuteMs,
  }
}

/** What part of a sample lies in the period: nothing changed within a long one, so it can be cut. */
const part = `CAST(min(minute_at_ms + minutes * 60000, @toMs) - max(minute_at_ms, @fromMs) AS REAL)
              / (minutes * 60000)`

/** Adds the samples up, by gateway: those of the whole minutes that the period touches. */
export function readSampleSums(
  db: Database,
  { gateways, ...period }: ReportPeriod,
): readonly SampleSums[] {
  const { fromMs, toMs } = wholeMinutes(period)
  const values = {
    ...{ fromMs, toMs, earliestMs: fromMs - longestSampleMs },
    gateways: JSON.stringify(gateways ?? []),
  }
  const sums = db.prepare<[object], SampleSums>(
    `WITH taken AS (
       SELECT *, ${part} AS part FROM gateway_samples
       WHERE minute_at_ms > @earliestMs AND minute_at_ms < @toMs
         AND minute_at_ms + minutes * 60000 > @fromMs
         ${gateways === undefined ? '' : 'AND gateway IN (SELECT value FROM json_each(@gateways))'}
     ), last AS (SELECT gateway, capacity, max(minute_at_ms) FROM taken GROUP BY gateway)
     SELECT gateway, last.capacity AS capacity, max(peak_active) AS peakActive,
            total(part * sampled_ms) AS sampledMs, total(part * active_ms) AS activeMs,
            total(part * normal_ms) AS normalMs, total(part * reduce_ms) AS reduceMs,
            total(part * last_resort_ms) AS lastResortMs, total(part * full_ms) AS fullMs,
            sum(refused_at_limit) AS refusedAtLimit,
            total(part * error_ms) AS errorMs, total(part * error_for_ms) AS errorForMs,
            max(error_worst) AS errorWorst, total(part * stale_ms) AS staleMs
     FROM taken JOIN last USING (gateway) GROUP BY gateway`,
  )
  return sums.all(values)
}
