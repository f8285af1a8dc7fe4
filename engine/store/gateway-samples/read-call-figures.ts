import type { Database } from '../open-database.ts'
import { PercentileCount } from './percentile-count.ts'

/** Which attempts are looked at: those of calls that began in the period. */
export interface ReportPeriod {
  readonly fromMs: number
  readonly toMs: number
  /** Names, absent = every gateway. */
  readonly gateways?: readonly string[]
}

/** What the call records say of one gateway. */
export class CallFigures {
  calls = 0
  answered = 0
  connected = 0
  responded = 0
  switchedAway = 0
  callMs = 0
  readonly setupDelays = new PercentileCount()
  readonly endReasons = new Map<number, number>()

  add(row: AttemptRow): void {
    const isLast = row.position === row.switch_count
    const isAnswered = isLast && row.answered_at_ms > 0
    const reason = isLast ? row.end_reason : row.result
    this.calls++
    this.endReasons.set(reason, (this.endReasons.get(reason) ?? 0) + 1)
    if (row.first_response_at_ms > 0) this.responded++
    if (!isLast) this.switchedAway++
    if (isLast && row.setup_delay_ms > 0) this.setupDelays.add(row.setup_delay_ms)
    if (isAnswered) {
      this.answered++
      this.callMs += Math.max(0, row.ended_at_ms - row.answered_at_ms)
    }
    if (isAnswered || hasRung(row) || isBusy(row.result) || (isLast && isBusy(reason))) {
      this.connected++
    }
  }
}

/** An attempt with what the report needs of its call. */
interface AttemptRow {
  readonly gateway: string
  readonly position: number
  readonly attempt_at_ms: number
  readonly attempt_ended_at_ms: number
  readonly first_response_at_ms: number
  readonly result: number
  readonly ringing_at_ms: number
  readonly answered_at_ms: number
  readonly ended_at_ms: number
  readonly setup_delay_ms: number
  readonly end_reason: number
  readonly switch_count: number
}

/** Reads every attempt of the period once. */
export function readCallFigures(
  db: Database,
  { fromMs, toMs, gateways }: ReportPeriod,
): Map<string, CallFigures> {
  const found = new Map<string, CallFigures>()
  const attempts = db.prepare<[object], AttemptRow>(
    `SELECT gateway, position, call_attempts.started_at_ms AS attempt_at_ms,
            call_attempts.ended_at_ms AS attempt_ended_at_ms, first_response_at_ms, result,
            ringing_at_ms, answered_at_ms, call_records.ended_at_ms AS ended_at_ms,
            setup_delay_ms, end_reason, switch_count
     FROM call_records JOIN call_attempts USING (flow_no)
     WHERE call_records.started_at_ms >= @fromMs AND call_records.started_at_ms < @toMs
       ${gateways === undefined ? '' : 'AND gateway IN (SELECT value FROM json_each(@gateways))'}`,
  )
  for (const row of attempts.iterate({ fromMs, toMs, gateways: JSON.stringify(gateways ?? []) })) {
    const figures = found.get(row.gateway) ?? new CallFigures()
    found.set(row.gateway, figures)
    figures.add(row)
  }
  return found
}

/** The first 180 of the call fell into this attempt. */
function hasRung(row: AttemptRow): boolean {
  const { ringing_at_ms: ringingAtMs, attempt_at_ms: fromMs, attempt_ended_at_ms: toMs } = row
  return ringingAtMs > 0 && ringingAtMs >= fromMs && (toMs === 0 || ringingAtMs <= toMs)
}

const isBusy = (result: number): boolean => result === 486 || result === 600
