import { describe, expect, it } from 'vitest'
import { translate } from '../../composables/use-text.ts'
import { hangUpQuestion, hangUpResult } from './hang-up-words.ts'

const calls = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ callerE164: `10${i}`, calleeE164: `20${i}` }))

describe('the question before calls are hung up', () => {
  it('names the one call', () => {
    expect(hangUpQuestion(calls(1), translate)).toBe('Hang up this call? 100 → 200')
  })

  it('counts several and names them', () => {
    expect(hangUpQuestion(calls(2), translate)).toBe('Hang up these 2 calls? 100 → 200, 101 → 201')
  })

  it('names five of many and counts the others', () => {
    const question = hangUpQuestion(calls(12), translate)
    expect(question).toMatch(/^Hang up these 12 calls\?/)
    expect(question).toMatch(/104 → 204 and 7 more$/)
  })
})

it.each([
  [1, 1, 'The call was hung up'],
  [3, 3, '3 calls hung up'],
  [3, 2, '2 calls hung up, 1 had ended already'],
  [3, 0, 'There was nothing to hang up: the calls had ended already.'],
])('of %i calls %i were still there', (asked, done, words) => {
  expect(hangUpResult(asked, done, translate)).toBe(words)
})
