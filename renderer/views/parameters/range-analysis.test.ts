import { describe, expect, test } from 'vitest'
import { publishRate } from '../../../engine/api/contract/publish-rate.ts'
import { nearestStep, placeOf, rangeSteps, scaleEnd, secondsAt } from './range-analysis.ts'

describe('the range analysis of SS_SIP_PUBLISH_EXPIRE', () => {
  test('the slider reaches from 30 to 7200 and keeps every named value', () => {
    expect([placeOf(30), placeOf(7200)]).toEqual([0, scaleEnd])
    expect(rangeSteps.map(({ seconds }) => secondsAt(placeOf(seconds)))).toEqual([
      30, 60, 300, 600, 1800, 7200,
    ])
  })

  test('a longer lifetime never stands to the left of a shorter one', () => {
    const places = Array.from({ length: 7171 }, (_, i) => placeOf(30 + i))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  test('every place of the slider is an allowed value', () => {
    for (let place = 0; place <= scaleEnd; place++) {
      const seconds = secondsAt(place)
      expect(seconds).toBeGreaterThanOrEqual(30)
      expect(seconds).toBeLessThanOrEqual(7200)
      expect(Number.isInteger(seconds)).toBe(true)
    }
  })

  test('a value between two lines is spoken of by the nearer one', () => {
    expect([30, 45, 90, 250, 450, 1200, 5000].map(nearestStep)).toEqual([
      ...['minimum', 'minute', 'minute', 'default', 'tenMinutes', 'halfHour', 'maximum'],
    ])
  })

  test('120 gateways at 2 targets with 300 s are one request in about a second', () => {
    expect(publishRate(120, 2, 300)).toBeCloseTo(0.941, 3)
    expect(publishRate(0, 1, 30)).toBe(0)
  })
})
