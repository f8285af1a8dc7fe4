import { EngineError } from '../../contract/errors.ts'
import { feeds, type FeedName } from '../../contract/feeds.ts'
import { roles, type Role } from '../../contract/procedure.ts'
import type { Clock, Timer } from '../../../kernel/clock.ts'
import type { IdSource } from '../../../kernel/id-source.ts'
import type { Logger } from '../../../kernel/logger.ts'
import type { FeedSink, Following, LiveFeed } from './feed-sink.ts'
import type { FeedSources, RowSource, TailSource } from './feed-sources.ts'
import { RowsFeed } from './rows-feed.ts'
import { TailFeed } from './tail-feed.ts'

/** What somebody asks to follow. */
export interface FeedRequest {
  readonly feed: string
  readonly input: unknown
  readonly resume?: string | undefined
  readonly role: Role
}

export interface FeedHubPorts {
  readonly sources: FeedSources
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
}

/** Differences are squashed over this time. */
const tickMs = 200

const isFeedName = (name: string): name is FeedName => Object.hasOwn(feeds, name)

type OpenFeed = RowsFeed | TailFeed

/**
 * The live feeds of an engine for all of its clients, on one timer that runs only while somebody follows. The work of
 * a tick is done piece by piece, one piece for each turn of the loop, so that signalling never waits for it.
 */
export class FeedHub {
  /** What tells this run of the engine from every other. */
  readonly instance: string
  readonly #ports: FeedHubPorts
  readonly #open = new Map<FeedName, OpenFeed>()
  /** Feeds that have work, in turn. */
  readonly #busy = new Set<FeedName>()
  #tickTimer: Timer | undefined
  #turnTimer: Timer | undefined

  constructor(ports: FeedHubPorts) {
    this.#ports = ports
    this.instance = ports.ids.token(20)
  }

  /** Begins with a snapshot, or goes on after the resume mark; an EngineError says why not. */
  follow({ feed, input, resume, role }: FeedRequest, sink: FeedSink): Following {
    if (!isFeedName(feed)) {
      throw new EngineError('NOT_FOUND', `no feed is named "${feed.slice(0, 64)}"`)
    }
    const needed = feeds[feed].role
    if (roles.indexOf(role) < roles.indexOf(needed)) {
      const sentence = `the feed ${feed} needs the role ${needed}`
      throw new EngineError('PERMISSION_DENIED', sentence, { role: needed })
    }
    const checked = feeds[feed].input.safeParse(input)
    if (!checked.success) throw faultOf(feed, checked.error.issues[0])
    const open = this.#opened(feed)
    this.#startTicking()
    return open instanceof RowsFeed
      ? open.follow(sink, resume)
      : open.follow(sink, checked.data, resume)
  }

  stop(): void {
    for (const open of this.#open.values()) open.close()
    this.#open.clear()
    this.#busy.clear()
    for (const timer of [this.#tickTimer, this.#turnTimer]) {
      if (timer) this.#ports.clock.stopTimer(timer)
    }
    this.#tickTimer = undefined
    this.#turnTimer = undefined
  }

  #opened(name: FeedName): OpenFeed {
    const known = this.#open.get(name)
    if (known) return known
    const opened = this.#create(name)
    this.#open.set(name, opened)
    return opened
  }

  #create(name: FeedName): OpenFeed {
    const { sources, clock, ids } = this.#ports
    const onWork = (): void => {
      this.#busy.add(name)
      this.#planTurn()
    }
    const createMark = (): string => ids.token(16)
    // The name selected both the kind and the source, which the compiler cannot follow.
    if (feeds[name].kind === 'tail') {
      return new TailFeed(sources[name] as TailSource<unknown, unknown>, createMark(), onWork)
    }
    const source = sources[name] as RowSource<unknown>
    return new RowsFeed({ source, clock, createMark, onWork })
  }

  #startTicking(): void {
    this.#tickTimer ??= this.#ports.clock.startTimer(tickMs, () => {
      this.#tickTimer = undefined
      this.#tick()
    })
  }

  #tick(): void {
    for (const [name, feed] of this.#open) {
      if (feed.isIdle) {
        feed.close()
        this.#open.delete(name)
        this.#busy.delete(name)
      } else {
        this.#guard(name, feed, () => {
          feed.tick()
        })
        this.#busy.add(name)
      }
    }
    if (this.#open.size === 0) return
    this.#planTurn()
    this.#startTicking()
  }

  #planTurn(): void {
    this.#turnTimer ??= this.#ports.clock.startTimer(0, () => {
      this.#turnTimer = undefined
      this.#turn()
    })
  }

  /** One piece of work of one feed; the others have their turn before it has its next. */
  #turn(): void {
    for (const name of this.#busy) {
      this.#busy.delete(name)
      const feed = this.#open.get(name)
      let isBusy = false
      if (feed) {
        this.#guard(name, feed, () => {
          isBusy = feed.step()
        })
      }
      if (isBusy) this.#busy.add(name)
      if (this.#busy.size > 0) this.#planTurn()
      // A feed with nothing to do has not used up the turn.
      if (isBusy) return
    }
  }

  /** A fault in one source ends that feed alone: signalling and the other feeds go on. */
  #guard(name: FeedName, feed: LiveFeed, work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#ports.log.error('a feed ended by an internal fault', { feed: name, error })
      this.#open.delete(name)
      this.#busy.delete(name)
      feed.end(
        new EngineError('INTERNAL', `the feed ${name} has failed; the engine's log says why`),
      )
    }
  }
}

function faultOf(
  feed: string,
  issue: { readonly message: string; readonly path: readonly PropertyKey[] } | undefined,
): EngineError {
  const field = issue?.path.join('.') ?? ''
  const place = field === '' ? `input of the feed ${feed}` : field
  return new EngineError('INVALID_VALUE', `${place}: ${issue?.message ?? 'not allowed'}`, { field })
}
