import { EngineError } from '../api/contract/errors.ts'
import { firstTables } from './migrations/0001-first-tables.ts'
import { sessions } from './migrations/0002-sessions.ts'
import { gatewaySamples } from './migrations/0003-gateway-samples.ts'
import { checklist } from './migrations/0004-checklist.ts'
import type { Migration } from './migrations/migration.ts'
import { inOneDurableCommit, type Database } from './open-database.ts'

/** Every step in order. */
const migrations: readonly Migration[] = [firstTables, sessions, gatewaySamples, checklist]

/** Brings the database forward to the form that this program knows (or to an earlier one, for tests). */
export function migrate(db: Database, to = migrations.length): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    const text = `the database was written by a later version of Trunkline (form ${version}, this one knows ${migrations.length})`
    throw new EngineError('STORE_UNAVAILABLE', text, { version, known: migrations.length })
  }
  for (const step of migrations.slice(version, to)) {
    inOneDurableCommit(db, () => {
      db.exec(step.sql)
      db.pragma(`user_version = ${step.version}`)
    })
  }
}
