import { expect, test } from 'vitest'
import type { ObservedTarget } from './observed.ts'
import { RequestRates } from './request-rates.ts'

const target = (sent: number): ObservedTarget => ({
  ...{ name: 'two', isOwn: false, sent, waiting: 0, roundTripMs: undefined, expired: 0 },
  publications: 1,
})

test('a rate is the mean of the last minute, once half a minute was counted', () => {
  const rates = new RequestRates()
  for (let second = 0; second <= 25; second += 5) rates.note([target(second * 4)], second * 1000)
  expect(rates.of('two')).toBeUndefined()
  for (let second = 30; second <= 120; second += 5) rates.note([target(second * 4)], second * 1000)
  expect(rates.of('two')).toBe(4)
  for (let second = 125; second <= 180; second += 5) rates.note([target(480)], second * 1000)
  expect(rates.of('two')).toBe(0)
})

test('a target that was made anew counts from zero, one that is gone is forgotten', () => {
  const rates = new RequestRates()
  for (let second = 0; second <= 60; second += 5) rates.note([target(second * 4)], second * 1000)
  rates.note([target(3)], 65_000)
  expect(rates.of('two')).toBeUndefined()
  rates.note([], 70_000)
  expect(rates.of('two')).toBeUndefined()
})
