import type { RowStream } from './grid-column.ts'

const lookMs = 1000

/**
 * A stream that also tells of rows that only time has changed: `wordOf` is what is shown of them, looked at once a
 * second while somebody watches.
 */
export function ageingRows<R>(
  stream: RowStream<R>,
  keyOf: (row: R) => string | number,
  wordOf: (row: R) => string,
): RowStream<R> {
  return {
    values: () => stream.values(),
    watch(listener) {
      const words = new Map<string | number, string>()
      const remember = (row: R): boolean => {
        const word = wordOf(row)
        const isOther = words.get(keyOf(row)) !== word
        words.set(keyOf(row), word)
        return isOther
      }
      for (const row of stream.values()) remember(row)
      const stop = stream.watch({
        put(rows) {
          rows.forEach(remember)
          listener.put?.(rows)
        },
        removed(keys) {
          for (const key of keys) words.delete(key)
          listener.removed?.(keys)
        },
      })
      const timer = setInterval(() => {
        const aged = [...stream.values()].filter(remember)
        if (aged.length > 0) listener.put?.(aged)
      }, lookMs)
      return () => {
        clearInterval(timer)
        stop()
      }
    },
  }
}
