import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.ts'
import { SourceRateLimit } from './source-rate-limit.ts'

const start = (perSecond: number, capacity = 100) => {
  const clock = createFakeClock()
  const isKnown = (address: string): boolean => address === '10.0.0.9'
  const limit = new SourceRateLimit({ clock, perSecond: () => perSecond, isKnown, capacity })
  const admitted = (address: string, count: number): number => {
    let passed = 0
    for (let i = 0; i < count; i++) if (limit.admits(address)) passed++
    return passed
  }
  return { clock, limit, admitted }
}

describe('source rate limit', () => {
  it('lets one second’s worth through at once and then so many per second', () => {
    const { clock, limit, admitted } = start(200)
    expect(admitted('10.0.0.1', 1000)).toBe(200)
    expect(limit.refused).toBe(800)
    clock.advance(500)
    expect(admitted('10.0.0.1', 1000)).toBe(100)
    clock.advance(60_000)
    expect(admitted('10.0.0.1', 1000)).toBe(200)
  })

  it('counts each source by itself', () => {
    const { admitted } = start(10)
    admitted('10.0.0.1', 1000)
    expect(admitted('10.0.0.2', 10)).toBe(10)
  })

  it('never limits gateways and peers, nor anybody while the rate is 0', () => {
    expect(start(1).admitted('10.0.0.9', 1000)).toBe(1000)
    expect(start(0).admitted('10.0.0.1', 1000)).toBe(1000)
  })

  it('remembers a bounded number of sources and the busiest among them', () => {
    const { limit, admitted } = start(10)
    admitted('10.0.0.1', 1000)
    for (let i = 0; i < 5000; i++) {
      limit.admits(`172.16.${i >> 8}.${i & 255}`)
      expect(limit.admits('10.0.0.1')).toBe(false)
    }
    expect(limit.size).toBeLessThanOrEqual(200)
  })
})
