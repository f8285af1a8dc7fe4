import { EngineError } from '../api/contract/errors.ts'
import type { SystemYesNo } from '../api/contract/fields.ts'

/** Types of the VOS3000 web interface, as its manual names them; YesNo is a Boolean that may be unset. */
export type WireType =
  'String' | 'Integer' | 'Double' | 'Boolean' | 'YesNo' | 'String[]' | 'Object[]'

export type WireValue = string | number | boolean | null | readonly unknown[]

/** A field that the engine obeys: it has the same name and meaning in the gateway itself. */
export interface LiveField {
  readonly kind: 'live'
  readonly name: string
  readonly type: WireType
}

/** A field of H.323, billing or media: written only with a value that asks for nothing, read with `neutral`. */
export interface NeutralField {
  readonly kind: 'neutral'
  readonly name: string
  readonly type: WireType
  readonly neutral: WireValue
  /** Other values that mean the same on a softswitch without that feature. */
  readonly alike: readonly WireValue[]
}

export type WireField = LiveField | NeutralField

export const live = (type: WireType, ...names: readonly string[]): LiveField[] =>
  names.map((name) => ({ kind: 'live', name, type }))

/** Fields with the neutral value of their type: empty, 0, false. */
export const neutral = (type: WireType, ...names: readonly string[]): NeutralField[] =>
  names.map((name) => ({ kind: 'neutral', name, type, neutral: emptyOf(type), alike: [] }))

/** One field with a neutral value of its own, and the values that are as good. */
export const neutralAs = (
  type: WireType,
  name: string,
  value: WireValue,
  ...alike: readonly WireValue[]
): NeutralField => ({ kind: 'neutral', name, type, neutral: value, alike })

function emptyOf(type: WireType): WireValue {
  switch (type) {
    case 'String':
      return ''
    case 'Integer':
    case 'Double':
      return 0
    case 'Boolean':
      return false
    case 'YesNo':
      return null
    case 'String[]':
    case 'Object[]':
      return []
  }
}

/**
 * A value as programs send it, brought to its type: numbers and booleans may come as text, text as a number.
 * undefined = not set. What fits no type is handed on as it is, for the gateway's own check to refuse in its words.
 */
export function readWireValue(type: WireType, value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  switch (type) {
    case 'String':
      return typeof value === 'number' ? String(value) : value
    case 'Integer':
    case 'Double':
      return readNumber(value)
    case 'Boolean':
      return value === '' ? undefined : readBoolean(value)
    case 'YesNo':
      return readYesNo(value)
    case 'String[]':
    case 'Object[]':
      return value === '' ? [] : value
  }
}

function readNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const text = value.trim()
  if (text === '') return undefined
  return /^[+-]?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : value
}

function readBoolean(value: unknown): unknown {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (word === 'true' || word === '1' || word === 1) return true
  if (word === 'false' || word === '0' || word === 0) return false
  return value
}

/** Empty text goes back to the system's value, because null already means "not set". */
function readYesNo(value: unknown): unknown {
  if (value === '') return 'system' satisfies SystemYesNo
  const read = readBoolean(value)
  if (read === true) return 'yes' satisfies SystemYesNo
  return read === false ? ('no' satisfies SystemYesNo) : value
}

/** The gateway's own value in the type of the web interface. */
export function writeWireValue(type: WireType, value: unknown): unknown {
  if (type !== 'YesNo') return value
  return value === 'system' ? null : value === 'yes'
}

/** Refuses a value that asks for something this softswitch does not have. */
export function checkNeutral(field: NeutralField, value: unknown): void {
  const read = readWireValue(field.type, value)
  if (read === undefined) return
  const allowed = [field.neutral, ...field.alike]
  if (allowed.some((each) => sameValue(each, read))) return
  const shown = JSON.stringify(value) ?? 'nothing'
  const list = allowed.map((each) => JSON.stringify(each)).join(', ')
  throw new EngineError(
    'INVALID_VALUE',
    `${field.name}: ${shown} is not allowed, because this softswitch does not have it; allowed: ${list} or null`,
    { field: field.name, value: shown, allowed: list, notOffered: true },
  )
}

function sameValue(neutralValue: WireValue, value: unknown): boolean {
  if (Array.isArray(neutralValue)) return Array.isArray(value) && value.length === 0
  return neutralValue === value
}
