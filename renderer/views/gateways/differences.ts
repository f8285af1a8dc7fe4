import { fieldsOf, type FormField } from './form-field.ts'
import { gatewayKinds, type Fields, type KindName, type Listed } from './gateway-kind.ts'

/** A field that somebody else changed, or that both did. */
export interface Difference {
  readonly field: FormField
  readonly before: unknown
  readonly theirs: unknown
  /** undefined = it was not touched here. */
  readonly mine: unknown
}

/** What somebody else changed since the gateway was opened here, with what is typed here beside it. */
export function differencesOf(
  kind: KindName,
  {
    before,
    theirs,
    mine,
  }: { readonly before: Listed; readonly theirs: Listed; readonly mine: Fields },
): readonly Difference[] {
  return fieldsOf(gatewayKinds[kind].pages)
    .filter(({ name }) => JSON.stringify(before[name]) !== JSON.stringify(theirs[name]))
    .map((field) => ({
      field,
      before: before[field.name],
      theirs: theirs[field.name],
      mine: mine[field.name],
    }))
}

/** How often each value stands in a field of many gateways, most frequent first. */
export function valueCounts(
  rows: readonly Fields[],
  field: FormField,
): readonly { readonly value: unknown; readonly count: number }[] {
  const counts = new Map<string, { value: unknown; count: number }>()
  for (const row of rows) {
    const value =
      field.name === 'password' ? (row['hasPassword'] === true ? '*' : '') : row[field.name]
    const key = JSON.stringify(value)
    const known = counts.get(key)
    if (known) known.count++
    else counts.set(key, { value, count: 1 })
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)
}
