import { EngineError, invalidValue } from '../api/contract/errors.ts'
import {
  defaultParameterValues,
  isParameterName,
  type ParameterName,
  type ParameterReader,
  type ParameterValues,
} from './parameter-catalogue.ts'
import { parameterTextOf, parseParameterValue } from './parameter-value.ts'

/** A value checked against the catalogue. */
export interface CheckedParameter {
  readonly name: ParameterName
  readonly value: ParameterValues[ParameterName]
}

/** Checks many values at once; the first one that is not allowed refuses them all. */
export function checkParameters(values: Readonly<Record<string, unknown>>): CheckedParameter[] {
  return Object.entries(values).map(([name, given]) => {
    if (!isParameterName(name)) {
      throw new EngineError('UNKNOWN_NAME', `no parameter is named "${name}"`, { field: name })
    }
    const text = parameterTextOf(given)
    const parsed = parseParameterValue(name, text ?? '\u0000')
    if (!parsed.ok) throw invalidValue(name, given, parsed.fault.allowed)
    return { name, value: parsed.value }
  })
}

/** The values in force; a change replaces the frozen object that readers see. */
export interface ParameterSet extends ParameterReader {
  replace(changes: readonly CheckedParameter[]): void
}

export function createParameterSet(stored: readonly CheckedParameter[] = []): ParameterSet {
  const merge = (values: Readonly<ParameterValues>, changes: readonly CheckedParameter[]) =>
    Object.freeze({
      ...values,
      ...Object.fromEntries(changes.map(({ name, value }) => [name, value])),
    })
  let values = merge(defaultParameterValues, stored)
  return {
    get values() {
      return values
    },
    replace(changes) {
      values = merge(values, changes)
    },
  }
}
