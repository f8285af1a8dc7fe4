import { expect, it } from 'vitest'
import { readJson } from './read-json.ts'

const places = (text: string): ReadonlyMap<string, number> => {
  const read = readJson(text)
  if (!read.ok) throw new Error(read.fault)
  return read.places
}

it.each([
  '{}',
  '[]',
  ' { "a" : [ 1, -2.5e3, "x\\n\\u00e9", null, true, { "b": {} } ] } ',
  '"text"',
  '0',
])('reads %s as JSON.parse does', (text) => {
  const read = readJson(text)
  expect(read.ok && read.value).toEqual(JSON.parse(text))
})

it('knows where each part of a document begins', () => {
  const text = '{"steps": [{"do": "wait"}, {"value": 5}]}'
  const found = places(text)
  expect(text.slice(found.get('steps.1.value'))).toBe('5}]}')
  expect(text.slice(found.get('steps.0'))).toMatch(/^\{"do"/)
  expect(found.get('')).toBe(0)
})

it.each([
  ['', 'end', 0],
  ['{"a": 1', 'end', 7],
  ['{"a": 1,}', 'name', 8],
  ['{"a" 1}', 'colon', 5],
  ['[1 2]', 'comma', 3],
  ['[01]', 'value', 1],
  ['[tru]', 'value', 1],
  ["{'a': 1}", 'name', 1],
  ['["a\n"]', 'string', 1],
  ['{} x', 'rest', 3],
])('says what is wrong with %j and where', (text, fault, at) => {
  expect(readJson(text)).toEqual({ ok: false, fault, at })
  expect(() => JSON.parse(text) as unknown).toThrow()
})
