import { describe } from 'vitest'
import { stateTableSuite } from '../../testing/state-table-suite.ts'
import { nonInviteClientTable } from './non-invite-client-fsm.ts'

describe('RFC 3261 figure 6, non-INVITE client transaction', () => {
  stateTableSuite(
    nonInviteClientTable,
    ['provisional', 'final', 'timerE', 'timerF', 'timerK', 'transportError'],
    [
      ['trying', 'provisional', 'proceeding: tellResponse'],
      ['trying', 'final', 'completed: startTimerK tellResponse'],
      ['trying', 'timerE', 'trying: resendRequest startTimerE'],
      ['trying', 'timerF', 'terminated: tellTimeout'],
      ['trying', 'timerK', 'ignored'],
      ['trying', 'transportError', 'terminated: tellTransportError'],
      ['proceeding', 'provisional', 'proceeding: tellResponse'],
      ['proceeding', 'final', 'completed: startTimerK tellResponse'],
      ['proceeding', 'timerE', 'proceeding: resendRequest startTimerE'],
      ['proceeding', 'timerF', 'terminated: tellTimeout'],
      ['proceeding', 'timerK', 'ignored'],
      ['proceeding', 'transportError', 'terminated: tellTransportError'],
      ['completed', 'provisional', 'ignored'],
      ['completed', 'final', 'ignored'],
      ['completed', 'timerE', 'ignored'],
      ['completed', 'timerF', 'ignored'],
      ['completed', 'timerK', 'terminated:'],
      ['completed', 'transportError', 'ignored'],
      ['terminated', 'provisional', 'ignored'],
      ['terminated', 'final', 'ignored'],
      ['terminated', 'timerE', 'ignored'],
      ['terminated', 'timerF', 'ignored'],
      ['terminated', 'timerK', 'ignored'],
      ['terminated', 'transportError', 'ignored'],
    ],
  )
})
