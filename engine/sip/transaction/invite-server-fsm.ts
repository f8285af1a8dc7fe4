import type { StateTable } from './finite-state-machine.ts'

/** RFC 6026 §8.6. */
export type InviteServerState = 'proceeding' | 'completed' | 'confirmed' | 'accepted' | 'terminated'
export type InviteServerInput =
  | 'request'
  | 'ack'
  | 'trying'
  | 'provisional'
  | 'success'
  | 'failure'
  | 'unanswered'
  | 'timerG'
  | 'timerH'
  | 'timerI'
  | 'timerL'
  | 'transportError'
export type InviteServerAction =
  | 'sendTrying'
  | 'sendResponse'
  | 'resendResponse'
  | 'startTimerG'
  | 'startTimerI'
  | 'startTimerL'
  | 'tellTimeout'
  | 'tellTransportError'

/**
 * INVITE server transaction, RFC 3261 §17.2.1 with RFC 6026 §8.6 figure 7.
 *
 *   proceeding --2xx--> accepted --L--> terminated
 *       \--300-699--> completed --ACK--> confirmed --I--> terminated
 *                         \--H--> terminated
 *
 * A request whose source gets no answer is forgotten (unanswered). A transport error changes no state. An ACK in accepted goes to the transaction user, which the layer sees to.
 */
export const inviteServerTable: StateTable<
  InviteServerState,
  InviteServerInput,
  InviteServerAction
> = {
  proceeding: {
    request: { to: 'proceeding', actions: ['resendResponse'] },
    trying: { to: 'proceeding', actions: ['sendTrying'] },
    provisional: { to: 'proceeding', actions: ['sendResponse'] },
    success: { to: 'accepted', actions: ['sendResponse', 'startTimerL'] },
    failure: { to: 'completed', actions: ['sendResponse', 'startTimerG'] },
    unanswered: { to: 'terminated', actions: [] },
    transportError: { to: 'proceeding', actions: ['tellTransportError'] },
  },
  completed: {
    request: { to: 'completed', actions: ['resendResponse'] },
    ack: { to: 'confirmed', actions: ['startTimerI'] },
    timerG: { to: 'completed', actions: ['resendResponse', 'startTimerG'] },
    timerH: { to: 'terminated', actions: ['tellTimeout'] },
    transportError: { to: 'completed', actions: ['tellTransportError'] },
  },
  confirmed: {
    timerI: { to: 'terminated', actions: [] },
  },
  accepted: {
    success: { to: 'accepted', actions: ['sendResponse'] },
    timerL: { to: 'terminated', actions: [] },
    transportError: { to: 'accepted', actions: ['tellTransportError'] },
  },
  terminated: {},
}
