import type { Clock } from '../../kernel/clock.ts'
import type { SipRequest } from '../message/message.ts'
import type { Destination } from '../transport/transport.ts'
import type { TransportLayer } from '../transport/transport-layer.ts'
import type { DelayQueues } from './delay-queues.ts'
import type { TimerValues } from './timer-values.ts'
import type { AddedFields } from './transaction-user.ts'

/** What every transaction of one layer works with. */
export interface TransactionContext {
  readonly clock: Clock
  readonly delays: DelayQueues
  readonly transport: Pick<TransportLayer, 'send'>
  /** Takes a client transaction out of the tables. */
  endClient(method: string, branch: string): void
  /** Takes a server transaction out of the tables. */
  endServer(key: string, mergeKey: string | undefined): void
  /** Sends the CANCEL of an INVITE in a transaction of its own. */
  sendCancel(invite: CancelledInvite, added: AddedFields): void
}

/** What a CANCEL takes over from its INVITE. */
export interface CancelledInvite {
  readonly request: SipRequest
  readonly destination: Destination
  readonly branch: string
  readonly values: TimerValues
}
