import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { composeReference, referencePage } from './write-parameter-reference.ts'

test('the parameter page is what the catalogue says; else run node scripts/write-parameter-reference.ts', () => {
  expect(readFileSync(referencePage, 'utf8')).toBe(composeReference())
})
