import { describe, expect, it } from 'vitest'
import { freshnessNow, lifetimeLevel, secondsLeft } from './lifetime.ts'

const row = { freshness: 'fresh', expiresSeconds: 300, expiresAtMs: 300_000 } as const

describe('the freshness of a publication goes on by itself', () => {
  it.each([
    [0, 'fresh'],
    [239_999, 'fresh'],
    [240_000, 'due'],
    [299_999, 'due'],
    [300_000, 'stale'],
  ] as const)('%i ms into 300 s it is %s', (nowMs, freshness) => {
    expect(freshnessNow(row, nowMs)).toBe(freshness)
  })

  it('what the engine calls stale stays stale', () => {
    expect(freshnessNow({ ...row, freshness: 'stale' }, 0)).toBe('stale')
  })

  it('what was never granted is none', () => {
    const never = { freshness: 'none', expiresSeconds: 0, expiresAtMs: null } as const
    expect(freshnessNow(never, 5)).toBe('none')
    expect(secondsLeft(never, 5)).toBeNull()
  })
})

describe('the time left', () => {
  it('is told in whole seconds and never negative', () => {
    expect(secondsLeft(row, 100)).toBe(300)
    expect(secondsLeft(row, 299_100)).toBe(1)
    expect(secondsLeft(row, 400_000)).toBe(0)
  })

  it('is a share of what was granted', () => {
    const level = lifetimeLevel(row, 'due', '30 s', 270_000)
    expect(level).toMatchObject({ band: 'due', word: '30 s' })
    expect(level.share).toBeCloseTo(0.1)
  })
})
