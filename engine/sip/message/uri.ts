/* SIP and SIPS URIs, RFC 3261 §19.1: parsing, writing and comparison; other schemes are kept as text.
 * Implemented: escapes, IPv6 references (RFC 5118, three colons tolerated), parameters, headers kept raw.
 * Not here: tel: URIs of RFC 3966, resolution (RFC 3263). */
import {
  codeBefore,
  digitChar,
  hexChar,
  hostChar,
  isCode,
  parameterChar,
  skipClass,
  userChar,
} from './character-class.ts'
import { parseDigits } from './numbers.ts'
import { noParameters, parameterName } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import { escapeByte, escapedByteAt, unescape } from './text-encoding.ts'

export type { Parameters } from './parameters.ts'
export { unescape } from './text-encoding.ts'

/** A sip: or sips: URI. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips'
  /** Still escaped. */
  readonly user: string | undefined
  readonly password: string | undefined
  /** IPv6 without brackets. */
  readonly host: string
  readonly port: number | undefined
  /** Names unescaped and in lower case, values still escaped. */
  readonly parameters: Parameters
  /** What follows `?`, raw. */
  readonly headers: string | undefined
}

/** A URI of another scheme, kept whole. */
export interface OtherUri {
  readonly scheme: string
  readonly text: string
}

export type Uri = SipUri | OtherUri

/** Tells a SIP or SIPS URI from any other. */
export function isSipUri(uri: Uri): uri is SipUri {
  return 'host' in uri
}

/** Reads a URI of any scheme that fills `start…end`; undefined when it is malformed. */
export function parseUri(text: string, start = 0, end = text.length): Uri | undefined {
  // `sip:` and `sips:` in any case, without a copy.
  if (end - start > 4 && (text.charCodeAt(start) | 0x20) === 115) {
    if (
      (text.charCodeAt(start + 1) | 0x20) === 105 &&
      (text.charCodeAt(start + 2) | 0x20) === 112
    ) {
      const code = text.charCodeAt(start + 3)
      if (code === 58) return parseSipUri('sip', text, start + 4, end)
      const isSecure = (code | 0x20) === 115 && text.charCodeAt(start + 4) === 58
      if (isSecure) return parseSipUri('sips', text, start + 5, end)
    }
  }
  return parseOtherUri(text.slice(start, end))
}

const schemePattern = /^[A-Za-z][A-Za-z0-9+.-]*$/

const unsafeText = /[\s<>"\x00-\x20\x7f]/

function parseOtherUri(text: string): OtherUri | undefined {
  const colon = text.indexOf(':')
  if (colon <= 0 || colon === text.length - 1 || unsafeText.test(text)) return undefined
  const scheme = text.slice(0, colon)
  return schemePattern.test(scheme) ? { scheme: scheme.toLowerCase(), text } : undefined
}

function parseSipUri(
  scheme: 'sip' | 'sips',
  text: string,
  start: number,
  end: number,
): SipUri | undefined {
  const at = text.indexOf('@', start)
  const hasUser = at >= 0 && at < end
  let user: string | undefined
  let password: string | undefined
  if (hasUser) {
    const colon = endOfUser(text, start, at)
    if (colon <= start) return undefined
    user = text.slice(start, colon)
    if (colon < at) password = text.slice(colon + 1, at)
  }
  const hostAt = hasUser ? at + 1 : start
  const hostEnd = endOfHost(text, hostAt, end)
  if (hostEnd <= hostAt) return undefined
  const host = hostBetween(text, hostAt, hostEnd)
  let next = hostEnd
  let port: number | undefined
  if (codeBefore(text, next, end) === 58) {
    const portEnd = skipClass(text, next + 1, end, digitChar)
    port = portBetween(text, next + 1, portEnd)
    if (port === undefined) return undefined
    next = portEnd
  }
  if (next === end) {
    return { scheme, user, password, host, port, parameters: noParameters, headers: undefined }
  }
  const question = text.indexOf('?', next)
  const hasHeaders = question >= 0 && question < end
  const parameters = uriParameters(text, next, hasHeaders ? question : end)
  if (parameters === undefined) return undefined
  const headers = hasHeaders ? text.slice(question + 1, end) : undefined
  if (headers !== undefined && unsafeText.test(headers)) return undefined
  return { scheme, user, password, host, port, parameters, headers }
}

/** Where the user part that lies before `at` ends: at the colon of a password or at `at`; -1 when malformed. */
function endOfUser(text: string, start: number, at: number): number {
  let colon = at
  for (let next = start; next < at; next++) {
    const code = text.charCodeAt(next)
    if (!isCode(code, userChar)) return -1
    if (code === 37 && !isEscapedByte(text, next, at)) return -1
    if (code === 58 && colon === at) colon = next
  }
  return colon
}

function isEscapedByte(text: string, at: number, end: number): boolean {
  return at + 3 <= end && escapedByteAt(text, at) >= 0
}

/** End of a host name or bracketed IPv6 address that starts at `at`, or -1. */
export function endOfHost(text: string, at: number, end: number): number {
  if (codeBefore(text, at, end) !== 91) return skipClass(text, at, end, hostChar)
  let colons = 0
  for (let next = at + 1; next < end; next++) {
    const code = text.charCodeAt(next)
    if (code === 93) return colons > 1 ? next + 1 : -1
    if (code === 58) colons++
    else if (code !== 46 && !isCode(code, hexChar)) return -1
  }
  return -1
}

/** The host between two positions, without brackets; RFC 5118 §4.10: a third colon is dropped. */
export function hostBetween(text: string, start: number, end: number): string {
  if (text.charCodeAt(start) !== 91) return text.slice(start, end)
  const address = text.slice(start + 1, end - 1)
  return address.includes(':::') ? address.replace(':::', '::') : address
}

/** A port number in 1…65535, or undefined. */
export function portBetween(text: string, start: number, end: number): number | undefined {
  if (end - start > 5) return undefined
  const port = parseDigits(text, start, end, 65535)
  return port !== undefined && port > 0 && port <= 65535 ? port : undefined
}

function uriParameters(text: string, start: number, end: number): Parameters | undefined {
  const parameters = new Map<string, string | undefined>()
  let next = start
  while (next < end) {
    if (text.charCodeAt(next) !== 59) return undefined
    const nameAt = next + 1
    next = endOfUriParameter(text, nameAt, end)
    if (next <= nameAt) return undefined
    const equals = text.indexOf('=', nameAt)
    const hasValue = equals >= 0 && equals < next
    const nameEnd = hasValue ? equals : next
    if (nameEnd === nameAt) return undefined
    // RFC 3261 §19.1.4: an escaped character of a name equals the character.
    const name = unescape(parameterName(text, nameAt, nameEnd)).toLowerCase()
    if (!parameters.has(name)) {
      parameters.set(name, hasValue ? text.slice(equals + 1, next) : undefined)
    }
  }
  return parameters
}

/** The next semicolon or `end`; -1 when a character before it is not allowed. */
function endOfUriParameter(text: string, start: number, end: number): number {
  for (let next = start; next < end; next++) {
    const code = text.charCodeAt(next)
    if (code === 59) return next
    if (!isCode(code, parameterChar)) return -1
    if (code === 37 && !isEscapedByte(text, next, end)) return -1
  }
  return end
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
