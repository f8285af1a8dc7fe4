import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'
import type { TracedMessageRow } from '../../../engine/api/contract/feed-rows.ts'
import type { RowStream } from '../../components/grid/grid-column.ts'

type Listed = RowStream<TracedMessageRow> | { readonly rows: readonly TracedMessageRow[] }

const renewMs = 250

/** What a list shows, oldest first, as a value; a busy stream renews it a few times a second. */
export function useListed(list: () => Listed): ShallowRef<readonly TracedMessageRow[]> {
  const listed = shallowRef<readonly TracedMessageRow[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    list,
    (shown, _before, onCleanup) => {
      const take = (): void => {
        timer = undefined
        const rows = 'rows' in shown ? shown.rows : [...shown.values()]
        listed.value = rows.toSorted((a, b) => a.sequence - b.sequence)
      }
      take()
      if ('rows' in shown) return
      const renew = (): void => {
        timer ??= setTimeout(take, renewMs)
      }
      const stop = shown.watch({ put: renew, removed: renew })
      onCleanup(() => {
        stop()
        clearTimeout(timer)
        timer = undefined
      })
    },
    { immediate: true },
  )
  onBeforeUnmount(() => clearTimeout(timer))
  return listed
}
