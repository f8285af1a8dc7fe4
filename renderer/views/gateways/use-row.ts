import { onBeforeUnmount, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { FeedRow } from '../../../engine/api/contract/feeds.ts'
import { useFeed } from '../../composables/use-feed.ts'
import type { SharedFeedName } from '../../stores/engine.ts'

/** One row of a feed by its key, for as long as the component lives. */
export function useRow<N extends SharedFeedName>(
  name: N,
  key: Readonly<Ref<string | number | undefined>>,
): Readonly<ShallowRef<FeedRow<N> | undefined>> {
  const rows = useFeed(name)
  const row = shallowRef<FeedRow<N>>()
  const read = (): void => {
    row.value = key.value === undefined ? undefined : rows.get(key.value)
  }
  watch(key, read, { immediate: true })
  onBeforeUnmount(rows.watch({ put: read, removed: read }))
  return row
}
