import type { Key, Values } from '../../composables/use-text.ts'
import { numbersIn } from './parameter-check.ts'

export interface DerivedFact {
  readonly key: Key
  readonly values: Values
}

/** What follows from a parameter together with its related ones, as sentences; `valueOf` gives the values in force. */
export function derivedFacts(
  name: string,
  valueOf: (name: string) => string,
): readonly DerivedFact[] {
  const number = (of: string): number => numbersIn(valueOf(of))[0] ?? 0
  switch (name) {
    case 'SS_SIP_SESSION_TTL':
    case 'SS_SIP_SESSION_UPDATE_SEGMENT': {
      const ttl = number('SS_SIP_SESSION_TTL')
      const segment = number('SS_SIP_SESSION_UPDATE_SEGMENT')
      const seconds = rounded(ttl / segment)
      return [{ key: 'parameter.fact.session', values: { seconds, ttl, segment } }]
    }
    case 'SS_SIP_RESEND_INTERVAL':
      return resendFacts(numbersIn(valueOf(name)), number('SS_SIP_TIMEOUT_INVITE'))
    case 'SS_AUTHENTICATION_MAX_RETRY':
    case 'SS_AUTHENTICATION_FAILED_SUSPEND': {
      const count = number('SS_AUTHENTICATION_MAX_RETRY')
      const seconds = number('SS_AUTHENTICATION_FAILED_SUSPEND')
      if (count === 0) return [{ key: 'parameter.fact.suspendOff', values: {} }]
      return [{ key: 'parameter.fact.suspend', values: { count, seconds } }]
    }
    default:
      return []
  }
}

function resendFacts(waits: readonly number[], inviteSeconds: number): readonly DerivedFact[] {
  const seconds = rounded(waits.reduce((sum, wait) => sum + wait, 0))
  return [
    { key: 'parameter.fact.resend', values: { seconds, count: waits.length } },
    ...(inviteSeconds < seconds
      ? [{ key: 'parameter.fact.resendEarly' as const, values: { seconds: inviteSeconds } }]
      : []),
  ]
}

const rounded = (value: number): number => Math.round(value * 10) / 10
