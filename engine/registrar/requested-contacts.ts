import type { SipRequest } from '../sip/message/message.ts'
import { parseNameAddr, type NameAddr } from '../sip/message/name-addr.ts'
import { parseDeltaSeconds } from '../sip/message/numbers.ts'
import { isSipUri, type Uri } from '../sip/message/uri.ts'
import { keptParameters } from './binding.ts'

/** One contact of a REGISTER. */
export interface RequestedContact {
  readonly contact: string
  readonly uri: Uri
  readonly contactParameters: string
  readonly q: number
  /** As asked for; 0 removes. */
  readonly expiresSeconds: number
}

/** What a REGISTER asks for. */
export type RegisterIntent =
  | { readonly kind: 'query' }
  | { readonly kind: 'remove-all' }
  | { readonly kind: 'contacts'; readonly contacts: readonly RequestedContact[] }
  | { readonly kind: 'malformed'; readonly reasonPhrase: string }

/** Reads Contact and Expires of a REGISTER, RFC 3261 §10.3 steps 6 and 7. */
export function readIntent(request: SipRequest, defaultSeconds: number): RegisterIntent {
  const values = request.fields.list('Contact')
  if (values.length === 0) return { kind: 'query' }
  const expires = request.fields.get('Expires')
  if (values.some((value) => value.trim() === '*')) {
    const isWhole = values.length === 1 && parseDeltaSeconds(expires) === 0
    return isWhole
      ? { kind: 'remove-all' }
      : { kind: 'malformed', reasonPhrase: 'Contact * Needs Expires 0 And Nothing Else' }
  }
  const requestSeconds = expires === undefined ? defaultSeconds : secondsOf(expires)
  const contacts: RequestedContact[] = []
  for (const value of values) {
    const address = parseNameAddr(value)
    if (!address || !isSipUri(address.uri)) {
      return { kind: 'malformed', reasonPhrase: 'Malformed Contact' }
    }
    contacts.push(readContact(address, requestSeconds))
  }
  return { kind: 'contacts', contacts }
}

function readContact(address: NameAddr, requestSeconds: number): RequestedContact {
  const expires = address.parameters.get('expires')
  return {
    contact: address.uriText,
    uri: address.uri,
    contactParameters: keptParameters(address.parameters),
    q: readPreference(address.parameters.get('q')),
    expiresSeconds: expires === undefined ? requestSeconds : secondsOf(expires),
  }
}

/** RFC 3261 §20.10, §20.19: a malformed value counts as 3600. */
const secondsOf = (text: string): number => parseDeltaSeconds(text) ?? 3600

function readPreference(text: string | undefined): number {
  if (text === undefined || !/^(0(\.\d{1,3})?|1(\.0{1,3})?)$/.test(text)) return 1
  return Number(text)
}
