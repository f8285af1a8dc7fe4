import { expect, test } from 'vitest'
import { HeaderFields } from '../message/header-fields.ts'
import { detach, detached } from './detached-text.ts'
import { allowsMethod, hasOptionTag, unsupportedTags } from './option-tags.ts'

test('option tags are found in lists and over several lines, whatever their case', () => {
  const fields = new HeaderFields([
    'Supported',
    'Path',
    'Supported',
    '100rel, Timer',
    'Require',
    'x',
  ])
  expect(hasOptionTag(fields, 'Supported', 'timer')).toBe(true)
  expect(hasOptionTag(fields, 'Supported', 'replaces')).toBe(false)
  expect(hasOptionTag(fields, 'Require', 'timer')).toBe(false)
})

test('required tags that are not known are named as they were written', () => {
  const fields = new HeaderFields(['Require', 'TIMER, Foo', 'Require', 'bar'])
  expect(unsupportedTags(fields, ['timer'])).toEqual(['Foo', 'bar'])
  expect(unsupportedTags(new HeaderFields(), [])).toEqual([])
})

test('methods are allowed by their exact name', () => {
  const fields = new HeaderFields(['Allow', 'INVITE,ACK', 'Allow', 'UPDATE'])
  expect(allowsMethod(fields, 'UPDATE')).toBe(true)
  expect(allowsMethod(fields, 'update')).toBe(false)
  expect(allowsMethod(new HeaderFields(), 'UPDATE')).toBe(false)
})

test('detached texts equal their originals', () => {
  const long = 'Contact: <sip:somebody@somewhere.example.com>'
  expect(detach([long.slice(9), '', long.slice(0, 7)])).toEqual([long.slice(9), '', 'Contact'])
  expect(detached(long.slice(9))).toBe(long.slice(9))
})
