import type { StateTable } from './finite-state-machine.ts'

export type NonInviteServerState = 'trying' | 'proceeding' | 'completed' | 'terminated'
export type NonInviteServerInput =
  'request' | 'provisional' | 'final' | 'timerJ' | 'unanswered' | 'transportError'
export type NonInviteServerAction =
  'sendResponse' | 'resendResponse' | 'startTimerJ' | 'tellTransportError'

/**
 * Non-INVITE server transaction, RFC 3261 §17.2.2 figure 8.
 *
 *   trying --1xx--> proceeding --200-699--> completed --J--> terminated
 *      \________________200-699_______________/
 *
 * A transport error changes no state (RFC 6026 §8.8). Without an answer the transaction ends silently
 * once its client must have given up (RFC 4320 §4.2).
 */
export const nonInviteServerTable: StateTable<
  NonInviteServerState,
  NonInviteServerInput,
  NonInviteServerAction
> = {
  trying: {
    provisional: { to: 'proceeding', actions: ['sendResponse'] },
    final: { to: 'completed', actions: ['sendResponse', 'startTimerJ'] },
    unanswered: { to: 'terminated', actions: [] },
  },
  proceeding: {
    request: { to: 'proceeding', actions: ['resendResponse'] },
    provisional: { to: 'proceeding', actions: ['sendResponse'] },
    final: { to: 'completed', actions: ['sendResponse', 'startTimerJ'] },
    unanswered: { to: 'terminated', actions: [] },
    transportError: { to: 'proceeding', actions: ['tellTransportError'] },
  },
  completed: {
    request: { to: 'completed', actions: ['resendResponse'] },
    timerJ: { to: 'terminated', actions: [] },
    transportError: { to: 'completed', actions: ['tellTransportError'] },
  },
  terminated: {},
}
