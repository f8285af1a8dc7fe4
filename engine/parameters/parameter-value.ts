import { allowedText, type ParameterDefinition } from '../api/contract/parameters.ts'
import { failure, success, type Result } from '../kernel/result.ts'
import {
  findParameter,
  type ParameterName,
  type ParameterValue,
  type ParameterValues,
} from './parameter-catalogue.ts'

/** Why a text is no value of a parameter. */
export interface ParameterFault {
  readonly allowed: string
}

/** Reads a value as an operator writes it; words are understood in any case. */
export function parseParameterValue<N extends ParameterName>(
  name: N,
  text: string,
): Result<ParameterValues[N], ParameterFault> {
  const definition = findParameter(name)
  const value = readValue(definition, text)
  if (value === undefined) return failure({ allowed: allowedText(definition) })
  // The catalogue ties the name to the kind of its definition, which readValue followed.
  return success(value as ParameterValues[N])
}

/** The text form of a value: what the store keeps, what interfaces show, what parses back to the same value. */
export function formatParameterValue<N extends ParameterName>(
  name: N,
  value: ParameterValues[N],
): string {
  return formatValue(value, findParameter(name))
}

/** Text of a value that came typed, as documents and programs send them; undefined when it has none. */
export function parameterTextOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 'On' : 'Off'
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) {
    return value.join(',')
  }
  return undefined
}

function formatValue(value: ParameterValue, definition: ParameterDefinition): string {
  if (definition.kind === 'on/off') return value === true ? 'On' : 'Off'
  return typeof value === 'object' ? value.join(',') : String(value)
}

function readValue(definition: ParameterDefinition, text: string): unknown {
  const trimmed = text.trim()
  switch (definition.kind) {
    case 'integer':
      return readInteger(trimmed, definition.min, definition.max)
    case 'integer or word':
      if (sameWord(trimmed, definition.default)) return definition.default
      return readInteger(trimmed, definition.min, definition.max)
    case 'on/off':
      if (sameWord(trimmed, 'On')) return true
      return sameWord(trimmed, 'Off') ? false : undefined
    case 'choice':
      return definition.choices.find((choice) => sameWord(trimmed, String(choice)))
    case 'decimal list':
      return readDecimals(trimmed, definition)
    case 'text':
      return text.length <= definition.maxLength && !/\p{Cc}/u.test(text) ? text : undefined
  }
}

function sameWord(text: string, word: string): boolean {
  return text.toLowerCase() === word.toLowerCase()
}

function readInteger(text: string, min: number, max: number): number | undefined {
  if (!/^-?\d{1,10}$/.test(text)) return undefined
  const value = Number(text)
  return value >= min && value <= max ? value : undefined
}

function readDecimals(
  text: string,
  limits: Extract<ParameterDefinition, { kind: 'decimal list' }>,
): readonly number[] | undefined {
  const items = text.split(',').map((item) => item.trim())
  if (items.length < limits.minItems || items.length > limits.maxItems) return undefined
  const values = items.map((item) => (/^\d{1,6}(\.\d{1,6})?$/.test(item) ? Number(item) : NaN))
  const isAllowed = (value: number): boolean =>
    value >= limits.min && value <= limits.max && isMultiple(value, limits.step)
  return values.every(isAllowed) ? Object.freeze(values) : undefined
}

function isMultiple(value: number, step: number): boolean {
  const steps = value / step
  return Math.abs(steps - Math.round(steps)) < 1e-6
}
