import { expect, it } from 'vitest'
import { translate } from '../../composables/use-text.ts'
import { i18n } from '../../i18n/i18n.ts'
import { documentWords } from './document-words.ts'

const gateway = 'GW-Carrier-A'

it('says gateway, active calls, capacity and status', () => {
  const row = { gateway, active: 45, capacity: 100, status: 'available' }
  expect(documentWords(row, translate)).toBe('GW-Carrier-A, active 45, capacity 100, Available')
  expect(documentWords({ ...row, status: 'last-resort' }, translate)).toMatch(/, Last resort$/)
})

it('a presence state without figures has none', () => {
  const row = { gateway, active: null, capacity: null, status: 'open' }
  expect(documentWords(row, translate)).toBe('GW-Carrier-A, Open, no figures')
})

it('says when nothing was sent yet', () => {
  const row = { gateway, active: null, capacity: null, status: '' }
  expect(documentWords(row, translate)).toBe('GW-Carrier-A, nothing sent yet')
})

it('speaks Chinese as well', () => {
  i18n.global.locale.value = 'zh'
  const row = { gateway, active: 45, capacity: 100, status: 'available' }
  expect(documentWords(row, translate)).toBe('GW-Carrier-A，当前呼叫 45，容量 100，可用')
  i18n.global.locale.value = 'en'
})
