import type { EngineError } from '../../contract/errors.ts'
import type { FeedUpdate } from '../../contract/feeds.ts'

/** Where the updates of one follower go. */
export interface FeedSink {
  /** What was sent is still on its way: nothing more is sent for now. */
  isClogged(): boolean
  update(update: FeedUpdate<unknown>, resume: string): void
  /** Nothing follows. */
  ended(error: EngineError): void
}

/** How a follower leaves a feed. */
export interface Following {
  /** It wants no more. */
  cancel(): void
  /** Its carrier is gone; it may come back with its resume mark. */
  lost(): void
}

/** A feed that is followed, as the hub turns it. */
export interface LiveFeed {
  readonly isIdle: boolean
  /** A new tick: what was touched since the last one is due. */
  tick(): void
  /** Does one bounded piece of work; true = there is more to do. */
  step(): boolean
  /** Ends it for every follower. */
  end(error: EngineError): void
}
