import { describe, expect, test } from 'vitest'
import { differencesOf, valueCounts } from './differences.ts'
import { dialogPages } from './dialog-pages.ts'
import { fieldsOf, leavesOf } from './form-field.ts'
import {
  checkedValue,
  copyName,
  draftSchema,
  faultOfValue,
  fieldsOfListed,
  gatewayKinds,
  newFields,
  type Listed,
} from './gateway-kind.ts'

const listed = (fields: Readonly<Record<string, unknown>>): Listed => ({
  ...newFields('routing'),
  ...{ id: 1, version: 1, name: 'A', lockType: 0, hasPassword: false },
  ...fields,
})
const titles = (pages: ReturnType<typeof dialogPages>): readonly string[] =>
  pages.flatMap(({ id, children = [] }) => [id, ...titles(children)])

describe.each(['routing', 'mapping'] as const)('a %s gateway', (kind) => {
  const { schema, pages } = gatewayKinds[kind]

  test('has every field of the contract on a page of its dialog, and no other', () => {
    const shown = new Set(fieldsOf(pages).map(({ name }) => name))
    expect([...shown].sort()).toEqual(Object.keys(schema.shape).sort())
  })

  test('shows no field twice on one page at the same time', () => {
    for (const registerType of [0, 1, 2]) {
      for (const { fields = [] } of leavesOf(pages)) {
        const shown = fields.filter(({ isShown }) => isShown?.({ registerType }) ?? true)
        expect(new Set(shown.map(({ name }) => name)).size).toBe(shown.length)
      }
    }
  })

  test('begins as the contract’s defaults, needs a name, and no password', () => {
    const fields = newFields(kind)
    expect(draftSchema(kind).safeParse(fields).success).toBe(false)
    const outcome = draftSchema(kind).safeParse({ ...fields, name: 'A' })
    expect(outcome.data).toEqual({ ...fields, name: 'A' })
  })

  test('takes a password that is typed, within the contract’s length', () => {
    const fields = { ...newFields(kind), name: 'A' }
    expect(draftSchema(kind).safeParse({ ...fields, password: 'x' }).success).toBe(true)
    expect(draftSchema(kind).safeParse({ ...fields, password: 'x'.repeat(129) }).success).toBe(
      false,
    )
  })
})

test('the pages of a routing gateway are those that people tell each other', () => {
  const view = { hasFault: () => false, t: (key: string) => key }
  const pagesFor = (registerType: number) =>
    titles(dialogPages(gatewayKinds.routing.pages, { ...view, values: { registerType } }))
  const always = [
    'main',
    'additional',
    'normal',
    'prefix',
    'period',
    'protocol',
    'sip',
    'switching',
  ]
  expect(pagesFor(0)).toEqual(always)
  expect(pagesFor(2)).toEqual([...always, 'registration'])
})

test('a fault on a field that stands on two pages is counted once', () => {
  const pages = dialogPages(gatewayKinds.routing.pages, {
    values: { registerType: 0 },
    hasFault: (name) => name === 'priority',
    t: (key) => key,
  })
  const faults = (all: typeof pages): number =>
    all.reduce((sum, each) => sum + (each.faults ?? 0) + faults(each.children ?? []), 0)
  expect(faults(pages)).toBe(1)
})

test('what a listed gateway carries besides its fields is not edited', () => {
  expect(Object.keys(fieldsOfListed('routing', listed({})))).not.toContain('hasPassword')
})

test('a value is checked as the engine checks it', () => {
  expect(faultOfValue('routing', 'capacity', 'ten')).toContain('whole number from 0 to 100000')
  expect(faultOfValue('routing', 'capacity', '10')).toBeUndefined()
  expect(checkedValue('routing', 'capacity', '10')).toBe(10)
  expect(checkedValue('routing', 'prefix', ' 1, 2 ')).toBe('1,2')
})

test('a copy gets a name that is free and not too long', () => {
  const taken = new Set(['A copy', 'A copy 2'])
  expect(copyName('A copy', (name) => taken.has(name))).toBe('A copy 3')
  const long = 'x'.repeat(64)
  expect(copyName(`${long} copy`, (name) => name === long)).toBe(`${'x'.repeat(62)} 2`)
})

test('a conflict shows what they changed, and what is typed here beside it', () => {
  const found = differencesOf('routing', {
    before: listed({ capacity: 10, memo: 'old' }),
    theirs: listed({ capacity: 20, memo: 'new', version: 2 }),
    mine: { capacity: 30 },
  })
  expect(
    found.map(({ field, before, theirs, mine }) => [field.name, before, theirs, mine]),
  ).toEqual([
    ['capacity', 10, 20, 30],
    ['memo', 'old', 'new', undefined],
  ])
})

test('the values that many gateways have are counted, the most frequent first', () => {
  const field = fieldsOf(gatewayKinds.routing.pages).find(({ name }) => name === 'capacity')
  const rows = [listed({ capacity: 1 }), listed({ capacity: 2 }), listed({ capacity: 2 })]
  expect(field && valueCounts(rows, field)).toEqual([
    { value: 2, count: 2 },
    { value: 1, count: 1 },
  ])
})
