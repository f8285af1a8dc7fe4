import { onBeforeUnmount } from 'vue'
import type { AlarmRow } from '../../engine/api/contract/feed-rows.ts'
import { useFeed } from '../composables/use-feed.ts'
import { useHost } from '../composables/use-host.ts'
import { translate } from '../composables/use-text.ts'

/** Major and critical alarms are worth a notification of the operating system. */
const leastLevel = 2

/** Tells the operating system of alarms that begin while the client is open. */
export function useAlarmNotifications(): void {
  const host = useHost()
  const alarms = useFeed('alarms')
  const known = new Set<number>()
  let isReady = alarms.state === 'ready'
  for (const { id } of alarms.values()) known.add(id)
  const tell = (rows: readonly AlarmRow[]): void => {
    for (const alarm of rows) {
      if (known.has(alarm.id)) continue
      known.add(alarm.id)
      // What lasted before the client came is no news.
      if (!isReady || alarm.level < leastLevel || alarm.stoppedAtMs !== null) continue
      const title = `${translate('shell.window.currentAlarms')}: ${alarm.subject}`
      void host.notify({ title, body: alarm.text, view: 'currentAlarms' })
    }
  }
  const stop = alarms.watch({
    put: tell,
    state: (state) => {
      if (state === 'ready') isReady = true
    },
  })
  onBeforeUnmount(stop)
}
