/* SIP and SIPS URIs, RFC 3261 §19.1: parsing, writing and comparison; other schemes are kept as text.
 * Implemented: escapes, IPv6 references (RFC 5118, three colons tolerated), parameters, headers kept raw.
 * Not here: tel: URIs of RFC 3966, resolution (RFC 3263). */
import type { Parameters } from './parameters.ts'
import { readUri } from './read-uri.ts'
import type { SipUri, Uri } from './read-uri.ts'
import { escapeByte, escapedByteAt } from './text-encoding.ts'
import { wireText } from './wire-text.ts'

export type { SipUri, Uri } from './read-uri.ts'
export { unescape } from './text-encoding.ts'

/** Tells a SIP or SIPS URI from any other. */
export function isSipUri(uri: Uri): uri is SipUri {
  return 'host' in uri
}

/** Reads a URI of any scheme; undefined when it is malformed. */
export function parseUri(text: string): Uri | undefined {
  return readUri(wireText(text), 0, text.length)
}

/** Host and port as in a URI or Via: IPv6 in brackets. */
export function hostPort(host: string, port?: number): string {
  const text = host.includes(':') ? `[${host}]` : host
  return port === undefined ? text : `${text}:${String(port)}`
}

/** Writes a URI. */
export function formatUri(uri: Uri): string {
  if (!isSipUri(uri)) return uri.text
  let text = uri.scheme + ':'
  if (uri.user !== undefined) {
    text += uri.user
    if (uri.password !== undefined) text += ':' + uri.password
    text += '@'
  }
  text += hostPort(uri.host, uri.port)
  for (const [name, value] of uri.parameters) {
    text += ';' + escapeWith(name, parameterNameKept)
    if (value !== undefined) text += '=' + value
  }
  return uri.headers === undefined ? text : text + '?' + uri.headers
}

const userKept = /[A-Za-z0-9\-_.!~*'()&=+$,;?/]/
const parameterNameKept = /[A-Za-z0-9\-_.!~*'()[\]/:&+$]/

function escapeWith(text: string, kept: RegExp): string {
  let escaped = ''
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i)
    escaped += kept.test(character) ? character : escapeByte(text.charCodeAt(i) & 0xff)
  }
  return escaped
}

/** Escapes what a user part may not hold literally; the opposite of `unescape`. */
export function escapeUser(text: string): string {
  return escapeWith(text, userKept)
}

/** RFC 3261 §19.1.4: one of these in only one of two URIs makes them differ. */
const decisiveParameters = ['transport', 'user', 'ttl', 'method', 'maddr']

/** Whether two URIs are equivalent, RFC 3261 §19.1.4. */
export function sameUri(a: Uri, b: Uri): boolean {
  if (isSipUri(a) && isSipUri(b)) return sameSipUri(a, b)
  if (isSipUri(a) || isSipUri(b)) return false
  return a.scheme === b.scheme && a.text.slice(a.scheme.length) === b.text.slice(b.scheme.length)
}

function sameSipUri(a: SipUri, b: SipUri): boolean {
  return (
    a.scheme === b.scheme &&
    a.port === b.port &&
    a.host.toLowerCase() === b.host.toLowerCase() &&
    normalised(a.user) === normalised(b.user) &&
    normalised(a.password) === normalised(b.password) &&
    sameParameters(a.parameters, b.parameters) &&
    sortedHeaders(a.headers) === sortedHeaders(b.headers)
  )
}

function sameParameters(a: Parameters, b: Parameters): boolean {
  if (decisiveParameters.some((name) => a.has(name) !== b.has(name))) return false
  for (const [name, value] of a) {
    if (b.has(name) && folded(value) !== folded(b.get(name))) return false
  }
  return true
}

const folded = (text: string | undefined): string => normalised(text ?? '')?.toLowerCase() ?? ''

// RFC 3261 §19.1.4: characters outside the reserved set equal their %HH form.
const unreserved = /[A-Za-z0-9\-_.!~*'()]/

function normalised(text: string | undefined): string | undefined {
  if (text === undefined || !text.includes('%')) return text
  let result = ''
  for (let i = 0; i < text.length; i++) {
    const byte = escapedByteAt(text, i)
    if (byte < 0) {
      result += text.charAt(i)
      continue
    }
    const character = String.fromCharCode(byte)
    result += unreserved.test(character) ? character : escapeByte(byte)
    i += 2
  }
  return result
}

function sortedHeaders(headers: string | undefined): string {
  if (headers === undefined) return ''
  const pairs = headers.split('&').map((pair) => {
    const equals = pair.indexOf('=')
    const name = equals < 0 ? pair : pair.slice(0, equals)
    return folded(name) + '=' + (normalised(equals < 0 ? '' : pair.slice(equals + 1)) ?? '')
  })
  return pairs.sort().join('&')
}
