import type { RowSource } from '../../api/server/feeds/feed-sources.ts'
import type { LiveRows } from '../../kernel/live-list.ts'

/** Rows of a list that is kept beside the engine (lab, captures, plans); none where there is no such list. */
export function liveListSource<R>(list: LiveRows<R> | undefined): RowSource<R> {
  return {
    all: () => list?.all() ?? [],
    row: (key) => list?.row(key),
    watch: ({ touched }) => list?.watch(touched) ?? (() => undefined),
  }
}
