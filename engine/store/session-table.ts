import type { KeptSession, SessionPersistence } from '../api/server/sessions.ts'
import { createBatchWriter, type StoreAccess } from './batch-writer.ts'
import { atStore } from './store-fault.ts'

/** Sessions of people; their beginnings and ends are written at once, their use within a second. */
export interface SessionTable extends SessionPersistence {
  flush(): boolean
}

interface SessionRow {
  readonly token_hash: string
  readonly user: string
  readonly role: KeptSession['role']
  readonly came_from: string
  readonly stay: 0 | 1
  readonly started_at_ms: number
  readonly used_at_ms: number
}

type Change =
  | { readonly kind: 'open'; readonly session: KeptSession }
  | { readonly kind: 'use'; readonly id: string; readonly atMs: number }
  | { readonly kind: 'end'; readonly id: string }

export function createSessionTable(access: StoreAccess): SessionTable {
  const { db, folder } = access
  const all = db.prepare<[], SessionRow>(
    'SELECT sessions.*, users.role FROM sessions JOIN users ON users.name = sessions.user',
  )
  const write = createChangeWriter(access)
  const batch = createBatchWriter<Change>(access, { delayMs: 1000, write })
  const writeNow = (change: Change): void => {
    batch.add(change)
    batch.flush()
  }
  return {
    load: () => atStore(folder, () => all.all().map(sessionOf)),
    open: (session) => {
      writeNow({ kind: 'open', session })
    },
    use: (id, atMs) => {
      batch.add({ kind: 'use', id, atMs })
    },
    end: (id) => {
      writeNow({ kind: 'end', id })
    },
    flush: () => batch.flush(),
  }
}

function createChangeWriter({ db }: StoreAccess): (change: Change) => void {
  // The user may have been removed while the store did not take the session.
  const open = db.prepare(
    `INSERT INTO sessions (token_hash, user, came_from, stay, started_at_ms, used_at_ms)
     SELECT ?, name, ?, ?, ?, ? FROM users WHERE name = ?`,
  )
  const signedIn = db.prepare('UPDATE users SET last_sign_in_at_ms = ? WHERE name = ?')
  const use = db.prepare('UPDATE sessions SET used_at_ms = ? WHERE token_hash = ?')
  const end = db.prepare('DELETE FROM sessions WHERE token_hash = ?')
  return (change) => {
    switch (change.kind) {
      case 'open': {
        const { id, user, from, stay, startedAtMs, usedAtMs } = change.session
        open.run(id, from, stay ? 1 : 0, startedAtMs, usedAtMs, user)
        signedIn.run(startedAtMs, user)
        return
      }
      case 'use':
        use.run(change.atMs, change.id)
        return
      case 'end':
        end.run(change.id)
    }
  }
}

function sessionOf(row: SessionRow): KeptSession {
  return {
    id: row.token_hash,
    user: row.user,
    role: row.role,
    from: row.came_from,
    stay: row.stay === 1,
    startedAtMs: row.started_at_ms,
    usedAtMs: row.used_at_ms,
  }
}
