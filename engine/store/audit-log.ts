import type { AuditEntry, AuditFilter, AuditStatement } from '../api/contract/audit-entry.ts'
import { createBatchWriter, type StoreAccess } from './batch-writer.ts'
import { readPage } from './page-query.ts'
import { atStore } from './store-fault.ts'

/** Adds a line to the audit log within the commit that is open. */
export type WriteStatement = (statement: AuditStatement) => void

/** Who did what, from where and when; lines are only ever added. */
export interface AuditLog {
  /** For what changes nothing in the store (a sign-in, a call that was ended); written within 100 ms. */
  append(statement: AuditStatement): void
  /** Newest first. */
  read(filter: AuditFilter): AuditEntry[]
  flush(): boolean
}

interface AuditRow {
  readonly id: number
  readonly at_ms: number
  readonly actor: string
  readonly came_from: string
  readonly action: string
  readonly object: string
  readonly before: string | null
  readonly after: string | null
}

/** Writes lines of the audit log; the time is that of the writing. */
export function createStatementWriter({ db, clock }: StoreAccess): WriteStatement {
  const insert = db.prepare(
    `INSERT INTO audit_log (at_ms, actor, came_from, action, object, before, after)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const document = (facts: AuditStatement['before']) =>
    facts === null ? null : JSON.stringify(facts)
  return ({ actor, action, object, before, after }) => {
    insert.run(
      clock.nowMs(),
      actor.name,
      actor.from,
      action,
      object,
      document(before),
      document(after),
    )
  }
}

export function createAuditLog(access: StoreAccess, write: WriteStatement): AuditLog {
  const batch = createBatchWriter(access, { delayMs: 100, write })
  return {
    append: (statement) => {
      batch.add(statement)
    },
    flush: () => batch.flush(),
    read(filter) {
      batch.flush()
      return atStore(access.folder, () => readEntries(access, filter))
    },
  }
}

/** Lines that a filter lets through, newest first; those that still wait are not among them. */
export function readEntries({ db }: StoreAccess, filter: AuditFilter): AuditEntry[] {
  const rows = readPage<AuditRow>(db, {
    table: 'audit_log',
    conditions: [
      ['at_ms >= @fromMs', filter.fromMs],
      ['at_ms < @toMs', filter.toMs],
      ['actor = @actor', filter.actor],
      ["(action = @action OR action LIKE @action || '.%')", filter.action],
      ['object = @object', filter.object],
      ['id < @beforeId', filter.beforeId],
    ],
    order: 'id DESC',
    values: { ...filter },
    limit: filter.limit,
  })
  return rows.map(entryOf)
}

function entryOf(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    atMs: row.at_ms,
    actor: { name: row.actor, from: row.came_from },
    action: row.action,
    object: row.object,
    before: factsOf(row.before),
    after: factsOf(row.after),
  }
}

function factsOf(document: string | null): AuditEntry['before'] {
  // Written above from an object.
  return document === null ? null : (JSON.parse(document) as AuditEntry['before'])
}
