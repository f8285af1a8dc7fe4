import type { Actor } from '../api/contract/audit-entry.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { Role } from '../api/contract/procedure.ts'
import type { WriteStatement } from './audit-log.ts'
import type { StoreAccess } from './batch-writer.ts'
import { inOneDurableCommit } from './open-database.ts'
import { atStore } from './store-fault.ts'

export interface User {
  readonly name: string
  readonly role: Role
  /** PHC string. */
  readonly passwordHash: string
  readonly createdAtMs: number
  readonly changedAtMs: number
}

/** The people who may sign in; every change is audited in its commit. Passwords arrive hashed. */
export interface UserTable {
  all(): readonly User[]
  find(name: string): User | undefined
  add(name: string, role: Role, passwordHash: string, actor: Actor): void
  addAdministrator(name: string, passwordHash: string, actor: Actor): void
  setPasswordHash(name: string, passwordHash: string, actor: Actor): void
}

interface UserRow {
  readonly name: string
  readonly role: Role
  readonly password_hash: string
  readonly created_at_ms: number
  readonly changed_at_ms: number
}

export function createUserTable(access: StoreAccess, writeStatement: WriteStatement): UserTable {
  const { db, folder, clock } = access
  const byName = db.prepare<[string], UserRow>('SELECT * FROM users WHERE name = ?')
  const insert = db.prepare('INSERT INTO users VALUES (?, ?, ?, ?, ?)')
  const setHash = db.prepare('UPDATE users SET password_hash = ?, changed_at_ms = ? WHERE name = ?')
  const commit = (work: () => void): void => {
    atStore(folder, () => {
      inOneDurableCommit(db, work)
    })
  }
  const find = (name: string): User | undefined =>
    atStore(folder, () => {
      const row = byName.get(name)
      return row && userOf(row)
    })
  const add = (name: string, role: Role, passwordHash: string, actor: Actor): void => {
    if (find(name)) {
      throw new EngineError('NAME_TAKEN', `another user is named "${name}"`, { value: name })
    }
    commit(() => {
      insert.run(name, role, passwordHash, clock.nowMs(), clock.nowMs())
      writeStatement({ actor, action: 'user.create', object: name, before: null, after: { role } })
    })
  }
  return {
    all: () =>
      atStore(folder, () =>
        db.prepare<[], UserRow>('SELECT * FROM users ORDER BY name').all().map(userOf),
      ),
    find,
    add,
    addAdministrator: (name, passwordHash, actor) => {
      add(name, 'administrator', passwordHash, actor)
    },
    setPasswordHash(name, passwordHash, actor) {
      if (!find(name)) {
        throw new EngineError('UNKNOWN_NAME', `no user is named "${name}"`, { value: name })
      }
      commit(() => {
        setHash.run(passwordHash, clock.nowMs(), name)
        writeStatement({ actor, action: 'user.setPassword', object: name, before: {}, after: {} })
      })
    },
  }
}

function userOf(row: UserRow): User {
  return {
    name: row.name,
    role: row.role,
    passwordHash: row.password_hash,
    createdAtMs: row.created_at_ms,
    changedAtMs: row.changed_at_ms,
  }
}
