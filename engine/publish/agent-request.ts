import type { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipRequest, emptyBody } from '../sip/message/message.ts'
import type { SipResponse } from '../sip/message/message.ts'
import { readExpires } from '../event/event-package.ts'
import { isEntityTag } from './entity-tag.ts'
import type { AgentInput } from './agent-fsm.ts'
import type { AgentPublication } from './agent-target.ts'
import { pidfContentType } from './pidf.ts'

/** A PUBLISH about to be built; RFC 3903 §4.1: a condition on all but the initial one. */
export interface PublishParts {
  readonly publication: AgentPublication
  readonly expiresSeconds: number
  readonly isConditional: boolean
  /** Absent on refresh and remove. */
  readonly body: string | undefined
}

/** The request without Via and Content-Length, which the layers below add. */
export function buildPublish(parts: PublishParts, answerer: DigestAnswerer): SipRequest {
  const { publication, expiresSeconds } = parts
  const entries = ['Max-Forwards', '70', 'From', publication.from, 'To', publication.to]
  const sequence = `${String(++publication.sequenceNumber)} PUBLISH`
  entries.push('Call-ID', publication.callId, 'CSeq', sequence)
  entries.push('Event', 'presence', 'Expires', String(expiresSeconds))
  if (parts.isConditional && publication.entityTag !== undefined) {
    entries.push('SIP-If-Match', publication.entityTag)
  }
  const body = parts.body === undefined ? emptyBody : Buffer.from(parts.body)
  const credentials = answerChallenge(publication, body, answerer)
  if (credentials !== undefined) entries.push(...credentials)
  if (parts.body !== undefined) entries.push('Content-Type', pidfContentType)
  return new SipRequest('PUBLISH', publication.requestUri, new HeaderFields(entries), body)
}

/** RFC 3903 §14.1: digest is mandatory to implement; a known challenge is answered at once. */
function answerChallenge(
  { target, requestUri }: AgentPublication,
  body: Uint8Array,
  answerer: DigestAnswerer,
): readonly [string, string] | undefined {
  const { challenge, configured } = target
  if (challenge === undefined || configured === undefined) return undefined
  const { user: username, password } = configured
  const enquiry = { method: 'PUBLISH', uri: requestUri, username, password, body }
  const credentials = answerer.answer(challenge.values, enquiry)
  return credentials === undefined ? undefined : [challenge.answerField, credentials]
}

/** Answers after which asking again soon makes no sense. */
const refusingCodes: ReadonlySet<number> = new Set([403, 404, 405, 410, 415, 416, 420, 489, 501])
/** Of these, those that speak of the method or package, not of one gateway. */
const sweepingCodes: ReadonlySet<number> = new Set([405, 415, 489, 501])

/** What a final response means to the publication. */
export function meaningOf(response: SipResponse, canAnswerChallenge: boolean): AgentInput {
  const { statusCode } = response
  if (statusCode < 300) return 'accepted'
  if (statusCode === 412) return 'tagUnknown'
  if (statusCode === 423) return 'tooBrief'
  if (statusCode === 401 || statusCode === 407) return canAnswerChallenge ? 'challenged' : 'failed'
  return refusingCodes.has(statusCode) ? 'refused' : 'failed'
}

/** The target does not do PUBLISH for presence at all. */
export function isSweeping(statusCode: number): boolean {
  return sweepingCodes.has(statusCode)
}

/** Lifetime granted by a 2xx: never longer than asked for (RFC 3903 §6 step 4). */
export function grantedBy(response: SipResponse, askedSeconds: number): number {
  const granted = readExpires(response.fields.get('Expires'))
  return typeof granted === 'number' ? Math.min(granted, askedSeconds) : askedSeconds
}

/** The new entity-tag of a 2xx. */
export function tagOf(response: SipResponse): string | undefined {
  const tag = response.fields.get('SIP-ETag')?.trim()
  return tag !== undefined && isEntityTag(tag) ? tag : undefined
}

/** Retry-After in milliseconds, RFC 3261 §20.33. */
export function retryAfterMs(response: SipResponse): number | undefined {
  const digits = /^\s*(\d{1,9})/.exec(response.fields.get('Retry-After') ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits) * 1000
}

/** Min-Expires of a 423; doubles the wish when the server forgot to say. */
export function minExpiresOf(response: SipResponse, askedSeconds: number): number {
  const asked = readExpires(response.fields.get('Min-Expires'))
  const wanted = typeof asked === 'number' && asked > askedSeconds ? asked : askedSeconds * 2
  return Math.min(Math.max(wanted, 1), 86_400)
}
