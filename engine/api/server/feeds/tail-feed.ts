import type { EngineError } from '../../contract/errors.ts'
import type { FeedSink, Following, LiveFeed } from './feed-sink.ts'
import type { TailSource } from './feed-sources.ts'

/** Most rows of one tick: what a person can still see going by. */
const rowsPerTick = 200

interface Follower {
  readonly sink: FeedSink
  readonly filter: unknown
  /** Number of the next row to look at. */
  from: number
  /** There may be rows that it was not asked about since the last tick. */
  isDue: boolean
  isReady: boolean
}

/** What is added to one source, for each follower through its own filter. */
export class TailFeed implements LiveFeed {
  readonly #source: TailSource<unknown, unknown>
  readonly #mark: string
  readonly #onWork: () => void
  readonly #followers = new Set<Follower>()

  constructor(source: TailSource<unknown, unknown>, mark: string, onWork: () => void) {
    this.#source = source
    this.#mark = mark
    this.#onWork = onWork
  }

  get isIdle(): boolean {
    return this.#followers.size === 0
  }

  /** The source remembers by itself, so a mark is good for as long as the engine runs. */
  follow(sink: FeedSink, filter: unknown, resume: string | undefined): Following {
    const known = this.#numberOf(resume)
    const follower: Follower = {
      sink,
      filter,
      from: known ?? this.#source.end(),
      isDue: true,
      isReady: known !== undefined,
    }
    this.#followers.add(follower)
    this.#onWork()
    const leave = (): void => {
      this.#followers.delete(follower)
    }
    return { cancel: leave, lost: leave }
  }

  tick(): void {
    for (const follower of this.#followers) follower.isDue = true
  }

  step(): boolean {
    for (const follower of this.#followers) {
      if (!follower.isDue) continue
      follower.isDue = false
      if (!follower.sink.isClogged()) this.#read(follower)
      return true
    }
    return false
  }

  end(error: EngineError): void {
    for (const { sink } of this.#followers) sink.ended(error)
    this.#followers.clear()
  }

  close(): void {
    this.#followers.clear()
  }

  #numberOf(resume: string | undefined): number | undefined {
    const [, mark, digits] = /^(\w+)\.(\d{1,15})$/.exec(resume ?? '') ?? []
    const number = Number(digits)
    return mark === this.#mark && number <= this.#source.end() ? number : undefined
  }

  #read(follower: Follower): void {
    const { sink, filter, from } = follower
    const { rows, skipped, next } = this.#source.read(filter, from, rowsPerTick)
    follower.from = next
    const resume = `${this.#mark}.${next}`
    if (!follower.isReady) {
      follower.isReady = true
      sink.update({ kind: 'reset' }, '')
      sink.update({ kind: 'ready' }, resume)
    }
    if (rows.length === 0 && skipped === 0) return
    sink.update(
      { kind: 'diff', put: rows, removed: [], ...(skipped > 0 ? { skipped } : {}) },
      resume,
    )
  }
}
