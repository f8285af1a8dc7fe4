import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ParameterName } from './parameter-catalogue.ts'
import { formatParameterValue, parameterTextOf, parseParameterValue } from './parameter-value.ts'

const accepted: readonly (readonly [ParameterName, string, unknown])[] = [
  ['SS_SIP_PUBLISH_EXPIRE', '30', 30],
  ['SS_SIP_PUBLISH_EXPIRE', ' 7200 ', 7200],
  ['SS_SIP_USER_AGENT_EXPIRE', 'auto negotiation', 'Auto Negotiation'],
  ['SS_SIP_USER_AGENT_EXPIRE', '20', 20],
  ['SS_GATEWAY_SWITCH_LIMIT', 'none', 'None'],
  ['SS_GATEWAY_SWITCH_LIMIT', '100', 100],
  ['SS_SIP_STOP_SWITCH_AFTER_SDP', 'off', false],
  ['SS_SIP_STOP_SWITCH_AFTER_SDP', 'On', true],
  ['SS_SIP_USER_AGENT_PRIVACY', 'id', 'Id'],
  ['SS_SIP_AUTHENTICATION_CODE', '401', 401],
  ['SS_SIP_RESEND_INTERVAL', '0.5, 1 ,2', [0.5, 1, 2]],
  ['SS_SIP_RESEND_INTERVAL', '0.1', [0.1]],
  ['SS_SIP_NAT_KEEP_ALIVE_MESSAGE', '', ''],
  ['SS_SIP_NAT_KEEP_ALIVE_MESSAGE', 'x'.repeat(64), 'x'.repeat(64)],
]

test.each(accepted)('%s takes "%s"', (name, text, value) => {
  expect(parseParameterValue(name, text)).toEqual({ ok: true, value })
})

const refused: readonly (readonly [ParameterName, string])[] = [
  ['SS_SIP_PUBLISH_EXPIRE', '29'],
  ['SS_SIP_PUBLISH_EXPIRE', '7201'],
  ['SS_SIP_PUBLISH_EXPIRE', '60.5'],
  ['SS_SIP_PUBLISH_EXPIRE', '6e1'],
  ['SS_SIP_PUBLISH_EXPIRE', '0x3c'],
  ['SS_SIP_PUBLISH_EXPIRE', ''],
  ['SS_SIP_PUBLISH_EXPIRE', 'Auto Negotiation'],
  ['SS_SIP_USER_AGENT_EXPIRE', 'None'],
  ['SS_SIP_USER_AGENT_EXPIRE', '19'],
  ['SS_SIP_STOP_SWITCH_AFTER_SDP', 'yes'],
  ['SS_SIP_AUTHENTICATION_CODE', '403'],
  ['SS_SIP_RESEND_INTERVAL', ''],
  ['SS_SIP_RESEND_INTERVAL', '0.5,,1'],
  ['SS_SIP_RESEND_INTERVAL', '0.05'],
  ['SS_SIP_RESEND_INTERVAL', '33'],
  ['SS_SIP_RESEND_INTERVAL', '0.5005'],
  ['SS_SIP_RESEND_INTERVAL', Array(21).fill('1').join(',')],
  ['SS_SIP_NAT_KEEP_ALIVE_MESSAGE', 'x'.repeat(65)],
  ['SS_SIP_NAT_KEEP_ALIVE_MESSAGE', 'HEL\nLO'],
]

test.each(refused)('%s refuses "%s" and says what is allowed', (name, text) => {
  const parsed = parseParameterValue(name, text)
  expect(parsed.ok).toBe(false)
  expect(!parsed.ok && parsed.fault.allowed).toMatch(/\w/)
})

test('any list of waits reads back as it was written', () => {
  const wait = fc.integer({ min: 100, max: 32_000 }).map((ms) => ms / 1000)
  fc.assert(
    fc.property(fc.array(wait, { minLength: 1, maxLength: 20 }), (waits) => {
      const text = formatParameterValue('SS_SIP_RESEND_INTERVAL', waits)
      expect(parseParameterValue('SS_SIP_RESEND_INTERVAL', text)).toEqual({
        ok: true,
        value: waits,
      })
    }),
  )
})

test('no text makes the parser throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...refused.map(([name]) => name)), (text, name) => {
      parseParameterValue(name, text)
    }),
  )
})

test('values that come typed have their text form', () => {
  expect([true, false, 300, [0.5, 1], 'On'].map(parameterTextOf)).toEqual([
    'On',
    'Off',
    '300',
    '0.5,1',
    'On',
  ])
  expect([null, undefined, {}, ['1']].map(parameterTextOf)).toEqual(Array(4).fill(undefined))
})
