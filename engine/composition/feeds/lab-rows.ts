import type { LabList } from '../../api/contract/lab-bench.ts'
import type { RowSource } from '../../api/server/feeds/feed-sources.ts'

/** Rows of a list of the lab; none where there is no lab. */
export function labSource<R>(list: LabList<R> | undefined): RowSource<R> {
  return {
    all: () => list?.all() ?? [],
    row: (key) => list?.row(key),
    watch: ({ touched }) => list?.watch(touched) ?? (() => undefined),
  }
}
