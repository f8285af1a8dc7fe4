import { expect, test } from 'vitest'
import type { Translate } from '../../composables/use-text.ts'
import { removalWords } from './removal-words.ts'

/** Keys with their values, so that a test sees what would be said. */
const t: Translate = (key, values = {}) =>
  `[${key.replace('gateways.remove.', '')} ${Object.values(values).join(' | ')}]`
const removal = (name: string, active = 0, allowPublish = false) => ({
  gateway: { name, allowPublish },
  active,
})

test('one gateway is named', () => {
  expect(removalWords('routing', [removal('A')], t)).toBe('[one A] [undo ]')
})

test('many are counted and named, and what happens to calls and publications is said', () => {
  const words = removalWords('routing', [removal('A', 2, true), removal('B', 3)], t)
  expect(words).toBe('[many 2 | A, B] [calls 5] [published ] [undo ]')
})

test('of very many the first are named', () => {
  const all = Array.from({ length: 20 }, (_, index) => removal(`G${index}`))
  expect(removalWords('mapping', all, t)).toContain('[more G0, G1, G2, G3, G4, G5, G6, G7 | 12]')
})
