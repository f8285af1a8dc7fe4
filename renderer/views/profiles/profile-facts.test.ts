import { describe, expect, test } from 'vitest'
import type { ProfileRow } from '../../../engine/api/contract/profile-procedures.ts'
import { placeOf } from '../parameters/range-analysis.ts'
import { firstValue, rangeWords, valueAt, withinRange } from './profile-facts.ts'

const profile: ProfileRow = {
  ...{ id: 'own', name: { en: 'Own', zh: '' }, why: { en: '', zh: '' } },
  ...{ minSeconds: 62, maxSeconds: 118, presetSeconds: 90, turnsOn: [] },
  ...{ origin: 'own', fault: '' },
}

describe('the slider of a profile', () => {
  test('reaches both ends of the range, and no value outside of it', () => {
    expect(valueAt(placeOf(62), profile)).toBe(62)
    expect(valueAt(placeOf(118), profile)).toBe(118)
    for (let place = placeOf(62); place <= placeOf(118); place++) {
      const seconds = valueAt(place, profile)
      expect(seconds).toBeGreaterThanOrEqual(62)
      expect(seconds).toBeLessThanOrEqual(118)
    }
  })

  test('a typed value is brought into the range', () => {
    expect([1, 62, 90.4, 5000].map((seconds) => withinRange(seconds, profile))).toEqual([
      62, 62, 90, 118,
    ])
  })

  test('begins with the preset, or with the value in force under this very profile', () => {
    expect(firstValue(profile, 'own', 100)).toBe(100)
    expect(firstValue(profile, 'own', 300)).toBe(90)
    expect(firstValue(profile, 'other', 100)).toBe(90)
  })
})

test('a range of one value is told as one', () => {
  const t = (key: string, values?: object) => `${key} ${JSON.stringify(values)}`
  expect(rangeWords(profile, t)).toBe('profiles.range {"min":62,"max":118}')
  expect(rangeWords({ minSeconds: 300, maxSeconds: 300 }, t)).toContain('profiles.one')
})
