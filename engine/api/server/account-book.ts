import type { Actor } from '../contract/audit-entry.ts'
import type { Role } from '../contract/procedure.ts'

/** A person who may sign in. */
export interface User {
  readonly name: string
  readonly role: Role
  /** PHC string. */
  readonly passwordHash: string
  readonly createdAtMs: number
  readonly changedAtMs: number
  /** 0 = never. */
  readonly lastSignInAtMs: number
}

/**
 * Where the accounts of people are kept. Passwords arrive hashed; every change writes its own line of the audit log.
 * Throws NAME_TAKEN, UNKNOWN_NAME and LAST_ADMINISTRATOR.
 */
export interface AccountBook {
  all(): readonly User[]
  isEmpty(): boolean
  find(name: string): User | undefined
  add(name: string, role: Role, passwordHash: string, actor: Actor): void
  setRole(name: string, role: Role, actor: Actor): void
  setPasswordHash(name: string, passwordHash: string, actor: Actor): void
  remove(name: string, actor: Actor): void
}
