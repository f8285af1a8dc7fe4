import { expect, test } from 'vitest'
import type { Translate } from '../../composables/use-text.ts'
import { clockWords, valueWords } from './field-words.ts'
import { fieldsOf, type FieldName } from './form-field.ts'
import { routingPages } from './routing-form.ts'

const t: Translate = (key, values = {}) => [key, ...Object.values(values)].join(' ')

function wordsOf(name: FieldName, value: unknown): string {
  const field = fieldsOf(routingPages).find((each) => each.name === name)
  return field ? valueWords(field, value, t) : ''
}

test('a value is said in the words of its editor', () => {
  expect(wordsOf('registerType', 2)).toBe('gateways.choice.registration')
  expect(wordsOf('allowPublish', true)).toBe('grid.yes')
  expect(wordsOf('capacity', 0)).toBe('component.unlimited')
  expect(wordsOf('capacity', 25)).toBe('25')
  expect(wordsOf('memo', '')).toBe('—')
  expect(wordsOf('priority', 0)).toBe('0')
})

test('a password is said to be set, and never shown', () => {
  expect(wordsOf('password', 'open sesame')).toBe('gateways.password.set')
  expect(wordsOf('password', '')).toBe('gateways.password.notSet')
})

test('a period is said in one line', () => {
  const period = { days: [1, 5], beginTime: 28_800, endTime: 86_400, capacity: 10 }
  expect(wordsOf('periodCapacities', [period])).toBe(
    'gateways.period.words gateways.period.mon gateways.period.fri 08:00 24:00 10',
  )
  expect(wordsOf('periodCapacities', [])).toBe('—')
})

test('a time of day has seconds only where there are some', () => {
  expect(clockWords(0)).toBe('00:00')
  expect(clockWords(86_399)).toBe('23:59:59')
})
