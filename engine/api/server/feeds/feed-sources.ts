import type { z } from 'zod'
import type { FeedName, FeedRow, Feeds } from '../../contract/feeds.ts'

export type RowKey = string | number

/** Told which rows may be new, different or gone; called on the signalling path, so it must be quick. */
export interface TouchListener {
  readonly touched: (key: RowKey) => void
  /** Any row may be. */
  readonly allTouched: () => void
}

/** The rows behind a feed as the engine has them. */
export interface RowSource<R> {
  /** Every row; read in pieces over several turns of the loop, while rows come and go. */
  all(): Iterable<R>
  /** The row as it is now; undefined = there is none. */
  row(key: RowKey): R | undefined
  /** Tells of changes until the returned function is called; nothing is done for a feed that nobody watches. */
  watch(listener: TouchListener): () => void
}

/** What a tail gives at once. */
export interface TailPiece<R> {
  readonly rows: readonly R[]
  /** Fitting rows that were too many. */
  readonly skipped: number
  /** Where to read on. */
  readonly next: number
}

/** Rows that are only ever added, by number. */
export interface TailSource<R, F> {
  /** Number of the next row. */
  end(): number
  /** Fitting rows from a number on: the newest of them, at most `limit`. */
  read(filter: F, from: number, limit: number): TailPiece<R>
}

type SourceOf<N extends FeedName> = Feeds[N]['kind'] extends 'tail'
  ? TailSource<FeedRow<N>, z.output<Feeds[N]['input']>>
  : RowSource<FeedRow<N>>

/** One source for each feed: a missing or extra one does not compile. */
export type FeedSources = { readonly [N in FeedName]: SourceOf<N> }
