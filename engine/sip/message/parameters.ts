import {
  byteBefore,
  parameterChar,
  skipBlanks,
  skipClass,
  skipQuoted,
  tokenChar,
} from './character-class.ts'
import { messageLimits } from './message-limits.ts'
import type { WireText } from './wire-text.ts'

/** Parameters by lower-case name; the value as on the wire, undefined when only the name is there. */
export type Parameters = ReadonlyMap<string, string | undefined>

/** What a value without parameters shares. */
export const noParameters: Parameters = new Map()

/** Names that need no copy, by length. */
const frequentNames: readonly (readonly string[])[] = [
  [],
  ['q'],
  ['lr', 'ob'],
  ['tag', 'ttl'],
  ['user'],
  ['rport', 'maddr'],
  ['branch', 'method'],
  ['expires'],
  ['received'],
  ['transport', 'refresher'],
]

/** The name between two positions in lower case. */
export function parameterName(text: string, start: number, end: number): string {
  const candidates = frequentNames[end - start]
  if (candidates !== undefined) {
    for (const name of candidates) if (text.startsWith(name, start)) return name
  }
  return text.slice(start, end).toLowerCase()
}

/** Reads `;name=value` parameters of a header field in `at…end`; undefined when malformed. */
export function readParameters(wire: WireText, at: number, end: number): Parameters | undefined {
  const { bytes, text } = wire
  let next = skipBlanks(bytes, at, end)
  if (next === end) return noParameters
  const parameters = new Map<string, string | undefined>()
  while (next < end) {
    if (bytes[next] !== 59) return undefined
    const nameAt = skipBlanks(bytes, next + 1, end)
    const nameEnd = skipClass(bytes, nameAt, end, tokenChar)
    if (nameEnd === nameAt) return undefined
    const name = parameterName(text, nameAt, nameEnd)
    next = skipBlanks(bytes, nameEnd, end)
    let value: string | undefined
    if (byteBefore(bytes, next, end) === 61) {
      const valueAt = skipBlanks(bytes, next + 1, end)
      const valueEnd = endOfValue(bytes, valueAt, end)
      if (valueEnd < 0) return undefined
      value = text.slice(valueAt, valueEnd)
      next = skipBlanks(bytes, valueEnd, end)
    }
    if (!parameters.has(name)) parameters.set(name, value)
    if (parameters.size > messageLimits.parameters) return undefined
  }
  return parameters
}

function endOfValue(bytes: Uint8Array, at: number, end: number): number {
  if (byteBefore(bytes, at, end) === 34) return skipQuoted(bytes, at, end)
  return skipClass(bytes, at, end, parameterChar)
}

/** Writes `;name=value` for each parameter but `omitted`. */
export function formatParameters(parameters: Parameters, omitted?: string): string {
  let text = ''
  for (const [name, value] of parameters) {
    if (name !== omitted) text += value === undefined ? `;${name}` : `;${name}=${value}`
  }
  return text
}
