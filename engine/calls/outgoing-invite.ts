import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { RouteCandidate } from '../routing/route-plan.ts'
import { leastSessionSeconds } from '../sip/dialog/session-timer.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipRequest } from '../sip/message/message.ts'
import { hostPort } from '../sip/message/uri.ts'
import { isIpLiteral } from '../sip/transport/ip-address.ts'
import { defaultPort } from '../sip/transport/transport.ts'
import type { Destination, Endpoint } from '../sip/transport/transport.ts'
import { addBodyFields } from './body-fields.ts'
import { allowed, allowWithPrack, supportedTags } from './call-leg.ts'
import { addIdentityFields, fromParty, userOf } from './identity-header-fields.ts'

/** What the INVITE of one attempt is made from; the same again, with a higher sequence, for a retry. */
export interface OutgoingInvite {
  readonly gateway: RoutingGateway
  readonly parameters: Readonly<ParameterValues>
  /** The caller's INVITE: body and identities are taken from it. */
  readonly invite: SipRequest
  readonly maxForwards: number
  readonly callerSent: string
  readonly calleeSent: string
  readonly calleeDialled: string
  readonly destination: Destination
  readonly local: Endpoint
  readonly localTag: string
  readonly callId: string
  readonly sequence: number
  readonly contact: string
  readonly offers100rel: boolean
  readonly leastSessionSeconds: number
  readonly credentials: readonly [string, string] | undefined
}

/** What the INVITE to a candidate is made from, for the first time. */
export function planOutgoingInvite(plan: {
  readonly candidate: RouteCandidate
  readonly destination: Destination
  readonly local: Endpoint
  readonly invite: SipRequest
  readonly calleeDialled: string
  readonly canRelayReliably: boolean
  readonly parameters: Readonly<ParameterValues>
  readonly ids: IdSource
}): OutgoingInvite {
  const { invite, destination, local, ids } = plan
  const { gateway, callerSent, calleeSent } = plan.candidate
  return {
    gateway,
    parameters: plan.parameters,
    invite,
    maxForwards: (invite.maxForwards ?? 70) - 1,
    callerSent,
    calleeSent,
    calleeDialled: plan.calleeDialled,
    destination,
    local,
    localTag: ids.token(12),
    callId: ids.token(24),
    sequence: 1,
    contact: contactFor(destination.protocol, local, gateway),
    // Without an offer of the caller's, a reliable 18x would bring one that only its PRACK could answer.
    offers100rel: gateway.sip100Rel && (invite.body.length > 0 || plan.canRelayReliably),
    leastSessionSeconds,
    credentials: undefined,
  }
}

const registrationType = 2
const userAgent = 'Trunkline'

/** The INVITE to a gateway: nothing of the caller's side but its numbers, its body and its hop count. */
export function createOutgoingInvite(source: OutgoingInvite): SipRequest {
  const { gateway, parameters, callerSent, calleeSent, destination } = source
  const ownHost = hostPort(source.local.address)
  const gatewayHost = hostOf(gateway, destination)
  const registrarHost = gateway.registerType === registrationType ? gatewayHost : ownHost
  const identity = { gateway, parameters, invite: source.invite, callerSent, host: registrarHost }
  const calleeUser = userOf(calleeSent)
  const toUser = parameters.SS_SIP_ROUTING_GATEWAY_INVITE_USE_CONTACT
    ? userOf(source.calleeDialled)
    : calleeUser
  const entries = [
    'Max-Forwards',
    String(source.maxForwards),
    'From',
    `${fromParty(identity)};tag=${source.localTag}`,
    'To',
    `<sip:${toUser}@${gatewayHost}>`,
    'Call-ID',
    source.callId,
    'CSeq',
    `${String(source.sequence)} INVITE`,
    'Contact',
    source.contact,
    'Allow',
    gateway.sip100Rel ? allowWithPrack : allowed,
    'User-Agent',
    userAgent,
  ]
  addSessionFields(entries, source)
  addIdentityFields(entries, identity)
  if (source.credentials !== undefined) entries.push(...source.credentials)
  if (source.invite.body.length > 0) addBodyFields(entries, source.invite.fields)
  const requestUri = requestUriOf(calleeUser, gatewayHost, destination)
  return new SipRequest('INVITE', requestUri, new HeaderFields(entries), source.invite.body)
}

/** RFC 4028 §7.1: the interval wished for, without a refresher. */
function addSessionFields(entries: string[], source: OutgoingInvite): void {
  const { gateway, parameters, leastSessionSeconds: least } = source
  const supported = supportedTags(gateway.sipTimer, source.offers100rel)
  if (supported !== '') entries.push('Supported', supported)
  if (!gateway.sipTimer) return
  const seconds = Math.max(parameters.SS_SIP_SESSION_TTL, least)
  entries.push('Session-Expires', String(seconds))
  if (least > leastSessionSeconds) entries.push('Min-SE', String(least))
}

/** The gateway's host as it is configured: a name stays a name, in brackets when IPv6. */
function hostOf(gateway: RoutingGateway, destination: Destination): string {
  if (gateway.registerType === registrationType && gateway.registrar !== '') {
    return gateway.registrar.replace(/:\d+$/, '')
  }
  const { remoteIp } = gateway
  const isName = gateway.registerType !== 1 && remoteIp !== '' && !isIpLiteral(remoteIp)
  return isName ? remoteIp : hostPort(destination.remote.address)
}

function requestUriOf(user: string, host: string, destination: Destination): string {
  const { protocol, remote } = destination
  const port = remote.port === defaultPort(protocol) ? '' : `:${String(remote.port)}`
  return protocol === 'udp'
    ? `sip:${user}@${host}${port}`
    : `sip:${user}@${host}${port};transport=${protocol}`
}

/** Our Contact towards a peer; the user is the name under which we are registered, if any. */
export function contactFor(
  protocol: Destination['protocol'],
  local: Endpoint,
  gateway?: RoutingGateway,
): string {
  const isRegistered = gateway?.registerType === registrationType && gateway.registerName !== ''
  const user = isRegistered ? `${userOf(gateway.registerName)}@` : ''
  const transport = protocol === 'udp' ? '' : `;transport=${protocol}`
  return `<sip:${user}${hostPort(local.address, local.port)}${transport}>`
}
