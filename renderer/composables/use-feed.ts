import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'
import type { FeedRow } from '../../engine/api/contract/feeds.ts'
import type { LiveRows } from '../engine-client/live-rows.ts'
import { useEngine, type SharedFeedName } from '../stores/engine.ts'

/** The rows of a feed for as long as the component lives; for grids, which draw changes themselves. */
export function useFeed<N extends SharedFeedName>(name: N): LiveRows<FeedRow<N>> {
  const engine = useEngine()
  const rows = engine.share(name)
  onBeforeUnmount(() => engine.release(name))
  return rows
}

/** All rows of a small feed as a value that templates and computed values follow; renewed once per frame at most. */
export function useFeedRows<N extends SharedFeedName>(
  name: N,
): Readonly<ShallowRef<readonly FeedRow<N>[]>> {
  const rows = useFeed(name)
  const value = shallowRef<readonly FeedRow<N>[]>([...rows.values()])
  let isPlanned = false
  const renew = (): void => {
    if (isPlanned) return
    isPlanned = true
    requestAnimationFrame(() => {
      isPlanned = false
      value.value = [...rows.values()]
    })
  }
  const stop = rows.watch({ put: renew, removed: renew })
  onBeforeUnmount(stop)
  return value
}

/** The one row of a feed that has only one, as long as the component lives. */
function followLast<R>(rows: LiveRows<R>): Readonly<ShallowRef<R | undefined>> {
  const value: ShallowRef<unknown> = shallowRef([...rows.values()].at(-1))
  const stop = rows.watch({
    put: (put) => {
      value.value = put.at(-1)
    },
    removed: () => {
      value.value = [...rows.values()].at(-1)
    },
  })
  onBeforeUnmount(stop)
  return value as Readonly<ShallowRef<R | undefined>>
}

/** The node's figures, renewed every second. */
export const useNode = () => followLast(useFeed('node'))

/** The engine settings in force. */
export const useSettings = () => followLast(useFeed('settings'))
