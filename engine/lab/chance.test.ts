import { describe, expect, it, test } from 'vitest'
import type { RateProfile } from '../api/contract/lab-peers.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { drawDuration } from './duration.ts'
import { drawOutcome } from './gateway-outcome.ts'
import { numberFrom } from './number-pattern.ts'
import { callsBy, rateAt } from './rate-profile.ts'

const chance = () => createSeededIdSource(5)

describe('a duration', () => {
  it('that is fixed is always the same', () => {
    expect(drawDuration({ kind: 'fixed', ms: 250 }, chance())).toBe(250)
  })

  it('that is exponential keeps its mean and never runs away', () => {
    const source = chance()
    const draws = Array.from({ length: 20_000 }, () =>
      drawDuration({ kind: 'exponential', ms: 100 }, source),
    )
    const mean = draws.reduce((sum, each) => sum + each, 0) / draws.length
    expect(mean).toBeGreaterThan(95)
    expect(mean).toBeLessThan(105)
    expect(Math.max(...draws)).toBeLessThanOrEqual(2000)
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
  })
})

describe('a number pattern', () => {
  test.each([
    ['1000NNNN', 7, '10000007'],
    ['NN', 1234, '34'],
    ['+86755', 3, '+86755'],
    ['9N0N', 12, '9102'],
  ])('%s of call %i gives %s', (pattern, running, number) =>
    expect(numberFrom(pattern, running, chance())).toBe(number),
  )

  it('draws each X anew', () => {
    const source = chance()
    const numbers = Array.from({ length: 500 }, () => numberFrom('86X', 1, source))
    expect(new Set(numbers).size).toBe(10)
    for (const number of numbers) expect(number).toMatch(/^86\d$/)
  })
})

describe('an outcome', () => {
  const share = (
    answerPercent: number,
    failures: Parameters<typeof drawOutcome>[0]['failures'],
  ) => {
    const source = chance()
    const drawn = Array.from({ length: 10_000 }, () =>
      drawOutcome({ answerPercent, failures }, source),
    )
    return (outcome: unknown): number => drawn.filter((each) => each === outcome).length / 10_000
  }

  it('keeps the answer ratio and divides the failures by weight', () => {
    const of = share(60, [
      { result: 'busy', weight: 3 },
      { result: 503, weight: 1 },
    ])
    expect(of('answer')).toBeCloseTo(0.6, 1)
    expect(of(486)).toBeCloseTo(0.3, 1)
    expect(of(503)).toBeCloseTo(0.1, 1)
  })

  test.each(['no answer', 'silence', 480] as const)('can be %s', (result) =>
    expect(share(0, [{ result, weight: 1 }])(result)).toBe(1),
  )

  it('is an answer always, where every call is answered', () =>
    expect(share(100, [{ result: 503, weight: 1 }])('answer')).toBe(1))
})

describe('a rate profile', () => {
  const profiles: readonly RateProfile[] = [
    { kind: 'constant', perSecond: 2.5 },
    { kind: 'ramp', fromPerSecond: 1, toPerSecond: 5, seconds: 40 },
    { kind: 'burst', perSecond: 1, burstPerSecond: 10, everySeconds: 30, burstSeconds: 5 },
    { kind: 'sine', lowPerSecond: 1, highPerSecond: 3, periodSeconds: 100, fromSecond: 20 },
  ]

  it.each(profiles)('counts the calls that its rate adds up to ($kind)', (profile) => {
    const stepSeconds = 0.01
    let summed = 0
    for (let second = 0; second < 130; second += stepSeconds) {
      summed += rateAt(profile, second + stepSeconds / 2) * stepSeconds
    }
    expect(callsBy(profile, 130)).toBeCloseTo(summed, 0)
    expect(callsBy(profile, 0)).toBe(0)
  })

  it('over a day is lowest at midnight and highest at noon', () => {
    const day: RateProfile = {
      ...{ kind: 'sine', lowPerSecond: 1, highPerSecond: 9 },
      ...{ periodSeconds: 86_400, fromSecond: 0 },
    }
    expect(rateAt(day, 0)).toBeCloseTo(1)
    expect(rateAt(day, 43_200)).toBeCloseTo(9)
  })
})
