import type { Actor, AuditFacts } from '../api/contract/audit-entry.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { Role } from '../api/contract/procedure.ts'
import type { AccountBook, User } from '../api/server/account-book.ts'
import type { WriteStatement } from './audit-log.ts'
import type { StoreAccess } from './batch-writer.ts'
import { inOneDurableCommit } from './open-database.ts'
import { atStore } from './store-fault.ts'

interface UserRow {
  readonly name: string
  readonly role: Role
  readonly password_hash: string
  readonly created_at_ms: number
  readonly changed_at_ms: number
  readonly last_sign_in_at_ms: number
}

/** The people who may sign in; every change is audited in its commit. */
export function createUserTable(access: StoreAccess, writeStatement: WriteStatement): AccountBook {
  const { db, folder, clock } = access
  const statements = prepare(access)
  const find = (name: string): User | undefined =>
    atStore(folder, () => {
      const row = statements.byName.get(name)
      return row && userOf(row)
    })
  const demand = (name: string): User => {
    const user = find(name)
    if (user) return user
    throw new EngineError('UNKNOWN_NAME', `no user is named "${name}"`, { value: name })
  }
  /** Commits a change together with its line of the audit log. */
  const commit = (work: () => void, line: Line): void => {
    atStore(folder, () => {
      inOneDurableCommit(db, () => {
        work()
        writeStatement({ before: null, after: null, ...line })
      })
    })
  }
  const keepAnAdministrator = (user: User): void => {
    if (user.role !== 'administrator' || statements.administrators.get() !== 1) return
    const sentence = `${user.name} is the only administrator: make somebody else administrator first`
    throw new EngineError('LAST_ADMINISTRATOR', sentence, { value: user.name })
  }
  return {
    all: () => atStore(folder, () => statements.all.all().map(userOf)),
    isEmpty: () => atStore(folder, () => statements.count.get() === 0),
    find,
    add(name, role, passwordHash, actor) {
      if (find(name)) {
        throw new EngineError('NAME_TAKEN', `another user is named "${name}"`, { value: name })
      }
      commit(() => statements.insert.run(name, role, passwordHash, clock.nowMs(), clock.nowMs()), {
        ...{ actor, action: 'user.create', object: name, after: { role } },
      })
    },
    setRole(name, role, actor) {
      const before = demand(name)
      if (before.role === role) return
      keepAnAdministrator(before)
      commit(() => statements.setRole.run(role, clock.nowMs(), name), {
        ...{ actor, action: 'user.setRole', object: name },
        ...{ before: { role: before.role }, after: { role } },
      })
    },
    setPasswordHash(name, passwordHash, actor) {
      demand(name)
      commit(() => statements.setHash.run(passwordHash, clock.nowMs(), name), {
        ...{ actor, action: 'user.setPassword', object: name, before: {}, after: {} },
      })
    },
    remove(name, actor) {
      const before = demand(name)
      keepAnAdministrator(before)
      commit(() => statements.remove.run(name), {
        ...{ actor, action: 'user.remove', object: name, before: { role: before.role } },
      })
    },
  }
}

interface Line {
  readonly actor: Actor
  readonly action: string
  readonly object: string
  readonly before?: AuditFacts
  readonly after?: AuditFacts
}

const prepare = ({ db }: StoreAccess) => ({
  all: db.prepare<[], UserRow>('SELECT * FROM users ORDER BY name'),
  count: db.prepare<[], number>('SELECT count(*) FROM users').pluck(),
  administrators: db
    .prepare<[], number>(`SELECT count(*) FROM users WHERE role = 'administrator'`)
    .pluck(),
  byName: db.prepare<[string], UserRow>('SELECT * FROM users WHERE name = ?'),
  insert: db.prepare(
    `INSERT INTO users (name, role, password_hash, created_at_ms, changed_at_ms)
     VALUES (?, ?, ?, ?, ?)`,
  ),
  setRole: db.prepare('UPDATE users SET role = ?, changed_at_ms = ? WHERE name = ?'),
  setHash: db.prepare('UPDATE users SET password_hash = ?, changed_at_ms = ? WHERE name = ?'),
  remove: db.prepare('DELETE FROM users WHERE name = ?'),
})

function userOf(row: UserRow): User {
  return {
    name: row.name,
    role: row.role,
    passwordHash: row.password_hash,
    createdAtMs: row.created_at_ms,
    changedAtMs: row.changed_at_ms,
    lastSignInAtMs: row.last_sign_in_at_ms,
  }
}
