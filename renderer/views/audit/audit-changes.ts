import type { AuditRow } from '../../../engine/api/contract/configuration-procedures.ts'

/** One field of an entry; undefined = it did not exist on that side. */
export interface AuditChange {
  readonly field: string
  readonly before: string | undefined
  readonly after: string | undefined
}

const worded = (value: unknown): string | undefined => {
  if (value === undefined) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The fields that an entry speaks of, in the order of the object. */
export function changesOf({ before, after }: AuditRow): readonly AuditChange[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...fields].map((field) => ({
    field,
    before: worded(before?.[field]),
    after: worded(after?.[field]),
  }))
}

/** All changes in one line. */
export function changesInWords(row: AuditRow): string {
  return changesOf(row)
    .map(({ field, before, after }) => {
      if (before === undefined) return `${field}: ${after ?? ''}`
      return after === undefined ? `${field}: ${before} → –` : `${field}: ${before} → ${after}`
    })
    .join('; ')
}
