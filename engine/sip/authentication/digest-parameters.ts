import {
  byteBefore,
  skipBlanks,
  skipClass,
  skipQuoted,
  tokenChar,
} from '../message/character-class.ts'
import { unescape, unquote } from '../message/text-encoding.ts'
import { wireText } from '../message/wire-text.ts'

/** The parameters of a Digest challenge or of Digest credentials: lower-case names, values as on the wire. */
export type DigestParameters = ReadonlyMap<string, string>

/** Largest number of parameters that a value may carry. */
const mostParameters = 32

/** Reads `Digest name=value, …`; undefined for another scheme or a malformed list. */
export function parseDigestParameters(text: string): DigestParameters | undefined {
  const { bytes } = wireText(text)
  const end = bytes.length
  const start = skipBlanks(bytes, 0, end)
  const schemeEnd = skipClass(bytes, start, end, tokenChar)
  if (text.slice(start, schemeEnd).toLowerCase() !== 'digest') return undefined
  const parameters = new Map<string, string>()
  let at = skipBlanks(bytes, schemeEnd, end)
  if (at === schemeEnd) return undefined
  for (;;) {
    const nameEnd = skipClass(bytes, at, end, tokenChar)
    const equals = skipBlanks(bytes, nameEnd, end)
    if (nameEnd === at || byteBefore(bytes, equals, end) !== 61) return undefined
    const name = text.slice(at, nameEnd).toLowerCase()
    const valueAt = skipBlanks(bytes, equals + 1, end)
    const valueEnd = endOfValue(bytes, valueAt)
    if (valueEnd < 0 || parameters.has(name) || parameters.size === mostParameters) return undefined
    parameters.set(name, text.slice(valueAt, valueEnd).trimEnd())
    at = skipBlanks(bytes, valueEnd, end)
    if (at === end) return parameters
    if (bytes[at] !== 44) return undefined
    at = skipBlanks(bytes, at + 1, end)
  }
}

function endOfValue(bytes: Uint8Array, at: number): number {
  if (byteBefore(bytes, at, bytes.length) === 34) return skipQuoted(bytes, at, bytes.length)
  const comma = bytes.indexOf(44, at)
  const end = comma < 0 ? bytes.length : comma
  return end === at ? -1 : end
}

/** The value of a parameter without quotes and backslashes. */
export function valueOf(parameters: DigestParameters, name: string): string | undefined {
  const value = parameters.get(name)
  return value === undefined ? undefined : unquote(value)
}

/** The value without its quotes, backslashes kept: what some user agents hash. */
export function rawValueOf(parameters: DigestParameters, name: string): string | undefined {
  const value = parameters.get(name)
  return value?.startsWith('"') ? value.slice(1, -1) : value
}

const extendedUtf8 = /^utf-8'[^']*'/i

/** The user name: plain, or as `username*` of RFC 7616 §3.4; one character per byte. */
export function usernameIn(parameters: DigestParameters): string | undefined {
  const plain = valueOf(parameters, 'username')
  const extended = parameters.get('username*')
  if (plain !== undefined || extended === undefined) return plain
  return extendedUtf8.test(extended) ? unescape(extended.replace(extendedUtf8, '')) : undefined
}
