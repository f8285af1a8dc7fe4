import { expect, test } from 'vitest'
import { LegBook } from './leg-book.ts'

test('every leg of a call leads to all of its legs', () => {
  const book = new LegBook()
  book.add(['in', 'first', 'second'])
  book.add(['other'])
  for (const leg of ['in', 'first', 'second']) {
    expect(book.legsOf(leg)).toEqual(['in', 'first', 'second'])
  }
  expect(book.legsOf('other')).toEqual(['other'])
  expect(book.legsOf('unknown')).toBeUndefined()
})

test('the oldest calls are forgotten', () => {
  const book = new LegBook(4)
  for (const call of ['a', 'b', 'c']) book.add([`${call}-in`, `${call}-out`])
  expect(book.legsOf('a-in')).toBeUndefined()
  expect(book.legsOf('a-out')).toBeUndefined()
  expect(book.legsOf('b-in')).toEqual(['b-in', 'b-out'])
  expect(book.legsOf('c-out')).toEqual(['c-in', 'c-out'])
})
