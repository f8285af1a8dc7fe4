import type { CallAttempt, CallRecord } from '../api/contract/call-record.ts'
import type { Endpoint } from '../sip/transport/transport.ts'
import { hostPort } from '../sip/message/uri.ts'
import { detach } from '../sip/dialog/detached-text.ts'

/** What is known of a call when it arrives. */
export interface CallArrival {
  readonly flowNo: number
  readonly callId: string
  readonly caller: string
  readonly callee: string
  readonly callerE164: string
  readonly calleeE164: string
  readonly mappingGateway: string
  readonly remote: Endpoint
  readonly nowMs: number
}

/** The record of a call that has just arrived. */
export function createCallRecord(arrival: CallArrival): CallRecord {
  const { caller, callee, callerE164, calleeE164 } = arrival
  const texts = detach([arrival.callId, caller, callee])
  const [callerCallId = '', callerAccessE164 = '', calleeAccessE164 = ''] = texts
  return {
    flowNo: arrival.flowNo,
    callerCallId,
    callerAccessE164,
    calleeAccessE164,
    callerE164: callerE164 === caller ? callerAccessE164 : callerE164,
    calleeE164: calleeE164 === callee ? calleeAccessE164 : calleeE164,
    callerToGatewayE164: '',
    calleeToGatewayE164: '',
    mappingGateway: arrival.mappingGateway,
    routingGateway: '',
    callerAddress: addressOf(arrival.remote),
    calleeAddress: '',
    startedAtMs: arrival.nowMs,
    ringingAtMs: 0,
    answeredAtMs: 0,
    endedAtMs: 0,
    setupDelayMs: 0,
    endDirection: 2,
    endReason: 0,
    switchCount: 0,
    attempts: [],
  }
}

/** Adds the row of a gateway that is about to be tried; the record shows the gateway tried last. */
export function addAttempt(
  record: CallRecord,
  gateway: string,
  remote: Endpoint,
  callerSent: string,
  calleeSent: string,
  nowMs: number,
): CallAttempt {
  const address = addressOf(remote)
  const attempt: CallAttempt = {
    gateway,
    address,
    callerSent,
    calleeSent,
    startedAtMs: nowMs,
    endedAtMs: 0,
    firstResponseAtMs: 0,
    result: 0,
  }
  record.attempts.push(attempt)
  record.switchCount = record.attempts.length - 1
  record.routingGateway = gateway
  record.calleeAddress = address
  record.callerToGatewayE164 = callerSent
  record.calleeToGatewayE164 = calleeSent
  record.setupDelayMs = 0
  return attempt
}

/** The address column of records and rows: ip:port. */
export function addressOf(endpoint: Endpoint): string {
  return hostPort(endpoint.address, endpoint.port)
}
