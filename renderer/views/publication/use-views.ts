import { onBeforeUnmount, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { PublicationRow } from '../../../engine/api/contract/feed-rows.ts'
import { useFeed } from '../../composables/use-feed.ts'

const ranks = { own: 0, node: 1, gateway: 2 } as const

/** What is held here before what is sent; this node, then others, then the gateway itself. */
export function compareViews(a: PublicationRow, b: PublicationRow): number {
  if (a.side !== b.side) return a.side === 'held' ? -1 : 1
  const rank = ranks[a.publisherKind] - ranks[b.publisherKind]
  return rank !== 0 ? rank : a.publisher.localeCompare(b.publisher) || a.peer.localeCompare(b.peer)
}

/** Everything that is held or sent about one gateway, for as long as the component lives. */
export function useViews(
  gateway: Readonly<Ref<string>>,
): Readonly<ShallowRef<readonly PublicationRow[]>> {
  const rows = useFeed('publications')
  const views = shallowRef<readonly PublicationRow[]>([])
  const isOurs = (row: PublicationRow): boolean => row.gateway === gateway.value
  const read = (): void => {
    views.value = [...rows.values()].filter(isOurs).sort(compareViews)
  }
  watch(gateway, read, { immediate: true })
  onBeforeUnmount(
    rows.watch({
      put(put) {
        if (put.some(isOurs)) read()
      },
      removed(keys) {
        if (views.value.some(({ key }) => keys.includes(key))) read()
      },
    }),
  )
  return views
}
