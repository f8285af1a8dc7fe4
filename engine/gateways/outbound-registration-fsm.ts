/** Where an outbound registration stands. */
export type RegistrationState =
  /** Not begun. */
  | 'idle'
  /** REGISTER sent, no binding. */
  | 'registering'
  | 'registered'
  /** REGISTER sent while the binding lasts. */
  | 'refreshing'
  /** The refresh failed; the binding lasts on and another try is due. */
  | 'lapsing'
  /** No binding; another try is due. */
  | 'failed'
  /** REGISTER with Expires 0 sent. */
  | 'unregistering'
  | 'stopped'

/** What can happen to it. */
export type RegistrationInput =
  | 'start'
  | 'granted'
  /** No answer, or one that leaves the binding as it is (5xx, 6xx, timeout). */
  | 'unanswered'
  /** The registrar says no. */
  | 'refused'
  | 'due'
  | 'expired'
  | 'stop'
  | 'ended'

/** What the driver does on a step, in order. */
export type RegistrationAction =
  | 'sendRegister'
  | 'sendUnregister'
  | 'armRefresh'
  | 'armRetry'
  | 'tellGained'
  | 'tellLost'
  | 'tellEnded'

interface Step {
  readonly to: RegistrationState
  readonly actions: readonly RegistrationAction[]
}

/**
 *  idle --start--> registering --granted--> registered --due--> refreshing --granted--> registered
 *                      |  ^                      |                |     |
 *              refused,|  |due            expired|      unanswered|     |refused, expired
 *            unanswered|  |                      v                v     v
 *                      +-> failed <------------ … <----expired-- lapsing   (lapsing --due--> refreshing)
 *  stop: with a binding to unregistering --ended--> stopped, else straight to stopped.
 */
export const registrationTable: {
  readonly [S in RegistrationState]: { readonly [I in RegistrationInput]?: Step }
} = {
  idle: {
    start: { to: 'registering', actions: ['sendRegister'] },
    stop: { to: 'stopped', actions: ['tellEnded'] },
  },
  registering: {
    granted: { to: 'registered', actions: ['armRefresh', 'tellGained'] },
    unanswered: { to: 'failed', actions: ['armRetry', 'tellLost'] },
    refused: { to: 'failed', actions: ['armRetry', 'tellLost'] },
    stop: { to: 'stopped', actions: ['tellEnded'] },
  },
  registered: {
    due: { to: 'refreshing', actions: ['sendRegister'] },
    expired: { to: 'registering', actions: ['tellLost', 'sendRegister'] },
    stop: { to: 'unregistering', actions: ['sendUnregister'] },
  },
  refreshing: {
    granted: { to: 'registered', actions: ['armRefresh', 'tellGained'] },
    unanswered: { to: 'lapsing', actions: ['armRetry'] },
    refused: { to: 'failed', actions: ['armRetry', 'tellLost'] },
    expired: { to: 'registering', actions: ['tellLost'] },
    stop: { to: 'unregistering', actions: ['sendUnregister'] },
  },
  lapsing: {
    due: { to: 'refreshing', actions: ['sendRegister'] },
    // The next try is due already.
    expired: { to: 'failed', actions: ['tellLost'] },
    stop: { to: 'unregistering', actions: ['sendUnregister'] },
  },
  failed: {
    due: { to: 'registering', actions: ['sendRegister'] },
    stop: { to: 'stopped', actions: ['tellEnded'] },
  },
  unregistering: {
    granted: { to: 'stopped', actions: ['tellEnded'] },
    unanswered: { to: 'stopped', actions: ['tellEnded'] },
    refused: { to: 'stopped', actions: ['tellEnded'] },
    ended: { to: 'stopped', actions: ['tellEnded'] },
  },
  stopped: {},
}
