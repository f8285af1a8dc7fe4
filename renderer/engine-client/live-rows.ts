import type { FeedUpdate } from '../../engine/api/contract/feeds.ts'

export type RowKey = string | number

/** `loading` until the first snapshot is complete; `ended` = the engine refused the feed or gave it up. */
export type LiveState = 'loading' | 'ready' | 'ended'

/** Told of every change, after it is in force. */
export interface RowsListener<R> {
  /** New and changed rows, whole. */
  put?(rows: readonly R[]): void
  removed?(keys: readonly RowKey[]): void
  state?(state: LiveState): void
}

export interface LiveRowsOptions {
  /** The field that tells rows apart. */
  readonly key: string
  /** The oldest rows beyond this number are dropped; for tails. */
  readonly mostRows?: number
}

/**
 * The rows of one feed by their key, kept up to date. A new snapshot replaces the rows only when it is complete, so
 * that nothing blinks when the engine was away for a moment.
 */
export class LiveRows<R> {
  readonly #key: string
  readonly #mostRows: number
  readonly #listeners = new Set<RowsListener<R>>()
  #rows = new Map<RowKey, R>()
  /** Rows of a snapshot that is not complete yet and replaces older rows. */
  #next: Map<RowKey, R> | undefined
  #state: LiveState = 'loading'
  #skipped = 0

  constructor({ key, mostRows = Infinity }: LiveRowsOptions) {
    this.#key = key
    this.#mostRows = mostRows
  }

  get state(): LiveState {
    return this.#state
  }

  get size(): number {
    return this.#rows.size
  }

  /** Rows of a tail that were too many to be sent. */
  get skipped(): number {
    return this.#skipped
  }

  get(key: RowKey): R | undefined {
    return this.#rows.get(key)
  }

  values(): IterableIterator<R> {
    return this.#rows.values()
  }

  /** Listens until the returned function is called; what is there already can be read by `values`. */
  watch(listener: RowsListener<R>): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  apply(update: FeedUpdate<R>): void {
    switch (update.kind) {
      case 'reset':
        // The first snapshot is shown as it comes.
        this.#next = this.#rows.size > 0 ? new Map<RowKey, R>() : undefined
        return
      case 'rows':
        this.#take(update.rows)
        return
      case 'ready':
        this.#complete()
        return
      case 'diff':
        // New before gone, so that a list of one row is never without one.
        this.#put(update.put)
        this.#remove(update.removed)
        this.#skipped += update.skipped ?? 0
    }
  }

  /** Nothing may be shown any more: somebody signed out. */
  clear(): void {
    this.#next = undefined
    this.#remove([...this.#rows.keys()])
    this.#skipped = 0
    this.#enter('loading')
  }

  end(): void {
    this.#enter('ended')
  }

  #take(rows: readonly R[]): void {
    const next = this.#next
    if (next === undefined) this.#put(rows)
    else for (const row of rows) next.set(this.#keyOf(row), row)
  }

  #complete(): void {
    const next = this.#next
    this.#next = undefined
    if (next !== undefined) {
      this.#put([...next.values()])
      this.#remove([...this.#rows.keys()].filter((key) => !next.has(key)))
    }
    this.#enter('ready')
  }

  #put(rows: readonly R[]): void {
    if (rows.length === 0) return
    for (const row of rows) this.#rows.set(this.#keyOf(row), row)
    for (const listener of this.#listeners) listener.put?.(rows)
    this.#dropOldest()
  }

  #dropOldest(): void {
    if (this.#rows.size <= this.#mostRows) return
    const tooMany: RowKey[] = []
    for (const key of this.#rows.keys()) {
      if (this.#rows.size - tooMany.length <= this.#mostRows) break
      tooMany.push(key)
    }
    this.#remove(tooMany)
  }

  #remove(keys: readonly RowKey[]): void {
    const removed = keys.filter((key) => this.#rows.delete(key))
    if (removed.length === 0) return
    for (const listener of this.#listeners) listener.removed?.(removed)
  }

  #enter(state: LiveState): void {
    if (state === this.#state) return
    this.#state = state
    for (const listener of this.#listeners) listener.state?.(state)
  }

  #keyOf(row: R): RowKey {
    return (row as Readonly<Record<string, RowKey>>)[this.#key] ?? ''
  }
}
