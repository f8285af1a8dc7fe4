import { describe, expect, test } from 'vitest'
import { createRandomIdSource, createSeededIdSource } from './id-source.ts'

describe.each([
  ['random', createRandomIdSource],
  ['seeded', () => createSeededIdSource(1)],
] as const)('a %s source', (_kind, create) => {
  test('gives tokens of the length asked for, fit for SIP', () => {
    const ids = create()
    for (const length of [0, 1, 2, 7, 24, 101]) {
      expect(ids.token(length)).toMatch(new RegExp(`^[0-9a-v]{${String(length)}}$`))
    }
  })

  test('repeats no token, also beyond one block of randomness', () => {
    const ids = create()
    const tokens = new Set(Array.from({ length: 5000 }, () => ids.token(12)))
    expect(tokens.size).toBe(5000)
  })

  test('gives fractions from 0 up to but without 1, evenly', () => {
    const ids = create()
    const fractions = Array.from({ length: 10_000 }, () => ids.fraction())
    for (const fraction of fractions) {
      expect(fraction).toBeGreaterThanOrEqual(0)
      expect(fraction).toBeLessThan(1)
    }
    const mean = fractions.reduce((sum, each) => sum + each, 0) / fractions.length
    expect(mean).toBeGreaterThan(0.45)
    expect(mean).toBeLessThan(0.55)
  })

  test('uses every character', () => {
    const seen = new Set(create().token(5000))
    expect(seen.size).toBe(32)
  })
})

test('the same seed gives the same ids, another one others', () => {
  const tokens = (seed: number): string => createSeededIdSource(seed).token(40)
  expect(tokens(7)).toBe(tokens(7))
  expect(tokens(7)).not.toBe(tokens(8))
})
