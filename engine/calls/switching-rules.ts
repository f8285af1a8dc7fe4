import { endReasons } from '../api/contract/call-record.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { SystemYesNo } from '../api/contract/fields.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'

/** How an attempt ended, as far as switching asks. */
export interface FailedAttempt {
  /** SIP code as it is, or a negative end reason. */
  readonly result: number
  /** A 180 was received. */
  readonly hasRung: boolean
  /** A body with SDP was received. */
  readonly hasSdp: boolean
}

type SwitchingParameters = Pick<
  Readonly<ParameterValues>,
  | 'SS_SIP_STOP_SWITCH_AFTER_SDP'
  | 'SS_GATEWAY_SWITCH_UNTIL_CONNECT'
  | 'SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY'
  | 'SS_SIP_USER_AGENT_STOP_SWITCH_AFTER_INVITE_TIMEOUT'
  | 'SS_GATEWAY_SWITCH_LIMIT'
>

const registrationType = 2

/** Whether the next gateway may be tried after `attempt`; a gateway's own setting wins over the system's. */
export function maySwitch(
  attempt: FailedAttempt,
  gateway: RoutingGateway,
  parameters: SwitchingParameters,
  attemptsMade: number,
): boolean {
  if (isLimitReached(attemptsMade, parameters)) return false
  if (attempt.hasSdp && !allows(gateway.switchAllowSdp, !parameters.SS_SIP_STOP_SWITCH_AFTER_SDP)) {
    return false
  }
  if (
    attempt.hasRung &&
    !allows(gateway.switchAllowRing, parameters.SS_GATEWAY_SWITCH_UNTIL_CONNECT)
  ) {
    return false
  }
  if (isInviteTimeout(attempt.result)) return !stopsAfterInviteTimeout(gateway, parameters)
  return attempt.result < 0 || maySwitchAfterCode(attempt.result, gateway, parameters)
}

/** SS_GATEWAY_SWITCH_LIMIT: the most gateways tried for one call. */
export function isLimitReached(
  attemptsMade: number,
  parameters: Pick<SwitchingParameters, 'SS_GATEWAY_SWITCH_LIMIT'>,
): boolean {
  const limit = parameters.SS_GATEWAY_SWITCH_LIMIT
  return typeof limit === 'number' && attemptsMade >= limit
}

function maySwitchAfterCode(
  code: number,
  gateway: RoutingGateway,
  parameters: SwitchingParameters,
): boolean {
  const isBusy = code === 486 || code === 600
  const listed = isListed(code, gateway) ? gateway.switchAllowErrorCode : undefined
  if (isBusy && gateway.switchAllowBusy !== 'system') {
    return gateway.switchAllowBusy === 'yes' && listed !== 'no'
  }
  // A listed code ends the search unless the gateway says otherwise.
  if (listed !== undefined && (listed !== 'system' || !isBusy)) return listed === 'yes'
  return !isBusy || !parameters.SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY
}

function stopsAfterInviteTimeout(
  gateway: RoutingGateway,
  parameters: SwitchingParameters,
): boolean {
  return (
    gateway.registerType === registrationType &&
    parameters.SS_SIP_USER_AGENT_STOP_SWITCH_AFTER_INVITE_TIMEOUT
  )
}

/** Nothing at all came back: the stage ended or the retransmissions were used up. */
function isInviteTimeout(result: number): boolean {
  return result === endReasons.inviteTimeout || result === endReasons.transactionTimeout
}

function allows(own: SystemYesNo, system: boolean): boolean {
  return own === 'system' ? system : own === 'yes'
}

function isListed(code: number, gateway: RoutingGateway): boolean {
  return (
    gateway.switchErrorCodes !== '' && gateway.switchErrorCodes.split(',').includes(String(code))
  )
}
