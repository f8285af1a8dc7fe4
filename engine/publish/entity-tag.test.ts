import { describe, expect, it } from 'vitest'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { createEntityTag, isEntityTag, readCondition } from './entity-tag.ts'

describe('an entity-tag', () => {
  it('is a token and never repeats', () => {
    const ids = createSeededIdSource(1)
    const tags = Array.from({ length: 10_000 }, () => createEntityTag(ids))
    expect(new Set(tags).size).toBe(10_000)
    expect(tags.every(isEntityTag)).toBe(true)
  })

  it('may hold every token character and nothing else', () => {
    expect(isEntityTag("azAZ09-.!%*_+`'~")).toBe(true)
    for (const wrong of ['', 'a b', 'a,b', '"a"', 'a;b', 'é', 'a'.repeat(257)]) {
      expect(isEntityTag(wrong)).toBe(false)
    }
  })
})

describe('SIP-If-Match', () => {
  it('is absent, one tag, or malformed', () => {
    expect(readCondition([])).toEqual({ kind: 'none' })
    expect(readCondition([' abc '])).toEqual({ kind: 'tag', entityTag: 'abc' })
    for (const wrong of [[''], ['a', 'b'], ['a, b'], ['a b']]) {
      expect(readCondition(wrong)).toEqual({ kind: 'malformed' })
    }
  })
})
