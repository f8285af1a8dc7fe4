import { expect, it } from 'vitest'
import { RestartDelay, worryingDeaths } from './restart-delay.ts'

it('a first death is followed by a start within a second', () => {
  expect(new RestartDelay().afterDeath(0)).toBeLessThan(1000)
})

it('deaths in a row wait longer and longer, up to a bound', () => {
  const delay = new RestartDelay()
  const waits = Array.from({ length: 12 }, () => delay.afterDeath(0))
  expect(waits).toEqual([...waits].sort((a, b) => a - b))
  expect(waits.at(-1)).toBe(30_000)
  expect(delay.deathsInARow).toBeGreaterThan(worryingDeaths)
})

it('a process that ran for long had recovered', () => {
  const delay = new RestartDelay()
  const first = delay.afterDeath(0)
  delay.afterDeath(0)
  expect(delay.afterDeath(60_000)).toBe(first)
  expect(delay.deathsInARow).toBe(1)
})
