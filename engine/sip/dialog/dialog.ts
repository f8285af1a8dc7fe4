/* Dialogs, RFC 3261 §12: state of one peer-to-peer relation, made by a UAS from a request or by a UAC
 * from a response; requests within it, route sets (loose and strict), target refresh, CSeq order.
 * Not here: when a dialog begins and ends (calls), session timers (session-timer.ts), SIPS-only dialogs. */
import type { NameAddr } from '../message/name-addr.ts'
import { parseNameAddr } from '../message/name-addr.ts'
import { HeaderFields } from '../message/header-fields.ts'
import { SipRequest } from '../message/message.ts'
import type { SipMessage, SipResponse } from '../message/message.ts'
import { isSipUri, parseUri } from '../message/uri.ts'
import type { Uri } from '../message/uri.ts'
import type { Destination } from '../transport/transport.ts'
import { detach, detached } from './detached-text.ts'

const noRoutes: readonly string[] = []

/** What a request carries beyond what its dialog gives it. */
export interface RequestContent {
  /** name, value, name, value, … */
  readonly fields: readonly string[]
  readonly body?: Uint8Array | undefined
  readonly maxForwards?: number | undefined
}

/** One dialog as one of its two user agents sees it. */
export class Dialog {
  readonly callId: string
  readonly localTag: string
  readonly remoteTag: string
  /** From or To value of each side, with its tag. */
  readonly localParty: string
  readonly remoteParty: string
  readonly routeSet: readonly string[]
  /** Request-URI of requests within the dialog, unless the first route is a strict one. */
  remoteTarget: string
  destination: Destination
  localSequence: number
  /** -1 until the peer has sent a request. */
  remoteSequence: number

  constructor(state: DialogState, destination: Destination) {
    const texts = [state.callId, state.localParty, state.remoteParty, state.remoteTarget]
    const [callId = '', localParty = '', remoteParty = '', remoteTarget = ''] = detach(texts)
    this.callId = callId
    this.localParty = localParty
    this.remoteParty = remoteParty
    this.remoteTarget = remoteTarget
    this.localTag = state.localTag
    this.remoteTag = remoteParty.slice(remoteParty.length - state.remoteTag.length)
    if (this.remoteTag !== state.remoteTag) this.remoteTag = detached(state.remoteTag)
    this.routeSet = state.routeSet.length === 0 ? noRoutes : detach(state.routeSet)
    this.destination = destination
    this.localSequence = state.localSequence
    this.remoteSequence = state.remoteSequence
  }

  /** A request with the next sequence number, RFC 3261 §12.2.1.1. */
  request(method: string, content: RequestContent): SipRequest {
    this.localSequence++
    return this.requestNumbered(method, this.localSequence, content)
  }

  /** A request with a given sequence number: ACK takes that of its INVITE, RFC 3261 §13.2.2.4. */
  requestNumbered(method: string, sequence: number, content: RequestContent): SipRequest {
    const entries: string[] = []
    let requestUri = this.remoteTarget
    const first = this.routeSet[0]
    if (first !== undefined) requestUri = addRoutes(entries, this.routeSet, first, requestUri)
    entries.push(
      'Max-Forwards',
      content.maxForwards === undefined ? '70' : String(content.maxForwards),
      'From',
      this.localParty,
      'To',
      this.remoteParty,
      'Call-ID',
      this.callId,
      'CSeq',
      `${String(sequence)} ${method}`,
    )
    for (const entry of content.fields) entries.push(entry)
    return new SipRequest(method, requestUri, new HeaderFields(entries), content.body)
  }

  /** RFC 3261 §12.2.2: a request numbered lower than one already seen is out of order. */
  takeSequence(sequence: number): boolean {
    if (sequence < this.remoteSequence) return false
    this.remoteSequence = sequence
    return true
  }

  /** The URI that requests are sent to: the first route's, else the remote target. */
  get nextHop(): Uri | undefined {
    const first = this.routeSet[0]
    return first === undefined ? parseUri(this.remoteTarget) : parseNameAddr(first)?.uri
  }

  /** RFC 3261 §12.2: a re-INVITE or UPDATE and its 2xx may move the remote target; true when it did. */
  refreshTarget(message: SipMessage): boolean {
    const contact = contactOf(message)
    if (contact === undefined || contact.uriText === this.remoteTarget) return false
    this.remoteTarget = detached(contact.uriText)
    return true
  }

  /** Whether a request from the peer belongs to this dialog. */
  matches(request: SipRequest): boolean {
    return request.from.tag === (this.remoteTag || undefined) && request.callId === this.callId
  }
}

/** What a dialog is made of. */
export interface DialogState {
  readonly callId: string
  readonly localTag: string
  readonly remoteTag: string
  readonly localParty: string
  readonly remoteParty: string
  readonly routeSet: readonly string[]
  readonly remoteTarget: string
  readonly localSequence: number
  readonly remoteSequence: number
}

/** The UAS side of a dialog, RFC 3261 §12.1.1; `localTag` is the To tag that the response carries. */
export function serverDialogState(request: SipRequest, localTag: string): DialogState {
  return {
    callId: request.callId,
    localTag,
    // RFC 3261 §12.1.1: a missing From tag is a null tag.
    remoteTag: request.from.tag ?? '',
    localParty: `${request.fields.get('To') ?? ''};tag=${localTag}`,
    remoteParty: request.fields.get('From') ?? '',
    routeSet: request.fields.has('Record-Route') ? request.fields.list('Record-Route') : noRoutes,
    remoteTarget: contactOf(request)?.uriText ?? request.from.uriText,
    localSequence: 0,
    remoteSequence: request.cseq.sequence,
  }
}

/** The UAC side of a dialog, RFC 3261 §12.1.2; the response repeats all that is needed of the request. */
export function clientDialogState(response: SipResponse, localTag: string): DialogState {
  const { fields } = response
  return {
    callId: response.callId,
    localTag,
    remoteTag: response.to.tag ?? '',
    localParty: fields.get('From') ?? '',
    remoteParty: fields.get('To') ?? '',
    routeSet: fields.has('Record-Route') ? fields.list('Record-Route').toReversed() : noRoutes,
    remoteTarget: contactOf(response)?.uriText ?? response.to.uriText,
    localSequence: response.cseq.sequence,
    remoteSequence: -1,
  }
}

/** The first Contact of a message, undefined when there is none that can be read. */
export function contactOf(message: SipMessage): NameAddr | undefined {
  const line = message.fields.get('Contact')
  if (line === undefined || line === '*') return undefined
  return parseNameAddr(line.includes(',') ? (message.fields.list('Contact')[0] ?? '') : line)
}

/** Adds the Route lines and gives the Request-URI; RFC 3261 §12.2.1.1: a first route without `lr` takes its place. */
function addRoutes(
  entries: string[],
  routeSet: readonly string[],
  first: string,
  remoteTarget: string,
): string {
  const route = parseNameAddr(first)
  const isLoose = route === undefined || !isSipUri(route.uri) || route.uri.parameters.has('lr')
  if (isLoose) {
    for (const each of routeSet) entries.push('Route', each)
    return remoteTarget
  }
  for (const each of routeSet.slice(1)) entries.push('Route', each)
  entries.push('Route', `<${remoteTarget}>`)
  return route.uriText
}
