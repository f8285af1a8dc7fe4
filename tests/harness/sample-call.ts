import type { CallRecord } from '../../engine/api/contract/call-record.ts'

/** A call as it is when its INVITE has gone out; `fields` replace what a test is about. */
export function sampleCall(flowNo: number, fields: Partial<CallRecord> = {}): CallRecord {
  const startedAtMs = fields.startedAtMs ?? 1_800_000_000_000
  return {
    flowNo,
    callerCallId: `call-${flowNo}@10.0.0.1`,
    callerAccessE164: '4915112345678',
    calleeAccessE164: '008613800138000',
    callerE164: '4915112345678',
    calleeE164: '8613800138000',
    callerToGatewayE164: '4915112345678',
    calleeToGatewayE164: '13800138000',
    mappingGateway: 'MG-Wholesale',
    routingGateway: 'GW-Carrier-A',
    callerAddress: '10.0.0.1:5060',
    calleeAddress: '10.0.1.1:5060',
    startedAtMs,
    ringingAtMs: 0,
    answeredAtMs: 0,
    endedAtMs: 0,
    setupDelayMs: 0,
    endDirection: 2,
    endReason: 0,
    switchCount: 0,
    attempts: [
      {
        gateway: 'GW-Carrier-A',
        address: '10.0.1.1:5060',
        callerSent: '4915112345678',
        calleeSent: '13800138000',
        startedAtMs,
        endedAtMs: 0,
        firstResponseAtMs: 0,
        result: 0,
      },
    ],
    ...fields,
  }
}

/** The same call ended by the caller. */
export function endedCall(flowNo: number, fields: Partial<CallRecord> = {}): CallRecord {
  const call = sampleCall(flowNo, fields)
  return {
    ...call,
    ringingAtMs: call.startedAtMs + 900,
    answeredAtMs: call.startedAtMs + 4000,
    endedAtMs: call.startedAtMs + 64_000,
    setupDelayMs: 880,
    endDirection: 0,
    endReason: 200,
    ...fields,
  }
}
