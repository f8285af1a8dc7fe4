import { shallowRef, watch, type Ref } from 'vue'

/** Rows that change by themselves, as far as counting goes. */
interface Counted<R> {
  values(): Iterable<R>
  watch(listener: { put(): void; removed(): void }): () => void
}

const renewMs = 200

/** How many rows of a live list are of which kind; renewed a few times a second at most. */
export function useCounts<R>(
  rows: () => Counted<R>,
  kindOf: (row: R) => string,
): Readonly<Ref<ReadonlyMap<string, number>>> {
  const counts = shallowRef<ReadonlyMap<string, number>>(new Map())
  watch(
    rows,
    (list, _before, onCleanup) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const count = (): void => {
        timer = undefined
        counts.value = countOf(list.values(), kindOf)
      }
      const renew = (): void => {
        timer ??= setTimeout(count, renewMs)
      }
      count()
      const stop = list.watch({ put: renew, removed: renew })
      onCleanup(() => {
        stop()
        clearTimeout(timer)
      })
    },
    { immediate: true },
  )
  return counts
}

function countOf<R>(rows: Iterable<R>, kindOf: (row: R) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const kind = kindOf(row)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}
