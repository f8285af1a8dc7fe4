import { alarmTypes, type Alarm } from '../contract/alarms.ts'
import type { AlarmRow } from '../contract/feed-rows.ts'
import type { Handlers } from '../contract/procedures.ts'
import { givenFields } from './given-fields.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { running } from './running-engine.ts'

/** Handlers of `alarm.*`. */
export function createAlarmHandlers(
  ports: Pick<HandlerPorts, 'alarms' | 'engine'>,
): Pick<Handlers, 'alarm.history' | 'alarm.confirm'> {
  return {
    'alarm.history': (filter) => {
      const alarms = ports.alarms.read(givenFields(filter)).map(alarmRow)
      const isLastPage = alarms.length < filter.limit
      return { alarms, next: isLastPage ? null : (alarms.at(-1)?.id ?? null) }
    },
    'alarm.confirm': ({ ids }, caller) => ({
      confirmed: running(ports).confirmAlarms([...new Set(ids)], caller.name),
    }),
  }
}

/** An alarm with the number of its type. */
export const alarmRow = (alarm: Alarm): AlarmRow => ({ ...alarm, code: alarmTypes[alarm.type] })
