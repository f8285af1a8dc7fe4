import { expect, it } from 'vitest'
import { addressesOf, withoutRules, withRule } from './access-rules.ts'

const rules = [
  { directory: '/external', addresses: ['127.0.0.1'] },
  { directory: '/metrics', addresses: [] },
]

it('a new rule comes last, a changed one stays in its place', () => {
  const rule = { directory: '/external/server', addresses: ['10.0.0.0/8'] }
  expect(withRule(rules, rule, undefined)).toEqual([...rules, rule])
  expect(withRule(rules, rule, '/external')).toEqual([rule, rules[1]])
})

it('rules are removed by their directories', () => {
  expect(withoutRules(rules, ['/external'])).toEqual([rules[1]])
})

it('addresses may stand on lines or between commas', () => {
  expect(addressesOf('127.0.0.1\n ::1, 10.0.0.0/8\n\n')).toEqual(['127.0.0.1', '::1', '10.0.0.0/8'])
})
