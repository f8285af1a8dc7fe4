import type {
  AttachedCallRow,
  AttachedGateway,
  AttachedOnlineRow,
  AttachedRecordRow,
  SoftswitchRow,
} from '../api/contract/attached-procedures.ts'
import { flagOrNull, numberOf, numberOrNull, textOf, type Fields } from './wire-values.ts'

/* Rows of the web interface's answers in the contract's shapes. Passwords and whatever else they hold stay behind. */

export const softswitchOf = (row: Fields): SoftswitchRow => ({
  name: textOf(row['name']),
  address: textOf(row['accessAddress']),
  memo: textOf(row['memo']),
})

export const gatewayOf = (row: Fields): AttachedGateway => ({
  name: textOf(row['name']),
  prefix: textOf(row['prefix']),
  capacity: numberOf(row['capacity']),
  lockType: numberOf(row['lockType']),
  priority: numberOf(row['priority']),
  registerType: numberOf(row['registerType']),
  protocol: numberOf(row['protocol']),
  remoteIp: textOf(row['remoteIp']),
  signalPort: numberOf(row['signalPort']),
  gatewayGroups: textOf(row['gatewayGroups']),
  softswitchName: textOf(row['softswitchName']),
  memo: textOf(row['memo']),
  allowPublish: flagOrNull(row['allowPublish']),
  enforceCapacity: flagOrNull(row['enforceCapacity']),
})

const rates = ['asr', 'responseRatio', 'connectedRatio'] as const

/** The manual does not say whether rates are fractions or per cent: a list that holds one above 1 is in per cent. */
export function onlineRowsOf(rows: readonly Fields[], nowMs: number): AttachedOnlineRow[] {
  const isPercent = rows.some((row) => rates.some((rate) => numberOf(row[rate]) > 1))
  return rows.map((row) => onlineRowOf(row, isPercent ? 100 : 1, nowMs))
}

function onlineRowOf(row: Fields, whole: number, nowMs: number): AttachedOnlineRow {
  const rate = (name: (typeof rates)[number]): number =>
    Math.min(1, Math.max(0, numberOf(row[name]) / whole))
  return {
    name: textOf(row['name']),
    prefix: textOf(row['prefix']),
    currentCall: numberOf(row['currentCall']),
    capacity: numberOf(row['capacity']),
    asr: rate('asr'),
    responseRatio: rate('responseRatio'),
    connectedRatio: rate('connectedRatio'),
    acd: numberOf(row['acd']),
    remoteIp: textOf(row['remoteIp']),
    natIp: textOf(row['natIp']),
    localIp: textOf(row['localIp']),
    registerTime: numberOf(row['registerTime']),
    updateTime: numberOf(row['updateTime']),
    retryAfter: suspendedMs(numberOf(row['retryAfter']), nowMs),
    softswitchName: textOf(row['softswitchName']),
    softswitchIp: textOf(row['softswitchIp']),
    publishedCall: numberOrNull(row['publishedCall']),
    freshness: textOf(row['freshness']),
  }
}

/** A span, or the moment at which it ends: no span is as long as the time since 2001. */
const earliestMoment = 1_000_000_000_000
const suspendedMs = (value: number, nowMs: number): number =>
  Math.max(0, value > earliestMoment ? value - nowMs : value)

/** Names of GetCurrentCall's states; `keepTime` holds the negative number. */
const callStates: Readonly<Record<number, string>> = {
  [-1]: 'Setup',
  [-2]: 'CallProceeding',
  [-3]: 'CallProceeding (RTP)',
  [-4]: 'Progress',
  [-5]: 'Alerting',
  [-6]: 'Connect',
  [-7]: 'Invite',
  [-8]: 'Trying',
  [-9]: 'SessionProgress',
  [-10]: 'SessionProgress (SDP)',
  [-11]: 'Ringing',
  [-12]: 'Ok',
  [-13]: 'Release',
  [-14]: 'Transfering',
  [-15]: 'TransferOk',
  [-16]: 'TransferFailed',
  [-17]: 'TransferCancel',
}

export function callOf(row: Fields): AttachedCallRow {
  const keepTime = numberOf(row['keepTime'])
  return {
    callId: numberOf(row['callId']),
    callerE164: textOf(row['callerE164']),
    calleeE164: textOf(row['calleeE164']),
    mappingGateway: textOf(row['callerGatewayId']),
    routingGateway: textOf(row['calleeGatewayId']),
    state: keepTime >= 0 ? 'Talking' : (callStates[keepTime] ?? String(keepTime)),
    talkMs: Math.max(0, keepTime),
    connectedTime: numberOf(row['connectedTime']),
    codec: textOf(row['callCodec']),
  }
}

export const recordOf = (row: Fields): AttachedRecordRow => ({
  flowNo: numberOf(row['flowNo']),
  callerE164: textOf(row['callerE164']),
  callerAccessE164: textOf(row['callerAccessE164']),
  callerToGatewayE164: textOf(row['callerToGatewayE164']),
  callerGateway: textOf(row['callerGateway']),
  callerIp: textOf(row['callerip']),
  calleeE164: textOf(row['calleeE164']),
  calleeAccessE164: textOf(row['calleeAccessE164']),
  calleeToGatewayE164: textOf(row['calleeToGatewayE164']),
  calleeGateway: textOf(row['calleeGateway']),
  calleeIp: textOf(row['calleeip']),
  startMs: numberOf(row['start']),
  stopMs: numberOf(row['stop']),
  holdSeconds: numberOf(row['holdTime']),
  fee: numberOf(row['fee']),
  account: textOf(row['account']),
  accountName: textOf(row['accountName']),
  endDirection: numberOf(row['endDirection']),
  endReason: numberOf(row['endReason']),
})
