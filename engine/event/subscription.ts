import type { DueItem } from '../kernel/due-queue.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipRequest, emptyBody } from '../sip/message/message.ts'
import type { CSeq } from '../sip/message/message.ts'
import { parseNameAddr } from '../sip/message/name-addr.ts'
import { isSipUri, parseUri } from '../sip/message/uri.ts'
import type { SipUri } from '../sip/message/uri.ts'
import type { Flow, TransportProtocol } from '../sip/transport/transport.ts'
import type { SubscriptionState } from './subscription-fsm.ts'

/** Why a subscription ended, RFC 6665 §4.1.3. */
export type TerminationReason = 'timeout' | 'probation' | 'noresource' | 'rejected'

/** One subscription and its dialog usage; times are monotonic. */
export interface Subscription extends DueItem {
  readonly dialogId: string
  readonly resource: string
  readonly callId: string
  /** Our To of the dialog with its tag; From of every NOTIFY. */
  readonly localParty: string
  readonly remoteParty: string
  /** Event of the SUBSCRIBE with its id parameter. */
  readonly event: string
  readonly routeSet: readonly string[]
  remoteTarget: string
  contact: string
  /** Connection that the subscriber opened. */
  connection: number
  remoteSequence: number
  localSequence: number
  state: SubscriptionState
  reason: TerminationReason
  expiresAtMs: number
  notifiedAtMs: number
  isInFlight: boolean
  /** There is something to tell. */
  isDirty: boolean
  /** The immediate NOTIFY after a SUBSCRIBE does not wait for its second. */
  isUrgent: boolean
}

/** Where the next request of a dialog goes. */
export interface NextHop {
  readonly host: string
  readonly port?: number
  readonly protocol?: TransportProtocol
  readonly secure?: boolean
}

/** Key of the dialog that a request inside it belongs to. */
export function dialogIdOf(callId: string, localTag: string, remoteTag: string): string {
  return `${callId}\n${localTag}\n${remoteTag}`
}

/** The route set as the UAS of the dialog sees it: Record-Route in its order (RFC 3261 §12.1.1). */
export function routeSetOf(request: SipRequest): readonly string[] {
  return request.fields.list('Record-Route')
}

/** Remote target out of Contact; undefined without exactly one SIP URI. */
export function remoteTargetOf(request: SipRequest): string | undefined {
  const contacts = request.fields.list('Contact')
  const contact = contacts.length === 1 ? parseNameAddr(contacts[0] ?? '') : undefined
  return contact !== undefined && isSipUri(contact.uri) ? contact.uriText : undefined
}

/** Whether a request comes later than what the dialog has seen (RFC 3261 §12.2.2). */
export function isInOrder(subscription: Subscription, cseq: CSeq): boolean {
  return cseq.sequence > subscription.remoteSequence
}

/** Request-URI and Route of a request inside the dialog (RFC 3261 §12.2.1.1). */
interface Routing {
  readonly requestUri: string
  readonly routes: readonly string[]
}

function routingOf({ routeSet, remoteTarget }: Subscription): Routing {
  const first = routeSet[0]
  if (first === undefined) return { requestUri: remoteTarget, routes: [] }
  const hop = parseNameAddr(first)
  if (hop === undefined || (isSipUri(hop.uri) && hop.uri.parameters.has('lr'))) {
    return { requestUri: remoteTarget, routes: routeSet }
  }
  // A strict router takes the Request-URI's place and the remote target ends the list.
  return { requestUri: hop.uriText, routes: [...routeSet.slice(1), `<${remoteTarget}>`] }
}

/** First element of the path that a NOTIFY takes. */
export function nextHopOf(subscription: Subscription): NextHop | undefined {
  const first = subscription.routeSet[0]
  const uri = first === undefined ? parseUri(subscription.remoteTarget) : parseNameAddr(first)?.uri
  return uri !== undefined && isSipUri(uri) ? hopOf(uri) : undefined
}

function hopOf(uri: SipUri): NextHop {
  const named = uri.parameters.get('transport')?.toLowerCase()
  const protocol = named === 'udp' || named === 'tcp' || named === 'tls' ? named : undefined
  const host = uri.parameters.get('maddr') ?? uri.host
  return {
    host,
    ...(uri.port === undefined ? {} : { port: uri.port }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(uri.scheme === 'sips' ? { secure: true } : {}),
  }
}

/** Subscription-State of the next NOTIFY (RFC 6665 §4.2.2). */
export function subscriptionStateField(subscription: Subscription, nowMs: number): string {
  if (subscription.state === 'terminated') {
    const retry = subscription.reason === 'probation' ? ';retry-after=10' : ''
    return `terminated;reason=${subscription.reason}${retry}`
  }
  const word = subscription.state === 'pending' ? 'pending' : 'active'
  const seconds = Math.max(0, Math.round((subscription.expiresAtMs - nowMs) / 1000))
  return `${word};expires=${String(seconds)}`
}

/** A NOTIFY with full state. */
export function buildNotify(
  subscription: Subscription,
  nowMs: number,
  contentType: string,
  body: Uint8Array | undefined,
): SipRequest {
  const { requestUri, routes } = routingOf(subscription)
  const fields = new HeaderFields(['Max-Forwards', '70'])
  for (const route of routes) fields.append('Route', route)
  fields.append('From', subscription.localParty)
  fields.append('To', subscription.remoteParty)
  fields.append('Call-ID', subscription.callId)
  fields.append('CSeq', `${String(++subscription.localSequence)} NOTIFY`)
  fields.append('Contact', subscription.contact)
  fields.append('Event', subscription.event)
  fields.append('Subscription-State', subscriptionStateField(subscription, nowMs))
  if (body !== undefined) fields.append('Content-Type', contentType)
  return new SipRequest('NOTIFY', requestUri, fields, body ?? emptyBody)
}

/** Our Contact of the dialog. */
export function contactOf(user: string, flow: Flow, address: string): string {
  const transport = flow.protocol === 'udp' ? '' : `;transport=${flow.protocol}`
  return `<sip:${user}@${address}${transport}>`
}
