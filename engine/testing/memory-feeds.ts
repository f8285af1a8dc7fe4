import { feeds } from '../api/contract/feeds.ts'
import { FeedHub } from '../api/server/feeds/feed-hub.ts'
import type {
  FeedSources,
  RowKey,
  RowSource,
  TailPiece,
  TouchListener,
} from '../api/server/feeds/feed-sources.ts'
import { systemClock, type Clock } from '../kernel/clock.ts'
import { createRandomIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'

export interface MemoryRow {
  readonly id: number
  readonly text: string
}

/** Rows that a test changes by hand. */
export class MemoryRows implements RowSource<MemoryRow> {
  readonly rows = new Map<RowKey, MemoryRow>()
  /** Rows made since a test set it to 0. */
  made = 0
  fault: Error | undefined
  #listener: TouchListener | undefined

  get isWatched(): boolean {
    return this.#listener !== undefined
  }

  get texts(): Map<number, string> {
    return new Map([...this.rows.values()].map(({ id, text }) => [id, text]))
  }

  *all(): IterableIterator<MemoryRow> {
    for (const row of this.rows.values()) {
      this.made++
      yield row
    }
  }

  row(key: RowKey): MemoryRow | undefined {
    if (this.fault) throw this.fault
    this.made++
    return this.rows.get(key)
  }

  watch(listener: TouchListener): () => void {
    this.#listener = listener
    return () => {
      this.#listener = undefined
    }
  }

  put(id: number, text: string): void {
    this.rows.set(id, { id, text })
    this.#listener?.touched(id)
  }

  fill(count: number): void {
    for (let id = 1; id <= count; id++) this.put(id, `row ${id}`)
  }

  remove(id: number): void {
    this.rows.delete(id)
    this.#listener?.touched(id)
  }

  touchAll(): void {
    this.#listener?.allTouched()
  }
}

/** A tail to which a test adds; a filter with a text takes every second row. */
export class MemoryTail {
  #length = 0

  push(count: number): void {
    this.#length += count
  }

  end(): number {
    return this.#length
  }

  read(filter: { readonly text?: string }, from: number, limit: number): TailPiece<object> {
    const rows: object[] = []
    for (let sequence = from; sequence < this.#length; sequence++) {
      if (filter.text === undefined || sequence % 2 === 0) rows.push({ sequence })
    }
    const shown = rows.slice(-limit)
    return { rows: shown, skipped: rows.length - shown.length, next: this.#length }
  }
}

export interface MemoryFeeds {
  /** Behind every feed but the tail. */
  readonly rows: MemoryRows
  readonly tail: MemoryTail
  readonly hub: FeedHub
}

export function createMemoryFeeds(clock: Clock = systemClock): MemoryFeeds {
  const rows = new MemoryRows()
  const tail = new MemoryTail()
  const sources = Object.fromEntries(Object.keys(feeds).map((name) => [name, rows as unknown]))
  const hub = new FeedHub({
    sources: { ...sources, traceTail: tail } as unknown as FeedSources,
    ...{ clock, ids: createRandomIdSource(), log: silentLogger },
  })
  return { rows, tail, hub }
}
