import type { SipResponse } from '../sip/message/message.ts'
import { parseNameAddr } from '../sip/message/name-addr.ts'
import { parseDeltaSeconds } from '../sip/message/numbers.ts'
import { parseUri, sameUri } from '../sip/message/uri.ts'

/** What a response to REGISTER asks its sender to do. */
export type RegistrationAnswer =
  | { readonly kind: 'granted'; readonly seconds: number }
  | {
      readonly kind: 'challenged'
      readonly challenges: readonly string[]
      readonly isProxy: boolean
    }
  | { readonly kind: 'too brief'; readonly leastSeconds: number }
  /** Another address of the registrar may do better. */
  | { readonly kind: 'unanswered'; readonly retryAfterSeconds: number }
  | { readonly kind: 'refused'; readonly retryAfterSeconds: number }

/** What a registrar grants that says nothing, RFC 3261 §10.2.1.1 leaves it open; phones assume an hour. */
const unsaidSeconds = 3600

/** Reads a final response, RFC 3261 §10.2.4–10.2.8. */
export function readRegistrationAnswer(
  response: SipResponse,
  contact: string,
  askedSeconds: number | undefined,
): RegistrationAnswer {
  const { statusCode, fields } = response
  const retryAfterSeconds = parseDeltaSeconds(fields.get('Retry-After')) ?? 0
  if (statusCode < 300) {
    const seconds = grantedSeconds(response, contact) ?? askedSeconds ?? unsaidSeconds
    return seconds > 0 ? { kind: 'granted', seconds } : { kind: 'refused', retryAfterSeconds }
  }
  if (statusCode === 401 || statusCode === 407) {
    const isProxy = statusCode === 407
    const challenges = fields.all(isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate')
    return { kind: 'challenged', challenges, isProxy }
  }
  if (statusCode === 423) {
    const leastSeconds = parseDeltaSeconds(fields.get('Min-Expires')) ?? 0
    return { kind: 'too brief', leastSeconds }
  }
  const isPassing = statusCode === 408 || statusCode === 480 || statusCode >= 500
  return { kind: isPassing ? 'unanswered' : 'refused', retryAfterSeconds }
}

/** The lifetime that the registrar gave our contact; of several contacts only ours counts. */
function grantedSeconds(response: SipResponse, contact: string): number | undefined {
  const own = parseUri(contact)
  for (const value of response.fields.list('Contact')) {
    const listed = parseNameAddr(value)
    if (!listed || !own || !sameUri(listed.uri, own)) continue
    const expires = parseDeltaSeconds(listed.parameters.get('expires'))
    if (expires !== undefined) return expires
  }
  return parseDeltaSeconds(response.fields.get('Expires'))
}
