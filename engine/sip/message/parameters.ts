import {
  isCharAt,
  parameterChar,
  skipBlanks,
  skipClass,
  skipQuoted,
  tokenChar,
} from './character-class.ts'

/** Parameters by lower-case name; the value as on the wire, undefined when only the name is there. */
export type Parameters = ReadonlyMap<string, string | undefined>

/** What a value without parameters shares. */
export const noParameters: Parameters = new Map()

/** Reads `;name=value` parameters of a header field from `at` to the end of `text`; undefined when malformed. */
export function parseParameters(text: string, at: number): Parameters | undefined {
  let next = skipBlanks(text, at)
  if (next === text.length) return noParameters
  const parameters = new Map<string, string | undefined>()
  while (next < text.length) {
    if (text.charCodeAt(next) !== 59) return undefined
    const nameAt = skipBlanks(text, next + 1)
    const nameEnd = skipClass(text, nameAt, tokenChar)
    if (nameEnd === nameAt) return undefined
    const name = text.slice(nameAt, nameEnd).toLowerCase()
    next = skipBlanks(text, nameEnd)
    let value: string | undefined
    if (text.charCodeAt(next) === 61) {
      const valueAt = skipBlanks(text, next + 1)
      const valueEnd = endOfValue(text, valueAt)
      if (valueEnd < 0) return undefined
      value = text.slice(valueAt, valueEnd)
      next = skipBlanks(text, valueEnd)
    }
    if (!parameters.has(name)) parameters.set(name, value)
  }
  return parameters
}

function endOfValue(text: string, at: number): number {
  if (text.charCodeAt(at) === 34) return skipQuoted(text, at)
  return skipClass(text, at, parameterChar)
}

/** Writes `;name=value` for each parameter but `omitted`. */
export function formatParameters(parameters: Parameters, omitted?: string): string {
  let text = ''
  for (const [name, value] of parameters) {
    if (name !== omitted) text += value === undefined ? `;${name}` : `;${name}=${value}`
  }
  return text
}

/** Whether a parameter value may be written without quotes. */
export function isPlainValue(value: string): boolean {
  return (
    value.length > 0 &&
    isCharAt(value, 0, parameterChar) &&
    skipClass(value, 0, parameterChar) === value.length
  )
}
