import type { Timer } from '../kernel/clock.ts'
import type {
  PublicationChange,
  PublicationPersistence,
  PublisherKind,
  StoredPublication,
} from '../publish/publication.ts'
import { commitBatch, type StoreAccess } from './batch-writer.ts'
import type { Database } from './open-database.ts'
import { atStore } from './store-fault.ts'

/** Longest wait of a publication for others to share its commit. */
const batchDelayMs = 3
/** The same while the store refuses commits, so that tries do not hold up signalling. */
const troubledDelayMs = 250

interface Row {
  readonly id: number
  readonly body: string
}

interface Waiting {
  readonly change: PublicationChange
  readonly onDone: (ok: boolean) => void
}

/** Publications with their group commit: an answer waits at most some milliseconds for the commit of its batch. */
export interface PublicationTable extends PublicationPersistence {
  flush(): void
}

export function createPublicationTable(access: StoreAccess): PublicationTable {
  const { clock, health, folder } = access
  const rows = createPublicationRows(access)
  let waiting: Waiting[] = []
  let timer: Timer | undefined
  const flush = (): void => {
    if (timer) clock.stopTimer(timer)
    timer = undefined
    if (waiting.length === 0) return
    const batch = waiting
    waiting = []
    const ok = commitBatch(access, () => {
      for (const { change } of batch) rows.write(change)
    })
    rows.settle(ok)
    for (const { onDone } of batch) onDone(ok)
  }
  return {
    load: () => atStore(folder, () => rows.load()),
    commit(change, onDone) {
      waiting.push({ change, onDone })
      timer ??= clock.startTimer(health.trouble ? troubledDelayMs : batchDelayMs, flush)
    },
    flush,
  }
}

/** The rows, and in memory which row holds which entity-tag: the table needs no index that every PUBLISH would change. */
function createPublicationRows({ db }: StoreAccess) {
  const rowOf = new Map<string, Row>()
  let nextId = highestId(db) + 1
  let undo: (readonly [entityTag: string, row: Row | undefined])[] = []
  const insert = db.prepare(
    `INSERT INTO publications VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const replace = db.prepare(
    `UPDATE publications SET entity_tag = ?, resource = ?, is_aggregate = ?, publisher = ?, publisher_kind = ?,
       source = ?, expires_seconds = ?, expires_at_ms = ?, body = ?, content_type = ?, created_at_ms = ?,
       updated_at_ms = ?, sequence = ? WHERE id = ?`,
  )
  const refresh = db.prepare(
    `UPDATE publications SET entity_tag = ?, source = ?, expires_seconds = ?, expires_at_ms = ?, updated_at_ms = ?,
       sequence = ? WHERE id = ?`,
  )
  const remove = db.prepare('DELETE FROM publications WHERE id = ?')
  const all = db.prepare<[], PublicationRow>('SELECT * FROM publications ORDER BY id')

  const setRow = (entityTag: string, row: Row | undefined): void => {
    undo.push([entityTag, rowOf.get(entityTag)])
    if (row) rowOf.set(entityTag, row)
    else rowOf.delete(entityTag)
  }
  const put = (publication: StoredPublication, replaces: string | undefined): void => {
    const row = replaces === undefined ? undefined : rowOf.get(replaces)
    const id = row?.id ?? nextId++
    if (!row) insert.run(id, ...columnsOf(publication))
    else if (row.body === publication.body) refresh.run(...refreshedColumnsOf(publication), id)
    else replace.run(...columnsOf(publication), id)
    if (replaces !== undefined) setRow(replaces, undefined)
    setRow(publication.entityTag, { id, body: publication.body })
  }
  return {
    write(change: PublicationChange): void {
      if (change.kind === 'put') {
        put(change.publication, change.replaces)
        return
      }
      const row = rowOf.get(change.entityTag)
      if (!row) return
      remove.run(row.id)
      setRow(change.entityTag, undefined)
    },
    /** Called after the commit of what was written; a commit that failed leaves everything as it was. */
    settle(ok: boolean): void {
      const steps = undo
      undo = []
      if (ok) return
      for (const [entityTag, row] of steps.reverse()) {
        if (row) rowOf.set(entityTag, row)
        else rowOf.delete(entityTag)
      }
    },
    load(): readonly StoredPublication[] {
      const stored = all.all()
      for (const row of stored) {
        rowOf.set(row.entity_tag, { id: row.id, body: row.body })
      }
      return stored.map(publicationOf)
    },
  }
}

function highestId(db: Database): number {
  return db.prepare<[], number | null>('SELECT max(id) FROM publications').pluck().get() ?? 0
}

interface PublicationRow {
  readonly id: number
  readonly entity_tag: string
  readonly resource: string
  readonly is_aggregate: number
  readonly publisher: string
  readonly publisher_kind: PublisherKind
  readonly source: string
  readonly expires_seconds: number
  readonly expires_at_ms: number
  readonly body: string
  readonly content_type: string
  readonly created_at_ms: number
  readonly updated_at_ms: number
  readonly sequence: number
}

function columnsOf(publication: StoredPublication): readonly (string | number)[] {
  return [
    publication.entityTag,
    publication.resource,
    publication.isAggregate ? 1 : 0,
    publication.publisher,
    publication.publisherKind,
    publication.source,
    publication.expiresSeconds,
    Math.round(publication.expiresAtMs),
    publication.body,
    publication.contentType,
    publication.createdAtMs,
    publication.updatedAtMs,
    publication.sequence,
  ]
}

function refreshedColumnsOf(publication: StoredPublication): readonly (string | number)[] {
  return [
    publication.entityTag,
    publication.source,
    publication.expiresSeconds,
    Math.round(publication.expiresAtMs),
    publication.updatedAtMs,
    publication.sequence,
  ]
}

function publicationOf(row: PublicationRow): StoredPublication {
  return {
    entityTag: row.entity_tag,
    resource: row.resource,
    isAggregate: row.is_aggregate === 1,
    publisher: row.publisher,
    publisherKind: row.publisher_kind,
    source: row.source,
    expiresSeconds: row.expires_seconds,
    expiresAtMs: row.expires_at_ms,
    body: row.body,
    contentType: row.content_type,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    sequence: row.sequence,
  }
}
