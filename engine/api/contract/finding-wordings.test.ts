import { expect, test } from 'vitest'
import { findingEvidenceCodes, wordedEvidence } from './finding-wordings.ts'

test.each(findingEvidenceCodes)('%s is said with the same values in both languages', (code) => {
  const names = (language: 'en' | 'zh'): string[] =>
    [...wordedEvidence({ code, values: {}, source: null }, language).matchAll(/\{(\w+)\}/g)]
      .map(([, name = '']) => name)
      .sort()
  expect(names('zh')).toEqual(names('en'))
})
