import { endReasons } from '../api/contract/call-record.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { CallStateName } from '../api/contract/live-rows.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'

/**
 * How far an attempt has come; a stage only moves up:
 *   0 invite --100--> 1 trying --18x without SDP--> 2 session progress --18x with SDP--> 3 session progress SDP --180--> 4 ringing
 * Each has its own longest duration, and the call state of the VOS3000 interface is its name.
 */
export type Stage = 0 | 1 | 2 | 3 | 4

export const stageNames = [
  'Invite',
  'Trying',
  'SessionProgress',
  'SessionProgressSdp',
  'Ringing',
] as const satisfies readonly CallStateName[]

const stageEndReasons = [
  endReasons.inviteTimeout,
  endReasons.tryingTimeout,
  endReasons.sessionProgressTimeout,
  endReasons.sessionProgressSdpTimeout,
  endReasons.ringingTimeout,
] as const

/** End reason of an attempt that stayed too long in a stage. */
export function stageEndReason(stage: Stage): number {
  return stageEndReasons[stage]
}

/** The stage that a provisional response leads to. */
export function stageAfter(stage: Stage, statusCode: number, hasSdp: boolean): Stage {
  const reached = stageOf(statusCode, hasSdp)
  return reached > stage ? reached : stage
}

function stageOf(statusCode: number, hasSdp: boolean): Stage {
  if (statusCode === 100) return 1
  if (statusCode === 180) return 4
  return hasSdp ? 3 : 2
}

/** Longest duration of a stage: the gateway's own value where it has one, else the system's. */
export function stageLimitMs(
  stage: Stage,
  gateway: RoutingGateway,
  parameters: Readonly<ParameterValues>,
): number {
  switch (stage) {
    case 0:
      return (gateway.timeoutInvite || parameters.SS_SIP_TIMEOUT_INVITE) * 1000
    case 1:
      return (gateway.timeoutTrying || parameters.SS_SIP_TIMEOUT_TRYING) * 1000
    case 2:
      return (gateway.timeoutSessionProgress || parameters.SS_SIP_TIMEOUT_SESSION_PROGRESS) * 1000
    case 3:
      return (
        (gateway.timeoutSessionProgressSdp || parameters.SS_SIP_TIMEOUT_SESSION_PROGRESS_SDP) * 1000
      )
    case 4:
      return (gateway.timeoutRinging || parameters.SS_SIP_TIMEOUT_RINGING) * 1000
  }
}
