import { describe, expect, test } from 'vitest'
import { derivedFacts } from './derived-facts.ts'

const values: Readonly<Record<string, string>> = {
  SS_SIP_SESSION_TTL: '600',
  SS_SIP_SESSION_UPDATE_SEGMENT: '7',
  SS_SIP_RESEND_INTERVAL: '0.5,1,2,4,4',
  SS_SIP_TIMEOUT_INVITE: '10',
  SS_AUTHENTICATION_MAX_RETRY: '6',
  SS_AUTHENTICATION_FAILED_SUSPEND: '180',
}
const factsOf = (name: string, changed: Readonly<Record<string, string>> = {}) =>
  derivedFacts(name, (of) => ({ ...values, ...changed })[of] ?? '').map(
    ({ key, values: { ...shown } }) => [key.slice('parameter.fact.'.length), shown],
  )

describe('what follows from a parameter', () => {
  test('the interval of the session refresh', () => {
    expect(factsOf('SS_SIP_SESSION_UPDATE_SEGMENT')).toEqual([
      ['session', { seconds: 85.7, ttl: 600, segment: 7 }],
    ])
  })

  test('how long a transaction lasts, and that a shorter stage timeout ends it', () => {
    expect(factsOf('SS_SIP_RESEND_INTERVAL')).toEqual([
      ['resend', { seconds: 11.5, count: 5 }],
      ['resendEarly', { seconds: 10 }],
    ])
    expect(factsOf('SS_SIP_RESEND_INTERVAL', { SS_SIP_TIMEOUT_INVITE: '20' })).toHaveLength(1)
  })

  test('0 wrong passwords suspend nobody', () => {
    expect(factsOf('SS_AUTHENTICATION_MAX_RETRY', { SS_AUTHENTICATION_MAX_RETRY: '0' })).toEqual([
      ['suspendOff', {}],
    ])
  })
})
