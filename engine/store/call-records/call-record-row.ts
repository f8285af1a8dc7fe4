import type { CallAttempt, CallRecord } from '../../api/contract/call-record.ts'

/* Order of columns as in the tables call_records and call_attempts. */

type Column = string | number

export function recordColumns(record: CallRecord): readonly Column[] {
  return [
    record.flowNo,
    record.callerCallId,
    record.callerAccessE164,
    record.calleeAccessE164,
    record.callerE164,
    record.calleeE164,
    record.callerToGatewayE164,
    record.calleeToGatewayE164,
    record.mappingGateway,
    record.routingGateway,
    record.callerAddress,
    record.calleeAddress,
    record.startedAtMs,
    record.ringingAtMs,
    record.answeredAtMs,
    record.endedAtMs,
    // Measured by the monotonic clock, which knows fractions.
    Math.round(record.setupDelayMs),
    record.endDirection,
    record.endReason,
    record.switchCount,
  ]
}

export function attemptColumns(
  flowNo: number,
  position: number,
  attempt: CallAttempt,
): readonly Column[] {
  return [
    flowNo,
    position,
    attempt.gateway,
    attempt.address,
    attempt.callerSent,
    attempt.calleeSent,
    attempt.startedAtMs,
    attempt.endedAtMs,
    attempt.firstResponseAtMs,
    attempt.result,
  ]
}

/** A row of call_records. */
export interface CallRecordRow {
  readonly flow_no: number
  readonly caller_call_id: string
  readonly caller_access_e164: string
  readonly callee_access_e164: string
  readonly caller_e164: string
  readonly callee_e164: string
  readonly caller_to_gateway_e164: string
  readonly callee_to_gateway_e164: string
  readonly mapping_gateway: string
  readonly routing_gateway: string
  readonly caller_address: string
  readonly callee_address: string
  readonly started_at_ms: number
  readonly ringing_at_ms: number
  readonly answered_at_ms: number
  readonly ended_at_ms: number
  readonly setup_delay_ms: number
  readonly end_direction: 0 | 1 | 2
  readonly end_reason: number
  readonly switch_count: number
}

/** A row of call_attempts. */
export interface CallAttemptRow {
  readonly flow_no: number
  readonly position: number
  readonly gateway: string
  readonly address: string
  readonly caller_sent: string
  readonly callee_sent: string
  readonly started_at_ms: number
  readonly ended_at_ms: number
  readonly first_response_at_ms: number
  readonly result: number
}

export function recordOf(row: CallRecordRow, attempts: CallAttempt[]): CallRecord {
  return {
    flowNo: row.flow_no,
    callerCallId: row.caller_call_id,
    callerAccessE164: row.caller_access_e164,
    calleeAccessE164: row.callee_access_e164,
    callerE164: row.caller_e164,
    calleeE164: row.callee_e164,
    callerToGatewayE164: row.caller_to_gateway_e164,
    calleeToGatewayE164: row.callee_to_gateway_e164,
    mappingGateway: row.mapping_gateway,
    routingGateway: row.routing_gateway,
    callerAddress: row.caller_address,
    calleeAddress: row.callee_address,
    startedAtMs: row.started_at_ms,
    ringingAtMs: row.ringing_at_ms,
    answeredAtMs: row.answered_at_ms,
    endedAtMs: row.ended_at_ms,
    setupDelayMs: row.setup_delay_ms,
    endDirection: row.end_direction,
    endReason: row.end_reason,
    switchCount: row.switch_count,
    attempts,
  }
}

export function attemptOf(row: CallAttemptRow): CallAttempt {
  return {
    gateway: row.gateway,
    address: row.address,
    callerSent: row.caller_sent,
    calleeSent: row.callee_sent,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    firstResponseAtMs: row.first_response_at_ms,
    result: row.result,
  }
}
