import { expect, it } from 'vitest'
import { steadiedAhead } from './clock-difference.ts'

it('clocks that agree stay in step however late a row comes', () => {
  expect(steadiedAhead(0, -300)).toBe(0)
  expect(steadiedAhead(0, -2400)).toBe(0)
  expect(steadiedAhead(0, 40)).toBe(0)
})

it('an engine whose clock is ahead or behind is followed', () => {
  expect(steadiedAhead(0, 59_800)).toBe(59_800)
  expect(steadiedAhead(59_800, 59_900)).toBe(59_900)
  expect(steadiedAhead(59_900, 58_000)).toBe(59_900)
  expect(steadiedAhead(0, -3_600_200)).toBe(-3_600_200)
})

it('a clock that was put right is believed again', () => {
  expect(steadiedAhead(59_900, -100)).toBe(0)
})
