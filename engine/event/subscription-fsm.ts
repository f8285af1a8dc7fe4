/** A subscription as its notifier sees it, RFC 6665 §4.2.2:
 *
 *   init --subscribe--> resp_wait --granted----------------> active
 *                          |  \---policyNeeded--> pending --granted--^  |
 *                          |                         |                  |
 *                          +-- notifyFailed, expired, ended (each) -----+--> terminated */
export type SubscriptionState = 'init' | 'resp_wait' | 'pending' | 'active' | 'terminated'

/** What can happen to a subscription. */
export type SubscriptionInput =
  | 'subscribe'
  | 'granted'
  | 'policyNeeded'
  /** The NOTIFY timed out or was refused for good. */
  | 'notifyFailed'
  /** Not refreshed in time, or asked to end by Expires: 0. */
  | 'expired'
  /** Ended by the notifier: stop, resource gone. */
  | 'ended'

export type SubscriptionAction =
  | 'notify'
  /** RFC 6665 §4.2.1.4: the last NOTIFY says terminated. */
  | 'notifyEnd'
  | 'forget'

export interface SubscriptionStep {
  readonly to: SubscriptionState
  readonly actions: readonly SubscriptionAction[]
}

type SubscriptionTable = {
  readonly [S in SubscriptionState]: { readonly [I in SubscriptionInput]?: SubscriptionStep }
}

const lost: SubscriptionStep = { to: 'terminated', actions: ['forget'] }
const over: SubscriptionStep = { to: 'terminated', actions: ['notifyEnd', 'forget'] }
const active: SubscriptionStep = { to: 'active', actions: ['notify'] }
const pending: SubscriptionStep = { to: 'pending', actions: ['notify'] }

export const subscriptionTable: SubscriptionTable = {
  init: { subscribe: { to: 'resp_wait', actions: [] } },
  resp_wait: {
    granted: active,
    policyNeeded: pending,
    notifyFailed: lost,
    expired: over,
    ended: over,
  },
  pending: { subscribe: pending, granted: active, notifyFailed: lost, expired: over, ended: over },
  active: { subscribe: active, notifyFailed: lost, expired: over, ended: over },
  terminated: {},
}

/** The step for an input, or undefined when it means nothing in that state. */
export function subscriptionStep(
  state: SubscriptionState,
  input: SubscriptionInput,
): SubscriptionStep | undefined {
  return subscriptionTable[state][input]
}
