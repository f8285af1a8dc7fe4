/*
 * Values as softswitches write them: numbers also as texts, null or absence for "not set". Nothing here throws; what
 * cannot be read counts as not set.
 */

export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined
}

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** 0 where there is no number. */
export const numberOf = (value: unknown): number => numberOrNull(value) ?? 0

export function numberOrNull(value: unknown): number | null {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) ? read : null
}

export function flagOrNull(value: unknown): boolean | null {
  if (value === true || value === 'true' || value === 1 || value === '1') return true
  if (value === false || value === 'false' || value === 0 || value === '0') return false
  return null
}

/** The rows of a list; one object stands for a list of one, null for none. */
export function rowsOf(value: unknown): readonly Fields[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  return items.map(fieldsOf).filter((row) => row !== undefined)
}
