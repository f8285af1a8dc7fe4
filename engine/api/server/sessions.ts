import { createHash } from 'node:crypto'
import type { Role } from '../contract/procedure.ts'
import type { Clock, Timer } from '../../kernel/clock.ts'
import { createEmitter, type Emitter } from '../../kernel/emitter.ts'
import type { IdSource } from '../../kernel/id-source.ts'

/*
 * Sessions of people: random tokens of 260 bits that only their holder knows; here and in the store there are hashes.
 * A session ends by sign-out, by 12 hours without use (30 days when the person stays signed in on a workstation), and
 * with every change of the user's password or role.
 */

/** A session as it is kept. */
export interface KeptSession {
  /** SHA-256 of the token, in hexadecimal: what tells sessions apart, and lets nobody in. */
  readonly id: string
  readonly user: string
  readonly role: Role
  readonly from: string
  readonly stay: boolean
  readonly startedAtMs: number
  readonly usedAtMs: number
}

/** Where sessions outlive the process. */
export interface SessionPersistence {
  /** Those whose user still exists, with the role that the user has. */
  load(): readonly KeptSession[]
  open(session: KeptSession): void
  use(id: string, atMs: number): void
  end(id: string): void
}

/** A session in force. */
export interface Session extends KeptSession {
  readonly expiresAtMs: number
}

/** What a new session is made of. */
export interface SessionRequest {
  readonly user: string
  readonly role: Role
  readonly from: string
  readonly stay: boolean
}

export interface SessionEvents {
  /** Signed out, expired, or ended by a change of the user. */
  readonly ended: Session
}

/** Every session in force. */
export interface Sessions {
  /** Begins a session; its token is told here and never again. */
  open(request: SessionRequest): { readonly token: string; readonly session: Session }
  /** The session of a token. */
  find(token: string): Session | undefined
  get(id: string): Session | undefined
  use(id: string): void
  end(id: string): void
  /** Ends the sessions of a user, but for the one named. */
  endAllOf(user: string, except?: string): void
  countOf(user: string): number
  readonly events: Emitter<SessionEvents>
}

export interface SessionsOptions {
  readonly persistence: SessionPersistence
  readonly clock: Clock
  readonly ids: IdSource
}

const hourMs = 3_600_000
const idleMs = { session: 12 * hourMs, stay: 30 * 24 * hourMs }
const tokenLength = 52
/** How old the stored time of the last use may be. */
const useGraceMs = 60_000
/** How late an end by time may be noticed while nobody asks. */
const sweepMs = 30_000
/** Sessions of one user; the one that was not used for longest gives way. */
const mostOfUser = 100

export function createSessions({ persistence, clock, ids }: SessionsOptions): Sessions {
  const held = new Map(persistence.load().map((session) => [session.id, inForce(session)]))
  const events = createEmitter<SessionEvents>()
  let sweep: Timer | undefined
  const end = (id: string): void => {
    const session = held.get(id)
    if (!session) return
    held.delete(id)
    persistence.end(id)
    events.emit('ended', session)
  }
  const get = (id: string): Session | undefined => {
    const session = held.get(id)
    if (!session || clock.nowMs() < session.expiresAtMs) return session
    end(id)
    return undefined
  }
  const watch = (): void => {
    if (held.size === 0) return
    sweep ??= clock.startTimer(sweepMs, () => {
      sweep = undefined
      for (const id of [...held.keys()]) get(id)
      watch()
    })
  }
  const of = (user: string): Session[] =>
    [...held.values()].filter((session) => session.user === user && get(session.id) !== undefined)
  watch()
  return {
    open(request) {
      const token = ids.token(tokenLength)
      const nowMs = clock.nowMs()
      const session = inForce({
        ...request,
        ...{ id: hashOf(token), startedAtMs: nowMs, usedAtMs: nowMs },
      })
      const [first, ...others] = of(request.user).sort((a, b) => a.usedAtMs - b.usedAtMs)
      if (first && others.length + 1 >= mostOfUser) end(first.id)
      held.set(session.id, session)
      persistence.open(session)
      watch()
      return { token, session }
    },
    find: (token) => get(hashOf(token)),
    get,
    use(id) {
      const session = get(id)
      const nowMs = clock.nowMs()
      if (!session || nowMs - session.usedAtMs < useGraceMs) return
      held.set(id, inForce({ ...session, usedAtMs: nowMs }))
      persistence.use(id, nowMs)
    },
    end,
    endAllOf(user, except) {
      for (const { id } of of(user)) if (id !== except) end(id)
    },
    countOf: (user) => of(user).length,
    events,
  }
}

const inForce = (session: KeptSession): Session => ({
  ...session,
  expiresAtMs: session.usedAtMs + (session.stay ? idleMs.stay : idleMs.session),
})

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
