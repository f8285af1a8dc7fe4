import type { SessionState } from '../../engine/api/contract/session-procedures.ts'

/** How the client stands with the engine; moments by the clock of this machine. */
export type ConnectionState =
  /** Not reached yet. */
  | { readonly phase: 'connecting'; readonly attempt: number; readonly sinceMs: number }
  /** Somebody is signed in, and every feed is followed. */
  | {
      readonly phase: 'connected'
      readonly sinceMs: number
      readonly instance: string
      readonly version: string
      readonly session: SessionState
    }
  /** The engine is there, but nobody is signed in; feeds wait. */
  | {
      readonly phase: 'signed out'
      readonly sinceMs: number
      readonly instance: string
      readonly version: string
      readonly session: SessionState
    }
  /** It was there; it is tried again until it is back. Rows stay as they were last seen. */
  | {
      readonly phase: 'lost'
      readonly attempt: number
      /** When the connection was lost, and when it is tried again; null = being tried now. */
      readonly sinceMs: number
      readonly retryAtMs: number | null
    }
