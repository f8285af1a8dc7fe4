import { describe } from 'vitest'
import { stateTableSuite } from '../../testing/state-table-suite.ts'
import { nonInviteServerTable } from './non-invite-server-fsm.ts'

describe('RFC 3261 figure 8, non-INVITE server transaction', () => {
  stateTableSuite(
    nonInviteServerTable,
    ['request', 'provisional', 'final', 'timerJ', 'unanswered', 'transportError'],
    [
      ['trying', 'request', 'ignored'],
      ['trying', 'provisional', 'proceeding: sendResponse'],
      ['trying', 'final', 'completed: sendResponse startTimerJ'],
      ['trying', 'timerJ', 'ignored'],
      ['trying', 'unanswered', 'terminated:'],
      ['trying', 'transportError', 'ignored'],
      ['proceeding', 'request', 'proceeding: resendResponse'],
      ['proceeding', 'provisional', 'proceeding: sendResponse'],
      ['proceeding', 'final', 'completed: sendResponse startTimerJ'],
      ['proceeding', 'timerJ', 'ignored'],
      ['proceeding', 'unanswered', 'terminated:'],
      ['proceeding', 'transportError', 'proceeding: tellTransportError'],
      ['completed', 'request', 'completed: resendResponse'],
      ['completed', 'provisional', 'ignored'],
      ['completed', 'final', 'ignored'],
      ['completed', 'timerJ', 'terminated:'],
      ['completed', 'unanswered', 'ignored'],
      ['completed', 'transportError', 'completed: tellTransportError'],
      ['terminated', 'request', 'ignored'],
      ['terminated', 'provisional', 'ignored'],
      ['terminated', 'final', 'ignored'],
      ['terminated', 'timerJ', 'ignored'],
      ['terminated', 'unanswered', 'ignored'],
      ['terminated', 'transportError', 'ignored'],
    ],
  )
})
