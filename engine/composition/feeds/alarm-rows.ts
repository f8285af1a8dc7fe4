import type { Alarm } from '../../api/contract/alarms.ts'
import type { AlarmRow } from '../../api/contract/feed-rows.ts'
import { alarmRow } from '../../api/server/alarm-handlers.ts'
import type { RowSource } from '../../api/server/feeds/feed-sources.ts'
import type { FeedPorts } from './feed-ports.ts'

/** Rows of the feed `alarms`: those whose condition lasts. */
export function alarmSource({ alarms }: FeedPorts): RowSource<AlarmRow> {
  const lasting = new Map<string | number, Alarm>()
  return {
    *all() {
      for (const alarm of alarms.current()) yield alarmRow(alarm)
    },
    row(id) {
      const alarm = lasting.get(id)
      return alarm && alarmRow(alarm)
    },
    watch({ touched }) {
      for (const alarm of alarms.current()) lasting.set(alarm.id, alarm)
      const stops = (['raised', 'changed', 'cleared', 'confirmed'] as const).map((event) =>
        alarms.events.on(event, (alarm) => {
          if (alarm.stoppedAtMs === null) lasting.set(alarm.id, alarm)
          else lasting.delete(alarm.id)
          touched(alarm.id)
        }),
      )
      return () => {
        for (const stop of stops) stop()
        lasting.clear()
      }
    },
  }
}
