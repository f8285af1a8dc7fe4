import type { Clock } from '../../kernel/clock.ts'
import type { IdSource } from '../../kernel/id-source.ts'
import type { SuspensionParameters } from '../../registrar/source-suspension.ts'
import type { AccountBook } from './account-book.ts'
import { createPasswordGate, type PasswordGate } from './password-gate.ts'
import { createSessions, type SessionPersistence, type Sessions } from './sessions.ts'

/** Who may sign in, and who is signed in. */
export interface People {
  readonly accounts: AccountBook
  readonly sessions: Sessions
  readonly passwords: PasswordGate
}

export interface PeopleOptions {
  readonly accounts: AccountBook
  readonly sessions: SessionPersistence
  readonly parameters: SuspensionParameters
  readonly clock: Clock
  readonly ids: IdSource
}

export function createPeople({ accounts, sessions, parameters, ...rest }: PeopleOptions): People {
  return {
    accounts,
    sessions: createSessions({ persistence: sessions, ...rest }),
    passwords: createPasswordGate({ accounts, parameters, clock: rest.clock }),
  }
}
