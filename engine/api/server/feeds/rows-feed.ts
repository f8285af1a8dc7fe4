import type { EngineError } from '../../contract/errors.ts'
import type { FeedUpdate } from '../../contract/feeds.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ChangeLog } from './change-log.ts'
import type { FeedSink, Following, LiveFeed } from './feed-sink.ts'
import type { RowKey, RowSource } from './feed-sources.ts'

/** What is remembered for followers that come back. */
export const keptMs = 60_000
/** Most rows made in one turn of the loop. */
const rowsPerTurn = 250
/** Most keys gathered in one turn of the loop. */
const keysPerTurn = 10_000

/** What a follower missed, each row once. */
interface Backlog {
  readonly keys: Set<RowKey>
  /** Everything up to this revision is gathered. */
  upTo: number
  isGathered: boolean
}

interface Follower {
  readonly sink: FeedSink
  /** Rows of the snapshot that were not sent yet; undefined = it is complete. */
  snapshot: Iterator<unknown> | undefined
  mustReset: boolean
  backlog: Backlog | undefined
  /** Everything up to this revision was sent. */
  revision: number
}

interface RowsFeedPorts {
  readonly source: RowSource<unknown>
  readonly clock: Clock
  /** What tells this run of the feed from every other. */
  readonly createMark: () => string
  /** There is work before the next tick. */
  readonly onWork: () => void
}

/**
 * The rows of one source for all who follow it. Touched keys wait for the tick; each row is made once and the same
 * difference goes to everybody who is up to date, while a snapshot or what a slow follower missed goes out in pieces.
 */
export class RowsFeed implements LiveFeed {
  readonly #ports: RowsFeedPorts
  readonly #followers = new Set<Follower>()
  readonly #stopWatching: () => void
  #log = new ChangeLog(keptMs)
  #mark: string
  #touched = new Set<RowKey>()
  #due: RowKey[] = []
  #isAllTouched = false
  #lostAtMs = -Infinity

  constructor(ports: RowsFeedPorts) {
    this.#ports = ports
    this.#mark = ports.createMark()
    this.#stopWatching = ports.source.watch({
      touched: (key) => {
        this.#touched.add(key)
      },
      allTouched: () => {
        this.#isAllTouched = true
      },
    })
  }

  /** Nobody follows, and nobody is expected back. */
  get isIdle(): boolean {
    return this.#followers.size === 0 && this.#nowMs - this.#lostAtMs > keptMs
  }

  follow(sink: FeedSink, resume: string | undefined): Following {
    const revision = this.#revisionOf(resume)
    const isKnown = revision !== undefined && !this.#isAllTouched
    const follower: Follower = {
      sink,
      snapshot: undefined,
      mustReset: !isKnown,
      backlog: undefined,
      revision: revision ?? 0,
    }
    this.#followers.add(follower)
    this.#ports.onWork()
    return {
      cancel: () => {
        this.#followers.delete(follower)
      },
      lost: () => {
        if (this.#followers.delete(follower)) this.#lostAtMs = this.#nowMs
      },
    }
  }

  tick(): void {
    if (this.#isAllTouched) this.#startAgain()
    if (this.#touched.size === 0) return
    this.#due = this.#due.length === 0 ? [...this.#touched] : [...this.#due, ...this.#touched]
    this.#touched = new Set()
  }

  step(): boolean {
    if (this.#due.length > 0) {
      this.#sendBatch(this.#due.splice(0, rowsPerTurn))
      return true
    }
    for (const follower of this.#followers) if (this.#catchUp(follower)) return true
    return false
  }

  end(error: EngineError): void {
    this.close()
    for (const { sink } of this.#followers) sink.ended(error)
    this.#followers.clear()
  }

  close(): void {
    this.#stopWatching()
  }

  get #nowMs(): number {
    return this.#ports.clock.monotonicMs()
  }

  #revisionOf(resume: string | undefined): number | undefined {
    const [, mark, digits] = /^(\w+)\.(\d{1,15})$/.exec(resume ?? '') ?? []
    if (mark !== this.#mark) return undefined
    const revision = Number(digits)
    return this.#log.covers(revision) ? revision : undefined
  }

  /** Every follower gets a new snapshot, and no mark from before is worth anything. */
  #startAgain(): void {
    this.#isAllTouched = false
    this.#touched.clear()
    this.#due = []
    this.#log = new ChangeLog(keptMs)
    this.#mark = this.#ports.createMark()
    for (const follower of this.#followers) follower.mustReset = true
  }

  #sendBatch(keys: readonly RowKey[]): void {
    const before = this.#log.revision
    this.#log.add(keys, this.#nowMs)
    const upToDate = [...this.#followers].filter(
      ({ mustReset, snapshot, backlog, revision, sink }) =>
        !mustReset && !snapshot && !backlog && revision === before && !sink.isClogged(),
    )
    if (upToDate.length === 0) return
    const update = this.#differenceOf(keys)
    for (const follower of upToDate) this.#send(follower, update, this.#log.revision)
  }

  /** One piece of what a follower lacks; false = it lacks nothing, or cannot take it now. */
  #catchUp(follower: Follower): boolean {
    if (follower.sink.isClogged()) return false
    if (follower.mustReset) this.#beginSnapshot(follower)
    else if (follower.snapshot) this.#sendRows(follower, follower.snapshot)
    else if (follower.backlog) this.#sendBacklog(follower, follower.backlog)
    else if (follower.revision === this.#log.revision) return false
    else follower.backlog = { keys: new Set(), upTo: follower.revision, isGathered: false }
    return true
  }

  #sendBacklog(follower: Follower, backlog: Backlog): void {
    if (!backlog.isGathered) {
      if (!this.#log.covers(backlog.upTo)) follower.mustReset = true
      backlog.upTo = this.#log.collect(backlog.keys, backlog.upTo, keysPerTurn)
      backlog.isGathered = backlog.upTo === this.#log.revision
      return
    }
    const piece: RowKey[] = []
    for (const key of backlog.keys) {
      if (piece.length === rowsPerTurn) break
      piece.push(key)
      backlog.keys.delete(key)
    }
    const isLast = backlog.keys.size === 0
    if (isLast) follower.backlog = undefined
    // Whoever is lost before the last piece gets all of them again.
    this.#send(follower, this.#differenceOf(piece), isLast ? backlog.upTo : follower.revision)
  }

  #beginSnapshot(follower: Follower): void {
    follower.mustReset = false
    follower.backlog = undefined
    // What changes from here on is told as a difference after the snapshot, whether or not the snapshot has it already.
    follower.revision = this.#log.revision
    follower.snapshot = this.#ports.source.all()[Symbol.iterator]()
    follower.sink.update({ kind: 'reset' }, '')
  }

  #sendRows(follower: Follower, snapshot: Iterator<unknown>): void {
    const rows: unknown[] = []
    while (rows.length < rowsPerTurn) {
      const next = snapshot.next()
      if (next.done === true) {
        follower.snapshot = undefined
        break
      }
      rows.push(next.value)
    }
    if (rows.length > 0) follower.sink.update({ kind: 'rows', rows }, '')
    if (!follower.snapshot) this.#send(follower, { kind: 'ready' }, follower.revision)
  }

  #send(follower: Follower, update: FeedUpdate<unknown>, revision: number): void {
    follower.revision = revision
    follower.sink.update(update, `${this.#mark}.${revision}`)
  }

  #differenceOf(keys: readonly RowKey[]): FeedUpdate<unknown> {
    const put: unknown[] = []
    const removed: RowKey[] = []
    for (const key of keys) {
      const row = this.#ports.source.row(key)
      if (row === undefined) removed.push(key)
      else put.push(row)
    }
    return { kind: 'diff', put, removed }
  }
}
