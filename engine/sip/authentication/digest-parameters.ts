import { unquote } from '../message/text-encoding.ts'
import { skipBlanks, skipClass, skipQuoted, tokenChar } from '../message/character-class.ts'

/** The parameters of a Digest challenge or of Digest credentials: lower-case names, values as on the wire. */
export type DigestParameters = ReadonlyMap<string, string>

/** Largest number of parameters that a value may carry. */
const mostParameters = 32

/** Reads `Digest name=value, …`; undefined for another scheme or a malformed list. */
export function parseDigestParameters(text: string): DigestParameters | undefined {
  const start = skipBlanks(text, 0)
  const schemeEnd = skipClass(text, start, tokenChar)
  if (text.slice(start, schemeEnd).toLowerCase() !== 'digest') return undefined
  const parameters = new Map<string, string>()
  let at = skipBlanks(text, schemeEnd)
  if (at === schemeEnd) return undefined
  for (;;) {
    const nameEnd = skipClass(text, at, tokenChar)
    const equals = skipBlanks(text, nameEnd)
    if (nameEnd === at || text.charCodeAt(equals) !== 61) return undefined
    const name = text.slice(at, nameEnd).toLowerCase()
    const valueAt = skipBlanks(text, equals + 1)
    const valueEnd = endOfValue(text, valueAt)
    if (valueEnd < 0 || parameters.has(name) || parameters.size === mostParameters) return undefined
    parameters.set(name, text.slice(valueAt, valueEnd).trimEnd())
    at = skipBlanks(text, valueEnd)
    if (at === text.length) return parameters
    if (text.charCodeAt(at) !== 44) return undefined
    at = skipBlanks(text, at + 1)
  }
}

function endOfValue(text: string, at: number): number {
  if (text.charCodeAt(at) === 34) return skipQuoted(text, at)
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
