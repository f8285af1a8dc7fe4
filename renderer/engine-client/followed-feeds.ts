import type { EngineError } from '../../engine/api/contract/errors.ts'
import type { FeedUpdate } from '../../engine/api/contract/feeds.ts'
import type { ClientFrame } from '../../engine/api/contract/frames.ts'

interface Handlers {
  update(update: FeedUpdate<unknown>): void
  signedOut?(): void
  ended?(error: EngineError): void
}

interface Followed {
  readonly id: number
  readonly feed: string
  readonly input: unknown
  readonly handlers: Handlers
  /** Mark of the last update, empty = begin with a snapshot. */
  resume: string
}

/** The feeds that windows follow, opened anew on every link. */
export class FollowedFeeds {
  readonly #send: (frame: ClientFrame) => void
  readonly #feeds = new Map<number, Followed>()
  /** The link is up and somebody is signed in. */
  #isOpen = false

  constructor(send: (frame: ClientFrame) => void) {
    this.#send = send
  }

  add<R>(id: number, feed: string, input: unknown, handlers: HandlersOf<R>): () => void {
    const followed: Followed = { id, feed, input, handlers: handlers, resume: '' }
    this.#feeds.set(id, followed)
    if (this.#isOpen) this.#open(followed)
    return () => {
      if (this.#feeds.delete(id) && this.#isOpen) this.#send({ id, cancel: true })
    }
  }

  open(): void {
    if (this.#isOpen) return
    this.#isOpen = true
    for (const followed of this.#feeds.values()) this.#open(followed)
  }

  /** The link is gone; every feed goes on where it was. */
  suspend(): void {
    this.#isOpen = false
  }

  /** Nobody is signed in any more. */
  signedOut(): void {
    this.#isOpen = false
    this.forgetMarks()
    for (const { handlers } of [...this.#feeds.values()]) handlers.signedOut?.()
  }

  /** Another run of the engine knows none of the marks. */
  forgetMarks(): void {
    for (const followed of this.#feeds.values()) followed.resume = ''
  }

  onUpdate(id: number, update: FeedUpdate<unknown>, resume: string): void {
    const followed = this.#feeds.get(id)
    if (followed === undefined) return
    followed.resume = resume
    followed.handlers.update(update)
  }

  onEnded(id: number, error: EngineError): void {
    const followed = this.#feeds.get(id)
    if (followed === undefined) return
    this.#feeds.delete(id)
    followed.handlers.ended?.(error)
  }

  #open({ id, feed, input, resume }: Followed): void {
    this.#send(resume === '' ? { id, feed, input } : { id, feed, input, resume })
  }
}

interface HandlersOf<R> {
  update(update: FeedUpdate<R>): void
  signedOut?(): void
  ended?(error: EngineError): void
}
