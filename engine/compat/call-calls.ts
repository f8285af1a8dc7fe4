import type { CallRecord } from '../api/contract/call-record.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { CallStateName, CurrentCallRow } from '../api/contract/live-rows.ts'
import {
  notFound,
  optionalList,
  optionalText,
  requireDay,
  requireIntegers,
  type WebCall,
} from './web-request.ts'

/** Codes of call states; an answered call shows its talk time instead, so -12 is seen in notices only. */
export const callStateCodes: { readonly [S in CallStateName]: number } = {
  Invite: -7,
  Trying: -8,
  SessionProgress: -9,
  SessionProgressSdp: -10,
  Ringing: -11,
  Ok: -12,
  Release: -13,
}

/** Most call records of one answer: a longer one would hold up the node and the program alike. */
const mostRecords = 100_000

export const getCurrentCall: WebCall = ({ fields }, engine, nowMs) => ({
  infoCurrentCalls: engine
    .currentCalls(
      filterOf({
        callerE164s: optionalList(fields, 'callerE164s'),
        calleeE164s: optionalList(fields, 'calleeE164s'),
        mappingGateway: optionalText(fields, 'gatewayMappingName'),
        routingGateway: optionalText(fields, 'gatewayRoutingName'),
      }),
    )
    .map((call) => currentCallFields(call, nowMs)),
})

export const disconnectCurrentCall: WebCall = (request, engine) => {
  if (engine.disconnectCalls(requireIntegers(request, 'callIds')) === 0) throw notFound()
  return {}
}

/** Calls that began on the days from beginTime to endTime, both included, by the clock of this machine. */
export const getCdr: WebCall = async (request, engine) => {
  const { fields } = request
  const { fromMs } = requireDay(request, 'beginTime')
  const { toMs } = requireDay(request, 'endTime')
  const query = filterOf({
    callerE164: optionalText(fields, 'callerE164'),
    calleeE164: optionalText(fields, 'calleeE164'),
    routingGateway: optionalText(fields, 'calleeGateway'),
    mappingGateways: mappingGatewaysOf(
      optionalList(fields, 'accounts'),
      optionalText(fields, 'callerGateway'),
    ),
  })
  const records = await engine.callRecords({ ...query, fromMs, toMs, limit: mostRecords + 1 })
  if (records.length > mostRecords) {
    const sentence = `more than ${mostRecords} call records in that time; fewer days, or a number or gateway, must be asked for`
    throw new EngineError('INVALID_VALUE', sentence, { limit: mostRecords })
  }
  return { infoCdrs: records.map(callRecordFields) }
}

/** Nothing is billed here, so the account of a call is the name of its mapping gateway. */
function mappingGatewaysOf(
  accounts: readonly string[] | undefined,
  gateway: string | undefined,
): readonly string[] | undefined {
  if (gateway === undefined) return accounts
  return accounts && !accounts.includes(gateway) ? [] : [gateway]
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Only the filters that are set. */
function filterOf<T extends object>(filters: T): Present<T> {
  const set = Object.entries(filters).filter(([, value]) => value !== undefined)
  return Object.fromEntries(set) as Present<T>
}

function currentCallFields(call: CurrentCallRow, nowMs: number) {
  const isAnswered = call.state === 'Ok' && call.answeredAtMs > 0
  return {
    callId: call.callId,
    callerE164: call.callerE164,
    calleeE164: call.calleeE164,
    callerGatewayId: call.mappingGateway,
    calleeGatewayId: call.routingGateway,
    connectedTime: isAnswered ? call.answeredAtMs : call.startedAtMs,
    keepTime: isAnswered ? Math.max(0, nowMs - call.answeredAtMs) : callStateCodes[call.state],
    callerLocalIp: hostOf(call.callerLocalAddress),
    calleeLocalIp: hostOf(call.calleeLocalAddress),
    ...mediaFields,
  }
}

/** Media passes by this softswitch, so it knows nothing of codecs, RTP and DTMF. */
const noFlow = { rtpPackets: 0, rtpBytes: 0, rtpDuration: 0 }
const mediaFields = {
  callCodec: '',
  callerCodec: '',
  calleeCodec: '',
  callerRtpIp: '',
  calleeRtpIp: '',
  callerReceiveDtmf: 0,
  callerSendDtmf: 0,
  calleeReceiveDtmf: 0,
  calleeSendDtmf: 0,
  callerInfoRtpFlowAudio: noFlow,
  calleeInfoRtpFlowAudio: noFlow,
  callerInfoRtpFlowVideo: noFlow,
  calleeInfoRtpFlowVideo: noFlow,
  callerTerminal: '',
  calleeTerminal: '',
  callerCryptoType: 0,
  calleeCryptoType: 0,
}

function callRecordFields(record: CallRecord) {
  const talkMs = record.answeredAtMs > 0 ? record.endedAtMs - record.answeredAtMs : 0
  return {
    flowNo: record.flowNo,
    callerE164: record.callerE164,
    callerAccessE164: record.callerAccessE164,
    callerProductId: '',
    callerToGatewayE164: record.callerToGatewayE164,
    callerGateway: record.mappingGateway,
    callerip: hostOf(record.callerAddress),
    calleeE164: record.calleeE164,
    calleeAccessE164: record.calleeAccessE164,
    calleeProductId: '',
    calleeToGatewayE164: record.calleeToGatewayE164,
    calleeGateway: record.routingGateway,
    calleeip: hostOf(record.calleeAddress),
    start: record.startedAtMs,
    stop: record.endedAtMs,
    holdTime: Math.max(0, Math.round(talkMs / 1000)),
    account: record.mappingGateway,
    accountName: record.mappingGateway,
    endDirection: record.endDirection,
    endReason: record.endReason,
    ...billingFields,
  }
}

const billingFields = {
  feeTime: 0,
  fee: 0,
  feePrefix: '',
  suiteFee: 0,
  suiteFeeTime: 0,
  agentFee: 0,
  agentFeeTime: 0,
  agentFeePrefix: '',
  agentSuiteFee: 0,
  agentSuiteFeeTime: 0,
  // International: the level that forbids nothing.
  callLevel: 5,
  agentAccount: '',
  agentName: '',
  calleeBilling: 0,
  // By mapping gateway.
  billingMode: 1,
}

/** Address without its port; IPv6 without brackets. */
export function hostOf(address: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(address)
  if (bracketed?.[1] !== undefined) return bracketed[1]
  const colon = address.indexOf(':')
  return colon >= 0 && colon === address.lastIndexOf(':') ? address.slice(0, colon) : address
}
