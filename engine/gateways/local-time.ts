import type { LocalMoment } from '../routing/period-capacity.ts'

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Reads weekday and time of day off the wall clock; without a zone, the machine's. */
export function createLocalTime(timeZone?: string): (nowMs: number) => LocalMoment {
  const format = new Intl.DateTimeFormat('en-US', {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  })
  return (nowMs) => {
    let day = 0
    let second = 0
    for (const { type, value } of format.formatToParts(nowMs)) {
      if (type === 'weekday') day = dayNames.indexOf(value)
      else if (type === 'hour') second += Number(value) * 3600
      else if (type === 'minute') second += Number(value) * 60
      else if (type === 'second') second += Number(value)
    }
    return { day, second }
  }
}
