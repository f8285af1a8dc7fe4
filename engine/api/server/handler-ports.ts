import type { Actor, Configuration } from '../../configuration/configuration.ts'
import type { DocumentSeal } from '../../configuration/document-seal.ts'
import type { EngineView } from './engine-view.ts'

/** Where the accounts of people are kept; throws NAME_TAKEN and UNKNOWN_NAME. Passwords arrive hashed. */
export interface AccountBook {
  addAdministrator(name: string, passwordHash: string, actor: Actor): void
  setPasswordHash(name: string, passwordHash: string, actor: Actor): void
}

/** What the handlers work on. */
export interface HandlerPorts {
  readonly version: string
  readonly configuration: Configuration
  /** The running engine; undefined where the data folder itself is worked on. */
  readonly engine: EngineView | undefined
  readonly accounts: AccountBook
  /** The seal of a passphrase: that of a document that already bears one, else a new one. */
  sealFor(passphrase: string, document?: unknown): DocumentSeal
  nowMs(): number
}
