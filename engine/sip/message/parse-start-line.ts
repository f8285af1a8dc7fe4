import { byteBefore, skipClass, tokenChar } from './character-class.ts'
import { methodName } from './methods.ts'
import type { WireText } from './wire-text.ts'

/** What is wrong with a start line. */
export type StartLineFault = 'not-sip' | 'bad-start-line' | 'bad-version' | 'bad-status-code'

/** RFC 3261 §7.1. */
export interface RequestLine {
  readonly kind: 'request'
  readonly method: string
  readonly requestUri: string
}

/** A request line or a status line, RFC 3261 §7.1 and §7.2. */
export type StartLine =
  | RequestLine
  | { readonly kind: 'response'; readonly statusCode: number; readonly reasonPhrase: string }
  | { readonly kind: 'fault'; readonly of: 'request' | 'response'; readonly fault: StartLineFault }

const fault = (of: 'request' | 'response', what: StartLineFault): StartLine => ({
  kind: 'fault',
  of,
  fault: what,
})

/** Reads the start line that fills `start…end`. */
export function readStartLine(wire: WireText, start: number, end: number): StartLine {
  const { bytes, text } = wire
  const methodEnd = skipClass(bytes, start, end, tokenChar)
  const code = byteBefore(bytes, methodEnd, end)
  if (code === 47) return parseStatusLine(text.slice(start, end))
  if (code !== 32 || methodEnd === start) return fault('request', 'not-sip')
  const uriAt = methodEnd + 1
  const uriEnd = text.indexOf(' ', uriAt)
  // RFC 3261 §7.1: exactly one space between the parts, none at the end.
  if (uriEnd <= uriAt || uriEnd >= end) return fault('request', 'bad-start-line')
  if (!isVersion2(text, uriEnd + 1, end)) {
    const isOther = otherVersion.test(text.slice(uriEnd + 1, end))
    return fault('request', isOther ? 'bad-version' : 'bad-start-line')
  }
  return {
    kind: 'request',
    method: methodName(text, start, methodEnd),
    requestUri: text.slice(uriAt, uriEnd),
  }
}

const otherVersion = /^SIP\/\d{1,9}\.\d{1,9}$/i

function isVersion2(text: string, start: number, end: number): boolean {
  if (end - start !== 7) return false
  // RFC 3261 §7.1: the version is compared without case.
  return text.startsWith('SIP/2.0', start) || text.slice(start, end).toUpperCase() === 'SIP/2.0'
}

function parseStatusLine(line: string): StartLine {
  const space = line.indexOf(' ')
  const version = space < 0 ? line : line.slice(0, space)
  if (!isVersion2(version, 0, version.length)) {
    const isSip = otherVersion.test(version)
    return fault('response', isSip ? 'bad-version' : 'not-sip')
  }
  const isThreeDigits = /^[1-6][0-9][0-9](?: |$)/.test(line.slice(8, 12))
  if (!isThreeDigits) return fault('response', 'bad-status-code')
  const reasonPhrase = line.slice(12)
  // A carriage return on its own would end the line for others.
  if (reasonPhrase.includes('\r')) return fault('response', 'bad-start-line')
  return { kind: 'response', statusCode: Number(line.slice(8, 11)), reasonPhrase }
}
