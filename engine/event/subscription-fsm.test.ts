import { describe, expect, it } from 'vitest'
import { subscriptionStep } from './subscription-fsm.ts'
import type { SubscriptionInput, SubscriptionState } from './subscription-fsm.ts'

const states: readonly SubscriptionState[] = [
  'init',
  'resp_wait',
  'pending',
  'active',
  'terminated',
]

/** RFC 6665 §4.2.2, every pair of state and input; a dot = ignored. */
const expected: { readonly [I in SubscriptionInput]: readonly (SubscriptionState | '.')[] } = {
  //             init         resp_wait     pending       active        terminated
  subscribe: ['resp_wait', '.', 'pending', 'active', '.'],
  granted: ['.', 'active', 'active', '.', '.'],
  policyNeeded: ['.', 'pending', '.', '.', '.'],
  notifyFailed: ['.', 'terminated', 'terminated', 'terminated', '.'],
  expired: ['.', 'terminated', 'terminated', 'terminated', '.'],
  ended: ['.', 'terminated', 'terminated', 'terminated', '.'],
}

describe('the state machine of a subscription', () => {
  for (const [input, row] of Object.entries(expected)) {
    it.each(states.map((state, i) => [state, row[i] ?? '.'] as const))(
      `${input} in %s leads to %s`,
      (state, to) => {
        expect(subscriptionStep(state, input as SubscriptionInput)?.to ?? '.').toBe(to)
      },
    )
  }

  it('says goodbye by NOTIFY unless the subscriber is lost', () => {
    expect(subscriptionStep('active', 'expired')?.actions).toEqual(['notifyEnd', 'forget'])
    expect(subscriptionStep('active', 'ended')?.actions).toEqual(['notifyEnd', 'forget'])
    expect(subscriptionStep('active', 'notifyFailed')?.actions).toEqual(['forget'])
  })
})
