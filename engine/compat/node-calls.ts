import { alarmTypes, type Alarm } from '../api/contract/alarms.ts'
import { addressOf } from './gateway-calls.ts'
import type { WebCall } from './web-request.ts'

export const getSoftSwitch: WebCall = (_request, engine, nowMs) => ({
  infoSoftSwitches: [
    {
      name: engine.node(),
      identification: engine.domain(),
      createTime: engine.startedAtMs,
      accessTime: nowMs,
      accessAddress: addressOf(engine.sipAddresses()[0] ?? ''),
      memo: `Trunkline ${engine.version}`,
    },
  ],
})

export const getPerformance: WebCall = (_request, engine) => {
  const { callSize, cdrQueueSize } = engine.performance()
  return { infoPerformance: { callSize, cdrQueueSize } }
}

export const getAlarmCurrent: WebCall = (_request, engine) => ({
  infoAlarmCurrents: engine.currentAlarms().map(alarmFields),
})

/** An alarm in the words of the web interface; what is not set is left out. */
export function alarmFields(alarm: Alarm) {
  return {
    id: alarm.id,
    type: alarmTypes[alarm.type],
    level: alarm.level,
    name: alarm.subject,
    startTime: alarm.startedAtMs,
    ...(alarm.stoppedAtMs === null ? {} : { stopTime: alarm.stoppedAtMs }),
    value: alarm.value ?? 0,
    ...(alarm.upper === null ? {} : { upper: alarm.upper }),
    ...(alarm.lower === null ? {} : { lower: alarm.lower }),
    ...(alarm.confirmedBy === null ? {} : { confirmUser: alarm.confirmedBy }),
    ...(alarm.confirmedAtMs === null ? {} : { confirmTime: alarm.confirmedAtMs }),
    memo: alarm.text,
  }
}
