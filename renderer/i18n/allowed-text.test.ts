import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allowedText as allowedOf } from '../../engine/api/contract/parameters.ts'
import { parameterCatalogue } from '../../engine/parameters/parameter-catalogue.ts'
import { allowedText, chineseAllowed } from './allowed-text.ts'

/** Every sentence of our own that a schema can answer with, wherever it stands in it. */
function sentencesOf(schemas: readonly unknown[]): ReadonlySet<string> {
  const seen = new Set<unknown>()
  const found = new Set<string>()
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    const definition: unknown =
      '_zod' in value ? (value._zod as { readonly def: unknown }).def : undefined
    if (definition !== undefined) {
      const { error } = definition as { readonly error?: (issue: object) => unknown }
      const sentence = error?.({ code: 'custom', issues: [] })
      if (typeof sentence === 'string') found.add(sentence)
    }
    for (const part of Object.values(definition ?? value)) walk(part)
  }
  schemas.forEach(walk)
  return found
}

/** Whatever a file of the contract exports: schemas, and tables of them. */
const folder = join(import.meta.dirname, '../../engine/api/contract')
const modules = await Promise.all(
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => import(join(folder, file)) as Promise<object>),
)
const contract = sentencesOf(modules.map((module) => ({ ...module })))

describe('what a value may be, in Chinese', () => {
  test('the schemas of the contract are read to their ends', () => {
    expect(contract.size).toBeGreaterThan(80)
    expect(contract).toContain('whole number from 0 to 100000 lines (0 = unlimited)')
    expect(contract).toContain('at least one day from 0 (Sunday) to 6 (Saturday)')
  })

  test.each([...contract])('the contract’s “%s” has a translation', (sentence) => {
    expect(chineseAllowed(sentence)).toBeTypeOf('string')
  })

  test.each(parameterCatalogue.map((definition) => [definition.name, allowedOf(definition)]))(
    'the allowed values of %s have a translation',
    (_name, sentence) => {
      expect(chineseAllowed(sentence)).toBeTypeOf('string')
    },
  )

  test('numbers, units and words for 0 are kept', () => {
    expect(chineseAllowed('whole number from 0 to 300 s (0 = system value)')).toBe(
      '0 到 300 秒的整数（0 = 系统值）',
    )
    expect(chineseAllowed('None, or whole number from 1 to 100')).toBe('None，或 1 到 100 的整数')
    expect(chineseAllowed('one of udp, tcp, tls')).toBe('udp、tcp、tls 之一')
    expect(
      chineseAllowed('1 to 20 numbers separated by commas, each from 0.1 to 32 s in steps of 0.1'),
    ).toBe('1 到 20 个逗号分隔的数，每个 0.1 到 32 秒，步长 0.1')
  })

  test('a unit or a thing that is not known is not translated by half', () => {
    expect(chineseAllowed('whole number from 1 to 2 parsecs')).toBeUndefined()
    expect(chineseAllowed('at most 3 wishes')).toBeUndefined()
  })

  test('English stays, and so does a sentence that nobody knows', () => {
    expect(allowedText('true or false', 'en')).toBe('true or false')
    expect(allowedText('anything goes', 'zh')).toBe('anything goes')
  })
})
