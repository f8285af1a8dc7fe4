import type { StateTable } from '../sip/transaction/finite-state-machine.ts'

export type OutgoingLegState =
  'inviting' | 'cancelling' | 'answered' | 'confirmed' | 'lost' | 'over'
export type OutgoingLegInput =
  | 'provisional'
  | 'success'
  | 'failure'
  | 'retriable'
  | 'unanswered'
  | 'giveUp'
  | 'acknowledge'
  | 'hangUp'
  | 'bye'
export type OutgoingLegAction =
  | 'relayProvisional'
  | 'takeAnswer'
  | 'retryInvite'
  | 'fail'
  | 'cancelInvite'
  | 'sendAck'
  | 'sendBye'
  | 'end'
  | 'lose'
  | 'sendLateBye'

/**
 * One attempt at a routing gateway, from its INVITE to the end of its line.
 *
 *   inviting --2xx--> answered --ACK of the caller--> confirmed --BYE of either side--> over
 *      |  \              \______________hang up: ACK, BYE_______________________________/
 *      |   \--300-699--> over, timeout or transport error--> lost
 *      \--give up: CANCEL, or wait for what it can be sent to--> cancelling --any final--> over (2xx: ACK, BYE)
 *
 * retriable: a challenge we can answer, or 422; `over` still acknowledges a 2xx that is retransmitted; `lost` has
 * given its line back and only waits, for a while, for a 2xx after all (ACK, BYE).
 */
export const outgoingLegTable: StateTable<OutgoingLegState, OutgoingLegInput, OutgoingLegAction> = {
  inviting: {
    provisional: { to: 'inviting', actions: ['relayProvisional'] },
    success: { to: 'answered', actions: ['takeAnswer'] },
    retriable: { to: 'inviting', actions: ['retryInvite'] },
    failure: { to: 'over', actions: ['end', 'fail'] },
    unanswered: { to: 'lost', actions: ['lose', 'fail'] },
    giveUp: { to: 'cancelling', actions: ['cancelInvite'] },
    bye: { to: 'cancelling', actions: ['cancelInvite', 'fail'] },
  },
  cancelling: {
    success: { to: 'over', actions: ['sendAck', 'sendBye'] },
    retriable: { to: 'over', actions: ['end'] },
    failure: { to: 'over', actions: ['end'] },
    unanswered: { to: 'lost', actions: ['lose'] },
  },
  answered: {
    acknowledge: { to: 'confirmed', actions: ['sendAck'] },
    hangUp: { to: 'over', actions: ['sendAck', 'sendBye'] },
    bye: { to: 'over', actions: ['end'] },
  },
  confirmed: {
    success: { to: 'confirmed', actions: ['sendAck'] },
    hangUp: { to: 'over', actions: ['sendBye'] },
    bye: { to: 'over', actions: ['end'] },
  },
  lost: {
    success: { to: 'over', actions: ['sendAck', 'sendLateBye'] },
  },
  over: {
    success: { to: 'over', actions: ['sendAck'] },
  },
}
