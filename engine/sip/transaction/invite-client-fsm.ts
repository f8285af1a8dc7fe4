import type { StateTable } from './finite-state-machine.ts'

/** RFC 6026 §8.4. */
export type InviteClientState = 'calling' | 'proceeding' | 'completed' | 'accepted' | 'terminated'
export type InviteClientInput =
  | 'provisional'
  | 'success'
  | 'failure'
  | 'timerA'
  | 'timerB'
  | 'timerD'
  | 'timerM'
  | 'transportError'
  | 'cancel'
export type InviteClientAction =
  | 'resendRequest'
  | 'startTimerA'
  | 'startTimerB'
  | 'startTimerD'
  | 'startTimerM'
  | 'stopTimer'
  | 'sendAck'
  | 'resendAck'
  | 'sendCancel'
  | 'awaitProvisional'
  | 'tellResponse'
  | 'tellTimeout'
  | 'tellTransportError'

/**
 * INVITE client transaction, RFC 3261 §17.1.1 with RFC 6026 §8.4 figure 5; CANCEL by RFC 3261 §9.1.
 *
 *   calling --1xx--> proceeding --2xx--> accepted --M--> terminated
 *      |  \_______________2xx______________/
 *      |                  |
 *      +---- 300-699 -----+--> completed --D or transport error--> terminated
 *      +---- B or transport error --> terminated
 *
 * Timer B in proceeding runs only after CANCEL.
 */
export const inviteClientTable: StateTable<
  InviteClientState,
  InviteClientInput,
  InviteClientAction
> = {
  calling: {
    timerA: { to: 'calling', actions: ['resendRequest', 'startTimerA'] },
    timerB: { to: 'terminated', actions: ['tellTimeout'] },
    provisional: { to: 'proceeding', actions: ['stopTimer', 'tellResponse'] },
    success: { to: 'accepted', actions: ['startTimerM', 'tellResponse'] },
    failure: { to: 'completed', actions: ['sendAck', 'startTimerD', 'tellResponse'] },
    transportError: { to: 'terminated', actions: ['tellTransportError'] },
    cancel: { to: 'calling', actions: ['awaitProvisional'] },
  },
  proceeding: {
    provisional: { to: 'proceeding', actions: ['tellResponse'] },
    success: { to: 'accepted', actions: ['startTimerM', 'tellResponse'] },
    failure: { to: 'completed', actions: ['sendAck', 'startTimerD', 'tellResponse'] },
    cancel: { to: 'proceeding', actions: ['sendCancel', 'startTimerB'] },
    timerB: { to: 'terminated', actions: ['tellTimeout'] },
  },
  completed: {
    failure: { to: 'completed', actions: ['resendAck'] },
    timerD: { to: 'terminated', actions: [] },
    transportError: { to: 'terminated', actions: ['tellTransportError'] },
  },
  accepted: {
    success: { to: 'accepted', actions: ['tellResponse'] },
    timerM: { to: 'terminated', actions: [] },
  },
  terminated: {},
}
