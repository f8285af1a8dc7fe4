import {
  feeds,
  type FeedInput,
  type FeedName,
  type FeedRow,
} from '../../engine/api/contract/feeds.ts'
import type { FeedUpdate } from '../../engine/api/contract/feeds.ts'
import type { FeedHub } from '../../engine/api/server/feeds/feed-hub.ts'

/** Rows of a feed as a client of the engine has them; each row that came is held against the contract. */
export class FeedFollower<N extends FeedName> {
  readonly rows = new Map<string | number, FeedRow<N>>()
  readonly kinds: string[] = []
  /** Rows that the contract does not know so. */
  readonly strange: unknown[] = []
  readonly stop: () => void
  readonly #name: N

  constructor(hub: FeedHub, name: N, input: FeedInput<N>) {
    this.#name = name
    const following = hub.follow(
      { feed: name, input, role: 'viewer' },
      {
        isClogged: () => false,
        update: (update) => this.#take(update as FeedUpdate<FeedRow<N>>),
        ended: (error) => {
          throw error
        },
      },
    )
    this.stop = () => following.cancel()
  }

  get all(): FeedRow<N>[] {
    return [...this.rows.values()]
  }

  find(isWanted: (row: FeedRow<N>) => boolean): FeedRow<N> | undefined {
    return this.all.find(isWanted)
  }

  #take(update: FeedUpdate<FeedRow<N>>): void {
    this.kinds.push(update.kind)
    if (update.kind === 'reset') this.rows.clear()
    if (update.kind === 'rows') this.#put(update.rows)
    if (update.kind !== 'diff') return
    this.#put(update.put)
    for (const key of update.removed) this.rows.delete(key)
  }

  #put(rows: readonly FeedRow<N>[]): void {
    const { row: schema, key } = feeds[this.#name]
    for (const row of rows) {
      const parsed = schema.safeParse(row)
      const isExact =
        parsed.success && JSON.stringify(sorted(parsed.data)) === JSON.stringify(sorted(row))
      if (!isExact) this.strange.push(parsed.success ? row : parsed.error)
      this.rows.set((row as Record<string, string | number>)[key] ?? '', row)
    }
  }
}

/** The same with the fields of every object in order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]))
}
