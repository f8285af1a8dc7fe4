import { EngineError, type ErrorCode } from '../../engine/api/contract/errors.ts'
import type { ClientFrame, ServerFrame } from '../../engine/api/contract/frames.ts'
import type { Answer } from '../../engine/api/contract/procedures.ts'
import type { SessionState } from '../../engine/api/contract/session-procedures.ts'
import type { Carrier, Link } from './carrier.ts'
import type { ConnectionState } from './connection-state.ts'
import type { FollowedFeeds } from './followed-feeds.ts'

export interface ConnectionOptions {
  /** First wait after a loss; it doubles up to `longestDelayMs`, give or take a half. */
  readonly firstDelayMs: number
  readonly longestDelayMs: number
  /** A link on which nothing came for so long is given up. */
  readonly silenceMs: number
}

const defaults: ConnectionOptions = {
  firstDelayMs: 250,
  longestDelayMs: 10_000,
  silenceMs: 30_000,
}

interface PendingAsk {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: EngineError) => void
  /** Not sent yet: the link is not up. */
  waiting: ClientFrame | undefined
}

/** Procedures after which somebody else is signed in, or nobody. */
const sessionProcedures: ReadonlySet<string> = new Set([
  'session.signIn',
  'session.createAdministrator',
  'session.signOut',
])

const isSignedIn = ({ phase }: ConnectionState): boolean => phase === 'connected'

/** Keeps one link open, and answers on it apart: opens it again with growing delays, and signs in on it. */
export class Connection {
  readonly #carrier: Carrier
  readonly #options: ConnectionOptions
  readonly #feeds: FollowedFeeds
  readonly #pending = new Map<number, PendingAsk>()
  readonly #listeners = new Set<(state: ConnectionState) => void>()
  #state: ConnectionState
  #link: Link | undefined
  /** What the engine said of itself on this link; undefined until it did. */
  #hello: { readonly instance: string; readonly version: string } | undefined
  #lastInstance = ''
  #lastId = 0
  #attempt = 0
  #heardAtMs = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor(carrier: Carrier, options: Partial<ConnectionOptions>, feeds: FollowedFeeds) {
    this.#carrier = carrier
    this.#options = { ...defaults, ...options }
    this.#feeds = feeds
    this.#state = { phase: 'connecting', attempt: 1, sinceMs: Date.now() }
  }

  get state(): ConnectionState {
    return this.#state
  }

  nextId(): number {
    return ++this.#lastId
  }

  watch(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  send(frame: ClientFrame): void {
    this.#link?.send(frame)
  }

  async ask(name: string, input: unknown): Promise<unknown> {
    const apart = this.#isClosed ? undefined : this.#carrier.askApart?.(name, input)
    const value = apart ? await this.#askApart(apart) : await this.#askOnLink(name, input)
    if (sessionProcedures.has(name)) this.#onSessionChanged(name, apart !== undefined)
    return value
  }

  retryNow(): void {
    if (this.#link === undefined && !this.#isClosed) this.open()
  }

  close(): void {
    this.#isClosed = true
    this.#dropLink()
    this.#feeds.suspend()
  }

  open(): void {
    this.#dropLink()
    this.#attempt++
    this.#showAttempt(null)
    this.#heardAtMs = Date.now()
    let isOver = false
    const link = this.#carrier.open({
      onFrame: (frame) => {
        if (!isOver && this.#link === link) this.#onFrame(frame)
      },
      onClosed: () => {
        isOver = true
        if (this.#link === link) this.#onLost()
      },
    })
    this.#link = link
    this.#watchSilence()
  }

  #onFrame(frame: ServerFrame): void {
    this.#heardAtMs = Date.now()
    if ('hello' in frame) this.#onHello(frame.hello)
    else if ('answer' in frame) this.#onAnswer(frame.id, frame.answer)
    else if ('update' in frame) this.#feeds.onUpdate(frame.id, frame.update, frame.resume)
    else if ('ended' in frame) this.#onEnded(frame.id, frame.ended)
    else if ('signedOut' in frame) this.#onSignedOut()
  }

  #onHello(hello: { readonly instance: string; readonly version: string }): void {
    this.#hello = hello
    if (hello.instance !== this.#lastInstance) this.#feeds.forgetMarks()
    this.#lastInstance = hello.instance
    for (const pending of this.#pending.values()) {
      if (pending.waiting) this.send(pending.waiting)
      pending.waiting = undefined
    }
    this.#readSession()
  }

  /** Who is signed in decides whether feeds can be opened. */
  #readSession(): void {
    const link = this.#link
    this.#askOnLink('session.state', {}).then(
      (value) => {
        if (this.#link === link) this.#onSession(value as SessionState)
      },
      () => {
        // The link is lost, which is told elsewhere, or the engine cannot say: then it is no use.
        if (this.#link === link && link !== undefined) this.#onLost()
      },
    )
  }

  #onSession(session: SessionState): void {
    if (this.#hello === undefined) return
    this.#attempt = 0
    const phase = session.user === null ? 'signed out' : 'connected'
    const wasSignedIn = isSignedIn(this.#state)
    this.#show({ phase, sinceMs: Date.now(), ...this.#hello, session })
    if (phase === 'connected') this.#feeds.open()
    else if (wasSignedIn) this.#feeds.signedOut()
  }

  #onSignedOut(): void {
    const { state } = this
    if (state.phase !== 'connected') return
    this.#feeds.signedOut()
    const session = { ...state.session, user: null }
    this.#show({ ...state, phase: 'signed out', sinceMs: Date.now(), session })
  }

  #onSessionChanged(name: string, wasApart: boolean): void {
    if (wasApart) {
      this.#attempt = 0
      this.open()
    } else if (name !== 'session.signOut') this.#readSession()
  }

  #onEnded(id: number, answer: Extract<Answer, { ok: false }>): void {
    // The session ended in the meantime: the feed waits for the next one.
    if (answer.code === 'SIGN_IN_REQUIRED') return
    this.#feeds.onEnded(id, errorOf(answer))
  }

  #onAnswer(id: number, answer: Answer): void {
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    this.#pending.delete(id)
    if (answer.ok) pending.resolve(answer.value)
    else pending.reject(errorOf(answer))
  }

  #askOnLink(name: string, input: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#link === undefined) {
        reject(unreachable())
        return
      }
      const id = this.nextId()
      const frame = { id, ask: name, input }
      const isUp = this.#hello !== undefined
      this.#pending.set(id, { resolve, reject, waiting: isUp ? undefined : frame })
      if (isUp) this.send(frame)
    })
  }

  async #askApart(apart: Promise<Answer>): Promise<unknown> {
    const answer = await apart.catch(() => undefined)
    if (answer === undefined) throw unreachable()
    if (!answer.ok) throw errorOf(answer)
    return answer.value
  }

  #onLost(): void {
    this.#dropLink()
    if (this.#isClosed) return
    const { firstDelayMs, longestDelayMs } = this.#options
    const doubled = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(this.#attempt, 16))
    // Many clients that lost the same engine must not come back in one moment.
    const delayMs = doubled * (0.5 + Math.random() / 2)
    this.#showAttempt(Date.now() + delayMs)
    this.#timer = setTimeout(() => {
      this.open()
    }, delayMs)
  }

  #dropLink(): void {
    clearTimeout(this.#timer)
    this.#link?.close()
    this.#link = undefined
    this.#hello = undefined
    this.#feeds.suspend()
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of pending) reject(unreachable())
  }

  /** The engine says something every few seconds, so silence means that nobody is there. */
  #watchSilence(): void {
    const { silenceMs } = this.#options
    this.#timer = setTimeout(
      () => {
        if (Date.now() - this.#heardAtMs >= silenceMs) this.#onLost()
        else this.#watchSilence()
      },
      Math.max(10, silenceMs / 4),
    )
  }

  #showAttempt(retryAtMs: number | null): void {
    const before = this.#state
    const attempt = Math.max(1, this.#attempt)
    if (before.phase === 'connecting') this.#show({ ...before, attempt })
    else {
      const sinceMs = before.phase === 'lost' ? before.sinceMs : Date.now()
      this.#show({ phase: 'lost', attempt, sinceMs, retryAtMs })
    }
  }

  #show(state: ConnectionState): void {
    this.#state = state
    for (const listener of this.#listeners) listener(state)
  }
}

function errorOf({ code, message, details }: Extract<Answer, { ok: false }>): EngineError {
  return new EngineError(code as ErrorCode, message, details)
}

const unreachable = (): EngineError =>
  new EngineError('HOST_UNREACHABLE', 'the engine cannot be reached')
