import { describe, expect, it } from 'vitest'
import type { PeriodCapacity } from '../api/contract/gateways.ts'
import { lineLimitAt, secondsToNextBoundary } from './period-capacity.ts'

const hour = 3600
const weekdays = [1, 2, 3, 4, 5]
const row = (
  days: number[],
  beginTime: number,
  endTime: number,
  capacity: number,
): PeriodCapacity => ({
  days,
  beginTime,
  endTime,
  capacity,
})
const limit = (rows: PeriodCapacity[], day: number, second: number): number =>
  lineLimitAt({ capacity: 100, periodCapacities: rows }, { day, second })

describe('period capacity', () => {
  const officeHours = [row(weekdays, 9 * hour, 18 * hour, 30)]
  const night = [row([5], 22 * hour, 6 * hour, 7)]

  it.each([
    ['without a row the line limit holds', [], 1, 12 * hour, 100],
    ['a row in force replaces the line limit', officeHours, 1, 12 * hour, 30],
    ['a row begins at its begin time', officeHours, 1, 9 * hour, 30],
    ['a row has ended at its end time', officeHours, 1, 18 * hour, 100],
    ['a row is not in force on other weekdays', officeHours, 0, 12 * hour, 100],
    ['a row over midnight is in force in the evening of its day', night, 5, 23 * hour, 7],
    ['a row over midnight is in force in the morning after', night, 6, 5 * hour, 7],
    ['a row over midnight is not in force in the morning of its day', night, 5, 5 * hour, 100],
    [
      'a row over midnight of Saturday reaches into Sunday',
      [row([6], 23 * hour, hour, 5)],
      0,
      0,
      5,
    ],
    ['a row until 24:00 lasts to the end of the day', [row([2], 0, 24 * hour, 9)], 2, 86_399, 9],
    ['equal times mean the whole day', [row([2], hour, hour, 9)], 2, 0, 9],
    ['the first of two rows in force counts', [row([2], 0, 2, 4), row([2], 0, 9, 5)], 2, 1, 4],
    ['a row of 0 lifts the limit', [row([2], 0, 24 * hour, 0)], 2, 1, 0],
  ])('%s', (_what, rows, day, second, expected) => {
    expect(limit(rows, day, second)).toBe(expected)
  })

  it('knows when a row may begin or end next', () => {
    expect(secondsToNextBoundary(officeHours, { day: 1, second: 8 * hour })).toBe(hour)
    expect(secondsToNextBoundary(officeHours, { day: 1, second: 9 * hour })).toBe(9 * hour)
    expect(secondsToNextBoundary(officeHours, { day: 1, second: 20 * hour })).toBe(4 * hour)
  })
})
