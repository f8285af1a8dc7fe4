import SqliteDatabase from 'better-sqlite3'
import type { Database } from 'better-sqlite3'

export type { Database } from 'better-sqlite3'

/** Name of the database file in the data folder. */
export const databaseFile = 'trunkline.db'

/** A batch that finds the database locked gives up soon and is tried again: signalling must not wait. */
const batchLockWaitMs = 20
/** An operator's change may wait longer. */
const durableLockWaitMs = 500
/** The write-ahead log's size at which a commit moves it into the database itself; usually the upkeep does. */
const longestLogPages = 16_384

/** Opens the database for writing: write-ahead log, commits that survive the death of the process. */
export function openDatabase(file: string): Database {
  const db = new SqliteDatabase(file, { timeout: durableLockWaitMs })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    db.pragma('foreign_keys = ON')
    db.pragma('cache_size = -32768')
    db.pragma(`wal_autocheckpoint = ${longestLogPages}`)
    db.pragma(`journal_size_limit = ${longestLogPages * 4096}`)
  } catch (error) {
    db.close()
    throw error
  }
  return db
}

/** Opens the database for reports. */
export function openForReading(file: string): Database {
  const db = new SqliteDatabase(file, { readonly: true, fileMustExist: true, timeout: 5000 })
  db.pragma('query_only = ON')
  return db
}

/** Lets later commits give up soon when another program holds the database. */
export function limitLockWait(db: Database): void {
  db.pragma(`busy_timeout = ${batchLockWaitMs}`)
}

/** Does the work in one commit: all of it is in the database afterwards, or, when it throws, none. */
export function inOneCommit<T>(db: Database, work: () => T): T {
  return db.transaction(work).immediate()
}

/** The same, and a power failure after its return does not undo it. */
export function inOneDurableCommit<T>(db: Database, work: () => T): T {
  const lockWaitMs = Number(db.pragma('busy_timeout', { simple: true }))
  db.pragma('synchronous = FULL')
  db.pragma(`busy_timeout = ${durableLockWaitMs}`)
  try {
    return inOneCommit(db, work)
  } finally {
    db.pragma('synchronous = NORMAL')
    db.pragma(`busy_timeout = ${lockWaitMs}`)
  }
}
