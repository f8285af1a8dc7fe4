/* SIP and SIPS URIs, RFC 3261 §19.1: parsing, writing and comparison; other schemes are kept as text.
 * Implemented: escapes, IPv6 references (RFC 5118, three colons tolerated), parameters, headers kept raw.
 * Not here: tel: URIs of RFC 3966, resolution (RFC 3263). */
import {
  digitChar,
  hexChar,
  hostChar,
  isAll,
  parameterChar,
  skipClass,
  userChar,
} from './character-class.ts'
import { noParameters } from './parameters.ts'
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

/** Reads a URI of any scheme; undefined when it is malformed. */
export function parseUri(text: string): Uri | undefined {
  const colon = text.indexOf(':')
  if (colon <= 0) return undefined
  if (colon === 3 || colon === 4) {
    const scheme = text.slice(0, colon).toLowerCase()
    if (scheme === 'sip' || scheme === 'sips') return parseSipUri(scheme, text, colon + 1)
  }
  return parseOtherUri(text, colon)
}

const schemePattern = /^[A-Za-z][A-Za-z0-9+.-]*$/
const unsafeText = /[\s<>"\x00-\x20\x7f]/

function parseOtherUri(text: string, colon: number): OtherUri | undefined {
  const scheme = text.slice(0, colon)
  if (!schemePattern.test(scheme) || colon === text.length - 1 || unsafeText.test(text)) {
    return undefined
  }
  return { scheme: scheme.toLowerCase(), text }
}

function parseSipUri(scheme: 'sip' | 'sips', text: string, start: number): SipUri | undefined {
  const at = text.indexOf('@', start)
  let user: string | undefined
  let password: string | undefined
  let hostAt = start
  if (at >= 0) {
    if (at === start || !isEscapedText(text, start, at, userChar)) return undefined
    user = text.slice(start, at)
    hostAt = at + 1
    const colon = user.indexOf(':')
    if (colon === 0) return undefined
    if (colon > 0) {
      password = user.slice(colon + 1)
      user = user.slice(0, colon)
    }
  }
  const hostEnd = endOfHost(text, hostAt)
  if (hostEnd <= hostAt) return undefined
  const host = hostBetween(text, hostAt, hostEnd)
  let next = hostEnd
  let port: number | undefined
  if (text.charCodeAt(next) === 58) {
    const portEnd = skipClass(text, next + 1, digitChar)
    port = portBetween(text, next + 1, portEnd)
    if (port === undefined) return undefined
    next = portEnd
  }
  const question = text.indexOf('?', next)
  const parametersEnd = question < 0 ? text.length : question
  const parameters = uriParameters(text, next, parametersEnd)
  if (parameters === undefined) return undefined
  const headers = question < 0 ? undefined : text.slice(question + 1)
  if (headers !== undefined && unsafeText.test(headers)) return undefined
  return { scheme, user, password, host, port, parameters, headers }
}

function isEscapedText(text: string, start: number, end: number, bits: number): boolean {
  if (skipClass(text, start, bits) < end) return false
  for (let at = text.indexOf('%', start); at >= 0 && at < end; at = text.indexOf('%', at + 1)) {
    if (escapedByteAt(text, at) < 0 || at + 3 > end) return false
  }
  return true
}

/** End of a host name or bracketed IPv6 address that starts at `at`, or -1. */
export function endOfHost(text: string, at: number): number {
  if (text.charCodeAt(at) !== 91) return skipClass(text, at, hostChar)
  const close = text.indexOf(']', at)
  if (close < 0 || close - at < 3) return -1
  const address = text.slice(at + 1, close)
  for (let i = 0; i < address.length; i++) {
    const code = address.charCodeAt(i)
    if (code !== 58 && code !== 46 && !isAll(address.charAt(i), hexChar)) return -1
  }
  return address.includes(':') ? close + 1 : -1
}

/** The host between two positions, without brackets; RFC 5118 §4.10: a third colon is dropped. */
export function hostBetween(text: string, start: number, end: number): string {
  if (text.charCodeAt(start) !== 91) return text.slice(start, end)
  const address = text.slice(start + 1, end - 1)
  return address.includes(':::') ? address.replace(':::', '::') : address
}

/** A port number in 1…65535, or undefined. */
export function portBetween(text: string, start: number, end: number): number | undefined {
  if (end === start || end - start > 5) return undefined
  let port = 0
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return undefined
    port = port * 10 + digit
  }
  return port > 0 && port <= 65535 ? port : undefined
}

function uriParameters(text: string, start: number, end: number): Parameters | undefined {
  if (start === end) return noParameters
  const parameters = new Map<string, string | undefined>()
  let next = start
  while (next < end) {
    if (text.charCodeAt(next) !== 59) return undefined
    let stop = text.indexOf(';', next + 1)
    if (stop < 0 || stop > end) stop = end
    if (stop === next + 1 || !isEscapedText(text, next + 1, stop, parameterChar)) return undefined
    const equals = text.indexOf('=', next + 1)
    const hasValue = equals >= 0 && equals < stop
    const name = unescape(text.slice(next + 1, hasValue ? equals : stop)).toLowerCase()
    if (name === '') return undefined
    if (!parameters.has(name)) {
      parameters.set(name, hasValue ? text.slice(equals + 1, stop) : undefined)
    }
    next = stop
  }
  return parameters
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
