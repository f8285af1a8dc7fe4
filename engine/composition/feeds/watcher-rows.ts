import type { WatcherRow } from '../../api/contract/feed-rows.ts'
import type { RowSource } from '../../api/server/feeds/feed-sources.ts'
import type { SubscriptionView } from '../../event/notifier.ts'
import type { FeedPorts } from './feed-ports.ts'

/** Rows of the feed `watchers`. */
export function watcherSource({ publishing, touches, clock }: FeedPorts): RowSource<WatcherRow> {
  const { notifier } = publishing
  const rowOf = ({ dialogId, remainingMs, ...view }: SubscriptionView): WatcherRow => ({
    key: dialogId,
    ...view,
    expiresAtMs: Math.round(clock.nowMs() + remainingMs),
  })
  return {
    *all() {
      for (const view of notifier.subscriptions()) yield rowOf(view)
    },
    row(key) {
      const view = notifier.subscription(String(key))
      return view && rowOf(view)
    },
    watch: ({ touched }) => touches.on('subscription', touched),
  }
}
