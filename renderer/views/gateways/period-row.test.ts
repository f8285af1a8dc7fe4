import { expect, test } from 'vitest'
import { clockText, rowFaults, secondOf, spanOf, withDay } from './period-row.ts'

test('seconds of a day and the text of a time picker are the same moment', () => {
  for (const second of [0, 59, 3600, 8 * 3600 + 30 * 60, 86_399]) {
    expect(secondOf(clockText(second))).toBe(second)
  }
  expect(clockText(86_400)).toBe('00:00:00')
  expect(secondOf(null)).toBe(0)
})

test('a row is in force all day, over midnight, or within a day', () => {
  expect(spanOf({ beginTime: 3600, endTime: 3600 })).toBe('wholeDay')
  expect(spanOf({ beginTime: 0, endTime: 86_400 })).toBe('wholeDay')
  expect(spanOf({ beginTime: 79_200, endTime: 21_600 })).toBe('overnight')
  expect(spanOf({ beginTime: 28_800, endTime: 64_800 })).toBe('day')
  expect(spanOf({ beginTime: 28_800, endTime: 86_400 })).toBe('day')
})

test('days are put in and taken out in order', () => {
  expect(withDay([1, 5], 3)).toEqual([1, 3, 5])
  expect(withDay([1, 3, 5], 3)).toEqual([1, 5])
})

test('each row gets the first sentence about it', () => {
  const faults = {
    'periodCapacities.1.days': 'at least one day',
    'periodCapacities.1.capacity': 'a number',
    'prefix.0': 'another field',
  }
  expect(rowFaults(faults, 'periodCapacities')).toEqual({ 1: 'at least one day' })
})
