import { expect, it } from 'vitest'
import { matchesOf } from './text-matches.ts'

it('finds every place of a word in either case', () => {
  expect(matchesOf('Expires: 300\nMin-Expires: 60', 'EXPIRES')).toEqual([
    { from: 0, to: 7 },
    { from: 17, to: 24 },
  ])
  expect(matchesOf('aaaa', 'aa')).toHaveLength(2)
})

it('finds nothing for an empty word or one that is not there', () => {
  expect(matchesOf('abc', '')).toEqual([])
  expect(matchesOf('abc', 'x')).toEqual([])
})

it('keeps its places where a letter changes its length with its case', () => {
  expect(matchesOf('İİ tag', 'tag')).toEqual([{ from: 3, to: 6 }])
})
