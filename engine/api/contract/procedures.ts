import type { z } from 'zod'
import { analysisProcedures } from './analysis-procedures.ts'
import { attachedProcedures } from './attached-procedures.ts'
import { captureProcedures } from './capture-procedures.ts'
import { checklistProcedures } from './checklist-procedures.ts'
import { configurationProcedures } from './configuration-procedures.ts'
import { findingProcedures } from './finding-procedures.ts'
import { labProcedures } from './lab-procedures.ts'
import { operationProcedures } from './operation-procedures.ts'
import { planProcedures } from './plan-procedures.ts'

import { profileProcedures } from './profile-procedures.ts'
import type { Role } from './procedure.ts'
import { sessionProcedures } from './session-procedures.ts'
import { traceProcedures } from './trace-procedures.ts'

/*
 * Every procedure of the management interface: one row each. Names are noun.verb; carriers (HTTP, WebSocket, MessagePort,
 * in-process) know nothing else.
 */

export const procedures = {
  ...sessionProcedures,
  ...configurationProcedures,
  ...operationProcedures,
  ...traceProcedures,
  ...analysisProcedures,
  ...findingProcedures,
  ...labProcedures,
  ...captureProcedures,
  ...planProcedures,
  ...profileProcedures,
  ...checklistProcedures,
  ...attachedProcedures,
} as const

export type Procedures = typeof procedures
export type ProcedureName = keyof Procedures
/** What a caller hands in, and what comes back. */
export type Input<N extends ProcedureName> = z.input<Procedures[N]['input']>
export type Checked<N extends ProcedureName> = z.output<Procedures[N]['input']>
export type Output<N extends ProcedureName> = z.output<Procedures[N]['output']>

/** Who asks, from where, and what they may do. */
export interface Caller {
  readonly name: string
  /** Address, or `command line`. */
  readonly from: string
  readonly role: Role
}

/** Whoever asks, signed in or not: a carrier makes one for each connection or request. */
export interface Visitor {
  /** Address, or `command line`. */
  readonly from: string
  /** Sits at this machine, so that it may create the first administrator. */
  readonly isLocal: boolean
  /** Who is signed in; undefined = nobody. */
  caller(): Caller | undefined
  /** Number of the session in force; undefined = nobody is signed in, or it is somebody who needs no session. */
  session(): string | undefined
  /** Goes on under the session of this token; a session that it had is ended. */
  signedIn(token: string): void
  /** The session is in use: its idle time begins anew. */
  use(): void
  /** Calls each time that the session in force ends, for whatever reason; the returned function stops that. */
  onSignedOut(listener: () => void): () => void
}

type Handler<N extends ProcedureName> = Procedures[N]['role'] extends 'anyone'
  ? (input: Checked<N>, visitor: Visitor) => Output<N> | Promise<Output<N>>
  : (input: Checked<N>, caller: Caller, visitor: Visitor) => Output<N> | Promise<Output<N>>

/** One handler for each procedure: a missing or extra one does not compile. */
export type Handlers = { readonly [N in ProcedureName]: Handler<N> }

/** The management interface as a caller sees it, whichever carrier is under it. */
export type Ask = <N extends ProcedureName>(name: N, input: Input<N>) => Promise<Output<N>>

/** What crosses a carrier: plain values only. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false
      readonly code: string
      readonly message: string
      readonly details: Readonly<Record<string, string | number | boolean | null>>
    }
