import { expect, test } from 'vitest'
import { PercentileCount } from './percentile-count.ts'

test.each([
  [[], null, null],
  [[5], 5, 5],
  [[3, 1], 1, 3],
  [[4, 2, 9], 4, 9],
  [Array.from({ length: 100 }, (_, index) => 100 - index), 50, 95],
  [[7, 7, 7, 7, 8], 7, 8],
])('percentiles of %j', (values, median, p95) => {
  const count = new PercentileCount()
  for (const value of values) count.add(value)
  expect([count.at(0.5), count.at(0.95)]).toEqual([median, p95])
})
