import { scryptSync } from 'node:crypto'
import type { AuditEntry } from '../api/contract/audit-entry.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { AccountBook, User } from '../api/server/account-book.ts'
import type { AuditBook } from '../api/server/handler-ports.ts'
import { createPeople, type People } from '../api/server/people.ts'
import type { SuspensionParameters } from '../registrar/source-suspension.ts'
import { systemClock, type Clock } from '../kernel/clock.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'

/** Accounts in memory; like those of the store, except that their changes leave no line in the audit log. */
export function createMemoryAccounts(): AccountBook {
  const users = new Map<string, User>()
  const demand = (name: string): User => {
    const user = users.get(name)
    if (user) return user
    throw new EngineError('UNKNOWN_NAME', `no user is named "${name}"`)
  }
  return {
    all: () => [...users.values()],
    isEmpty: () => users.size === 0,
    find: (name) => users.get(name),
    add(name, role, passwordHash) {
      if (users.has(name)) {
        throw new EngineError('NAME_TAKEN', `another user is named "${name}"`)
      }
      const times = { createdAtMs: 1, changedAtMs: 1, lastSignInAtMs: 0 }
      users.set(name, { name, role, passwordHash, ...times })
    },
    setRole: (name, role) => void users.set(name, { ...demand(name), role }),
    setPasswordHash: (name, hash) => void users.set(name, { ...demand(name), passwordHash: hash }),
    remove: (name) => void users.delete(demand(name).name),
  }
}

export interface MemoryPeopleOptions {
  readonly clock?: Clock
  readonly parameters?: SuspensionParameters
}

const sixIn180Seconds: SuspensionParameters = {
  values: { SS_AUTHENTICATION_MAX_RETRY: 6, SS_AUTHENTICATION_FAILED_SUSPEND: 180 },
}

/** People whose sessions end with the test. */
export function createMemoryPeople(options: MemoryPeopleOptions = {}): People {
  const { clock = systemClock, parameters = sixIn180Seconds } = options
  const forgetful = {
    load: () => [],
    open: () => undefined,
    use: () => undefined,
    end: () => undefined,
  }
  return createPeople({
    accounts: createMemoryAccounts(),
    sessions: forgetful,
    parameters,
    clock,
    ids: createSeededIdSource(7),
  })
}

/** An audit log in memory; filters by size only. */
export function createMemoryAuditLog(): AuditBook & { readonly entries: AuditEntry[] } {
  const entries: AuditEntry[] = []
  return {
    entries,
    append: (statement) => void entries.unshift({ id: entries.length + 1, atMs: 0, ...statement }),
    read: ({ limit = 200 }) => entries.slice(0, limit),
  }
}

/** A password hash as the store has it, at a cost that tests can pay. */
export function cheapHash(password: string): string {
  const salt = Buffer.from('salt of the tests')
  const key = scryptSync(password, salt, 32, { N: 16, r: 8, p: 1 })
  const [encodedSalt, encodedKey] = [salt, key].map((bytes) =>
    bytes.toString('base64').replace(/=+$/, ''),
  )
  return `$scrypt$ln=4,r=8,p=1$${encodedSalt}$${encodedKey}`
}
