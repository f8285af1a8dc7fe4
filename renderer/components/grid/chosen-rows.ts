import type { RowStream } from './grid-column.ts'

type Listener<R> = Parameters<RowStream<R>['watch']>[0]

/** The rows of a stream that a condition chooses; a row that no longer fits is gone. */
export function chosenRows<R>(
  stream: RowStream<R>,
  keyOf: (row: R) => string | number,
  isChosen: (row: R) => boolean,
): RowStream<R> {
  return {
    *values() {
      for (const row of stream.values()) if (isChosen(row)) yield row
    },
    watch(listener) {
      const shown = new Set<string | number>()
      for (const row of stream.values()) if (isChosen(row)) shown.add(keyOf(row))
      return stream.watch({
        put: (rows) => pass(rows, listener, shown),
        removed(keys) {
          const gone = keys.filter((key) => shown.delete(key))
          if (gone.length > 0) listener.removed?.(gone)
        },
      })
    },
  }

  function pass(rows: readonly R[], listener: Listener<R>, shown: Set<string | number>): void {
    const put = rows.filter(isChosen)
    for (const row of put) shown.add(keyOf(row))
    const gone = rows.filter((row) => !isChosen(row)).map(keyOf)
    const left = gone.filter((key) => shown.delete(key))
    if (left.length > 0) listener.removed?.(left)
    if (put.length > 0) listener.put?.(put)
  }
}
