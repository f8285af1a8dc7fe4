import { unquote } from '../message/text-encoding.ts'
import {
  codeBefore,
  skipBlanks,
  skipClass,
  skipQuoted,
  tokenChar,
} from '../message/character-class.ts'

/** The parameters of a Digest challenge or of Digest credentials: lower-case names, values as on the wire. */
export type DigestParameters = ReadonlyMap<string, string>

/** Largest number of parameters that a value may carry. */
const mostParameters = 32

/** Reads `Digest name=value, …`; undefined for another scheme or a malformed list. */
export function parseDigestParameters(text: string): DigestParameters | undefined {
  const end = text.length
  const start = skipBlanks(text, 0, end)
  const schemeEnd = skipClass(text, start, end, tokenChar)
  if (text.slice(start, schemeEnd).toLowerCase() !== 'digest') return undefined
  const parameters = new Map<string, string>()
  let at = skipBlanks(text, schemeEnd, end)
  if (at === schemeEnd) return undefined
  for (;;) {
    const nameEnd = skipClass(text, at, end, tokenChar)
    const equals = skipBlanks(text, nameEnd, end)
    if (nameEnd === at || codeBefore(text, equals, end) !== 61) return undefined
    const name = text.slice(at, nameEnd).toLowerCase()
    const valueAt = skipBlanks(text, equals + 1, end)
    const valueEnd = endOfValue(text, valueAt)
    if (valueEnd < 0 || parameters.has(name) || parameters.size === mostParameters) return undefined
    parameters.set(name, text.slice(valueAt, valueEnd).trimEnd())
    at = skipBlanks(text, valueEnd, end)
    if (at === end) return parameters
    if (text.charCodeAt(at) !== 44) return undefined
    at = skipBlanks(text, at + 1, end)
  }
}

function endOfValue(text: string, at: number): number {
  if (codeBefore(text, at, text.length) === 34) return skipQuoted(text, at, text.length)
  const comma = text.indexOf(',', at)
  const end = comma < 0 ? text.length : comma
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
