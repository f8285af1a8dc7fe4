import {
  byteBefore,
  digitChar,
  hexChar,
  hostChar,
  isCode,
  parameterChar,
  skipClass,
  userChar,
} from './character-class.ts'
import { messageLimits } from './message-limits.ts'
import { readDigits } from './numbers.ts'
import { noParameters, parameterName } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import { unescape } from './text-encoding.ts'
import type { WireText } from './wire-text.ts'

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

/** Reads a URI of any scheme that fills `start…end`; undefined when it is malformed. */
export function readUri(wire: WireText, start: number, end: number): Uri | undefined {
  const colon = endOfSipScheme(wire.bytes, start, end)
  if (colon < 0) return readOtherUri(wire.text.slice(start, end))
  return readSipUri(colon - start === 3 ? 'sip' : 'sips', wire, colon + 1, end)
}

/** Position of the colon after `sip` or `sips` in any case, or -1. */
function endOfSipScheme(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 5 || folded(bytes, start) !== 115 || folded(bytes, start + 1) !== 105) return -1
  if (folded(bytes, start + 2) !== 112) return -1
  if (bytes[start + 3] === 58) return start + 3
  return folded(bytes, start + 3) === 115 && bytes[start + 4] === 58 ? start + 4 : -1
}

const folded = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | 0x20

const schemePattern = /^[A-Za-z][A-Za-z0-9+.-]*$/

const unsafeText = /[\s<>"\x00-\x20\x7f]/

function readOtherUri(text: string): OtherUri | undefined {
  const colon = text.indexOf(':')
  if (colon <= 0 || colon === text.length - 1 || unsafeText.test(text)) return undefined
  const scheme = text.slice(0, colon)
  return schemePattern.test(scheme) ? { scheme: scheme.toLowerCase(), text } : undefined
}

function readSipUri(
  scheme: 'sip' | 'sips',
  wire: WireText,
  start: number,
  end: number,
): SipUri | undefined {
  const { bytes, text } = wire
  const at = text.indexOf('@', start)
  const hasUser = at >= 0 && at < end
  let user: string | undefined
  let password: string | undefined
  if (hasUser) {
    const colon = endOfUser(bytes, start, at)
    if (colon <= start) return undefined
    user = text.slice(start, colon)
    if (colon < at) password = text.slice(colon + 1, at)
  }
  const hostAt = hasUser ? at + 1 : start
  const hostEnd = endOfHost(bytes, hostAt, end)
  if (hostEnd <= hostAt) return undefined
  const host = hostBetween(text, hostAt, hostEnd)
  let next = hostEnd
  let port: number | undefined
  if (byteBefore(bytes, next, end) === 58) {
    const portEnd = skipClass(bytes, next + 1, end, digitChar)
    port = portBetween(bytes, next + 1, portEnd)
    if (port === undefined) return undefined
    next = portEnd
  }
  if (next === end) {
    return { scheme, user, password, host, port, parameters: noParameters, headers: undefined }
  }
  let question = next
  while (question < end && bytes[question] !== 63) question++
  const parameters = uriParameters(wire, next, question)
  if (parameters === undefined) return undefined
  const headers = question < end ? text.slice(question + 1, end) : undefined
  if (headers !== undefined && unsafeText.test(headers)) return undefined
  return { scheme, user, password, host, port, parameters, headers }
}

/** Where the user part that lies before `at` ends: at the colon of a password or at `at`; -1 when malformed. */
function endOfUser(bytes: Uint8Array, start: number, at: number): number {
  let colon = at
  for (let next = start; next < at; next++) {
    const code = bytes[next] ?? 0
    if (!isCode(code, userChar)) return -1
    if (code === 37 && !isEscapedByte(bytes, next, at)) return -1
    if (code === 58 && colon === at) colon = next
  }
  return colon
}

function isEscapedByte(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 3 <= end && isCode(bytes[at + 1] ?? 0, hexChar) && isCode(bytes[at + 2] ?? 0, hexChar)
}

/** End of a host name or bracketed IPv6 address that starts at `at`, or -1. */
export function endOfHost(bytes: Uint8Array, at: number, end: number): number {
  if (byteBefore(bytes, at, end) !== 91) return skipClass(bytes, at, end, hostChar)
  let colons = 0
  for (let next = at + 1; next < end; next++) {
    const code = bytes[next] ?? 0
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
export function portBetween(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start > 5) return undefined
  const port = readDigits(bytes, start, end, 65535)
  return port !== undefined && port > 0 && port <= 65535 ? port : undefined
}

function uriParameters(wire: WireText, start: number, end: number): Parameters | undefined {
  const { bytes, text } = wire
  const parameters = new Map<string, string | undefined>()
  let next = start
  while (next < end) {
    if (bytes[next] !== 59) return undefined
    const nameAt = next + 1
    next = endOfUriParameter(bytes, nameAt, end)
    if (next <= nameAt) return undefined
    let nameEnd = nameAt
    while (nameEnd < next && bytes[nameEnd] !== 61) nameEnd++
    if (nameEnd === nameAt) return undefined
    const name = uriParameterName(text, nameAt, nameEnd)
    const hasValue = nameEnd < next
    if (!parameters.has(name)) {
      parameters.set(name, hasValue ? text.slice(nameEnd + 1, next) : undefined)
    }
    if (parameters.size > messageLimits.parameters) return undefined
  }
  return parameters
}

// RFC 3261 §19.1.4: an escaped character of a name equals the character.
function uriParameterName(text: string, start: number, end: number): string {
  const name = parameterName(text, start, end)
  return name.includes('%') ? unescape(name).toLowerCase() : name
}

/** The next semicolon or `end`; -1 when a character before it is not allowed. */
function endOfUriParameter(bytes: Uint8Array, start: number, end: number): number {
  for (let next = start; next < end; next++) {
    const code = bytes[next] ?? 0
    if (code === 59) return next
    if (!isCode(code, parameterChar)) return -1
    if (code === 37 && !isEscapedByte(bytes, next, end)) return -1
  }
  return end
}
