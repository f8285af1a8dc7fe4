import type { PeriodCapacity, RoutingGateway } from '../api/contract/gateways.ts'

/** A moment as *Period capacity* rows speak of it: local weekday and seconds after local midnight. */
export interface LocalMoment {
  /** 0 = Sunday … 6 = Saturday. */
  readonly day: number
  readonly second: number
}

const daySeconds = 86_400

/**
 * The row in force, the first that covers the moment. A row runs from `beginTime` up to but without
 * `endTime`; one that ends before it begins runs over midnight and belongs to the day it began on; equal
 * times mean the whole day.
 */
export function periodInForce(
  rows: readonly PeriodCapacity[],
  moment: LocalMoment,
): PeriodCapacity | undefined {
  return rows.find((row) => covers(row, moment))
}

/** The line limit at that moment: the row in force, else the gateway's own. */
export function lineLimitAt(
  gateway: Pick<RoutingGateway, 'capacity' | 'periodCapacities'>,
  moment: LocalMoment,
): number {
  return periodInForce(gateway.periodCapacities, moment)?.capacity ?? gateway.capacity
}

/** Seconds until a row may begin or end next: the nearest boundary of any row, midnight at the latest. */
export function secondsToNextBoundary(
  rows: readonly PeriodCapacity[],
  moment: LocalMoment,
): number {
  let nearest = daySeconds
  for (const row of rows) {
    for (const boundary of [row.beginTime, row.endTime]) {
      if (boundary > moment.second && boundary < nearest) nearest = boundary
    }
  }
  return nearest - moment.second
}

function covers(row: PeriodCapacity, moment: LocalMoment): boolean {
  const { beginTime, endTime, days } = row
  const isOnDay = days.includes(moment.day)
  if (beginTime === endTime) return isOnDay
  if (beginTime < endTime) return isOnDay && moment.second >= beginTime && moment.second < endTime
  const dayBefore = (moment.day + 6) % 7
  return (
    (isOnDay && moment.second >= beginTime) || (days.includes(dayBefore) && moment.second < endTime)
  )
}
