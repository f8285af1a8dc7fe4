import type {
  CallRecordFilter,
  CallRecordPage,
  CallRecordTotals,
} from '../../api/contract/call-record-filter.ts'
import type { CallAttempt } from '../../api/contract/call-record.ts'
import type { Database } from '../open-database.ts'
import { pageSize, readPage, whereOf, type Condition } from '../page-query.ts'
import { attemptOf, recordOf, type CallAttemptRow, type CallRecordRow } from './call-record-row.ts'

/** One page of call records, by keyset: as fast on the last page as on the first. */
export function readCallRecords(db: Database, filter: CallRecordFilter): CallRecordPage {
  const [direction, beyond] = filter.order === 'newest' ? ['DESC', '<'] : ['ASC', '>']
  const rows = readPage<CallRecordRow>(db, {
    table: 'call_records',
    conditions: [
      ...conditionsOf(filter),
      [`(started_at_ms, flow_no) ${beyond} (@afterStartedAtMs, @afterFlowNo)`, filter.after],
    ],
    order: `started_at_ms ${direction}, flow_no ${direction}`,
    values: valuesOf(filter),
    limit: filter.limit,
  })
  const attempts = readAttempts(db, rows)
  const last = rows.length < pageSize(filter.limit) ? undefined : rows.at(-1)
  return {
    records: rows.map((row) => recordOf(row, attempts.get(row.flow_no) ?? [])),
    next: last && { startedAtMs: last.started_at_ms, flowNo: last.flow_no },
  }
}

/** Sums over all call records that a filter lets through; paging and order do not count. */
export function totalCallRecords(db: Database, filter: CallRecordFilter): CallRecordTotals {
  const sums = db
    .prepare<[object], CallRecordTotals>(
      `SELECT count(*) AS calls,
              count(*) FILTER (WHERE answered_at_ms > 0) AS answered,
              total(ended_at_ms - answered_at_ms) FILTER (WHERE answered_at_ms > 0) AS heldMs,
              total(setup_delay_ms) AS setupDelayMs,
              count(*) FILTER (WHERE setup_delay_ms > 0) AS withSetupDelay
       FROM call_records ${whereOf(conditionsOf(filter))}`,
    )
    .get(valuesOf(filter))
  return sums ?? { calls: 0, answered: 0, heldMs: 0, setupDelayMs: 0, withSetupDelay: 0 }
}

/** Times are found by index; the other conditions judge, in the worker thread, what the times let through. */
function conditionsOf(filter: CallRecordFilter): readonly Condition[] {
  return [
    ['flow_no = @flowNo', filter.flowNo],
    ['started_at_ms >= @fromMs', filter.fromMs],
    ['started_at_ms < @toMs', filter.toMs],
    ['mapping_gateway IN (SELECT value FROM json_each(@mappingGateways))', filter.mappingGateways],
    ['routing_gateway = @routingGateway', filter.routingGateway],
    ['(caller_e164 GLOB @caller OR caller_access_e164 GLOB @caller)', filter.callerE164],
    ['(callee_e164 GLOB @callee OR callee_access_e164 GLOB @callee)', filter.calleeE164],
    ['caller_call_id = @callerCallId', filter.callerCallId],
    ['end_reason = @endReason', filter.endReason],
    [filter.answered ? 'answered_at_ms > 0' : 'answered_at_ms = 0', filter.answered],
  ]
}

function valuesOf(filter: CallRecordFilter): Record<string, unknown> {
  return {
    flowNo: filter.flowNo,
    fromMs: filter.fromMs,
    toMs: filter.toMs,
    mappingGateways: JSON.stringify(filter.mappingGateways ?? []),
    routingGateway: filter.routingGateway,
    caller: globOf(filter.callerE164),
    callee: globOf(filter.calleeE164),
    callerCallId: filter.callerCallId,
    endReason: filter.endReason,
    afterStartedAtMs: filter.after?.startedAtMs,
    afterFlowNo: filter.after?.flowNo,
  }
}

/** The number as a pattern: only a trailing * stands for any rest, everything else for itself. */
function globOf(number = ''): string {
  const isPrefix = number.endsWith('*')
  const literal = isPrefix ? number.slice(0, -1) : number
  return literal.replace(/[*?[]/g, '[$&]') + (isPrefix ? '*' : '')
}

function readAttempts(
  db: Database,
  rows: readonly CallRecordRow[],
): ReadonlyMap<number, CallAttempt[]> {
  const found = new Map<number, CallAttempt[]>()
  const flowNos = JSON.stringify(rows.map((row) => row.flow_no))
  const attempts = db
    .prepare<[string], CallAttemptRow>(
      `SELECT * FROM call_attempts WHERE flow_no IN (SELECT value FROM json_each(?))
       ORDER BY flow_no, position`,
    )
    .all(flowNos)
  for (const attempt of attempts) {
    const list = found.get(attempt.flow_no)
    if (list) list.push(attemptOf(attempt))
    else found.set(attempt.flow_no, [attemptOf(attempt)])
  }
  return found
}
