import type { ParameterDefinition } from '../api/contract/parameters.ts'
import { sipParameters } from './sip-parameters.ts'
import { systemParameters } from './system-parameters.ts'

const rows = [...sipParameters, ...systemParameters] as const

type Row = (typeof rows)[number]

/** Name of a parameter in the catalogue. */
export type ParameterName = Row['name']

type ValueOf<D extends ParameterDefinition> = D extends { readonly kind: 'integer' }
  ? number
  : D extends { readonly kind: 'integer or word' }
    ? number | D['default']
    : D extends { readonly kind: 'on/off' }
      ? boolean
      : D extends { readonly kind: 'choice' }
        ? D['choices'][number]
        : D extends { readonly kind: 'decimal list' }
          ? readonly number[]
          : string

/** Every parameter with the type of its value. */
export type ParameterValues = { [R in Row as R['name']]: ValueOf<R> }

/** Any value that some parameter takes. */
export type ParameterValue = ParameterValues[ParameterName]

/** Read access to the values in force; `values` is replaced, never changed, when an operator changes one. */
export interface ParameterReader {
  readonly values: Readonly<ParameterValues>
}

/** The one list of parameters, in the order in which they are shown. */
export const parameterCatalogue: readonly (ParameterDefinition & {
  readonly name: ParameterName
})[] = rows

const byName: ReadonlyMap<string, ParameterDefinition> = new Map(rows.map((row) => [row.name, row]))

export const isParameterName = (name: string): name is ParameterName => byName.has(name)

/** Definition of a parameter; undefined for a name that the catalogue lacks. */
export function findParameter(name: ParameterName): ParameterDefinition
export function findParameter(name: string): ParameterDefinition | undefined
export function findParameter(name: string): ParameterDefinition | undefined {
  return byName.get(name)
}

/** What the engine obeys when no operator has changed anything. */
export const defaultParameterValues: Readonly<ParameterValues> = Object.freeze(
  Object.fromEntries(rows.map((row) => [row.name, row.default])) as unknown as ParameterValues,
)
