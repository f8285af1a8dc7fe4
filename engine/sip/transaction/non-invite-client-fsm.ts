import type { StateTable } from './finite-state-machine.ts'

export type NonInviteClientState = 'trying' | 'proceeding' | 'completed' | 'terminated'
export type NonInviteClientInput =
  'provisional' | 'final' | 'timerE' | 'timerF' | 'timerK' | 'transportError'
export type NonInviteClientAction =
  | 'resendRequest'
  | 'startTimerE'
  | 'startTimerK'
  | 'tellResponse'
  | 'tellTimeout'
  | 'tellTransportError'

/**
 * Non-INVITE client transaction, RFC 3261 §17.1.2 figure 6.
 *
 *   trying --1xx--> proceeding --200-699--> completed --K--> terminated
 *      |  \_______________200-699______________/
 *      +---- F or transport error (also in proceeding) ---> terminated
 */
export const nonInviteClientTable: StateTable<
  NonInviteClientState,
  NonInviteClientInput,
  NonInviteClientAction
> = {
  trying: {
    timerE: { to: 'trying', actions: ['resendRequest', 'startTimerE'] },
    timerF: { to: 'terminated', actions: ['tellTimeout'] },
    provisional: { to: 'proceeding', actions: ['tellResponse'] },
    final: { to: 'completed', actions: ['startTimerK', 'tellResponse'] },
    transportError: { to: 'terminated', actions: ['tellTransportError'] },
  },
  proceeding: {
    timerE: { to: 'proceeding', actions: ['resendRequest', 'startTimerE'] },
    timerF: { to: 'terminated', actions: ['tellTimeout'] },
    provisional: { to: 'proceeding', actions: ['tellResponse'] },
    final: { to: 'completed', actions: ['startTimerK', 'tellResponse'] },
    transportError: { to: 'terminated', actions: ['tellTransportError'] },
  },
  completed: {
    timerK: { to: 'terminated', actions: [] },
  },
  terminated: {},
}
