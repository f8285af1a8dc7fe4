import { describe, expect, it } from 'vitest'
import { freshnessOf, worseOf } from './freshness.ts'
import { Pace } from './pace.ts'

describe('a pace', () => {
  it.each([1, 50, 500, 10_000])('lets %i a second through and no more', (perSecond) => {
    const pace = new Pace(0)
    let taken = 0
    for (let nowMs = 0; nowMs < 10_000; nowMs += 5) {
      while (pace.take(nowMs, perSecond)) taken++
    }
    expect(taken).toBeGreaterThanOrEqual(perSecond * 9.8)
    expect(taken).toBeLessThanOrEqual(perSecond * 10.2 + 1)
  })

  it('does not save up for a burst while nothing is sent', () => {
    const pace = new Pace(0)
    let taken = 0
    while (pace.take(3_600_000, 500)) taken++
    expect(taken).toBeLessThanOrEqual(10)
  })
})

describe('freshness', () => {
  it('is fresh, due in the last fifth, stale at the end', () => {
    expect(freshnessOf(60_000, 60_000)).toBe('fresh')
    expect(freshnessOf(12_001, 60_000)).toBe('fresh')
    expect(freshnessOf(12_000, 60_000)).toBe('due')
    expect(freshnessOf(1, 60_000)).toBe('due')
    expect(freshnessOf(0, 60_000)).toBe('stale')
  })

  it('of several is the worst', () => {
    expect(worseOf('none', 'fresh')).toBe('fresh')
    expect(worseOf('due', 'fresh')).toBe('due')
    expect(worseOf('due', 'stale')).toBe('stale')
  })
})
