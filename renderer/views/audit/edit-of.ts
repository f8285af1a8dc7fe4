import type { AuditRow, EditRow } from '../../../engine/api/contract/configuration-procedures.ts'

/** Longest time between the commit of an edit and its lines in the audit log. */
const sameCommitMs = 1000

/** The edit that wrote an entry, while it can still be undone. */
export function editOf(entry: AuditRow, edits: readonly EditRow[]): EditRow | undefined {
  return edits.find(
    ({ isUndone, by, atMs, objects }) =>
      !isUndone &&
      by === entry.actor.name &&
      Math.abs(atMs - entry.atMs) <= sameCommitMs &&
      objects.includes(entry.object),
  )
}
