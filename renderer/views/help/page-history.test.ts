import { expect, test } from 'vitest'
import { canStep, shownPage, startedAt, stepped, visited } from './page-history.ts'

test('back and forward go through the pages that were read', () => {
  const read = visited(visited(startedAt('a'), 'b'), 'c')
  const back = stepped(stepped(read, -1), -1)
  expect(shownPage(back)).toBe('a')
  expect(canStep(back, -1)).toBe(false)
  expect(stepped(back, -1)).toBe(back)
  expect(shownPage(stepped(back, 1))).toBe('b')
})

test('going to a page forgets what lay ahead', () => {
  const back = stepped(visited(startedAt('a'), 'b'), -1)
  const elsewhere = visited(back, 'c')
  expect(elsewhere.pages).toEqual(['a', 'c'])
  expect(canStep(elsewhere, 1)).toBe(false)
})

test('the page that is shown is not read twice', () => {
  const start = startedAt('a')
  expect(visited(start, 'a')).toBe(start)
})

test('a long reading does not grow without bound', () => {
  let history = startedAt('0')
  for (let page = 1; page <= 500; page += 1) history = visited(history, String(page))
  expect(history.pages.length).toBe(100)
  expect(shownPage(history)).toBe('500')
})
