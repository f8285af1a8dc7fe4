import type { SipResponse } from '../message/message.ts'
import { isReliable } from '../transport/transport.ts'
import type { Destination } from '../transport/transport.ts'
import { notDue } from './delay-queues.ts'
import type { Delayed } from './delay-queues.ts'
import { nonInviteServerTable } from './non-invite-server-fsm.ts'
import type {
  NonInviteServerAction,
  NonInviteServerInput,
  NonInviteServerState,
} from './non-invite-server-fsm.ts'
import type {
  AnsweredTransaction,
  SendingFailure,
  ServerTransactionHandle,
} from './server-transaction-handle.ts'
import type { TimerValues } from './timer-values.ts'
import type { TransactionContext } from './transaction-context.ts'

/** What a server transaction is begun with. */
export interface ServerTransactionStart {
  readonly key: string
  /** Undefined for requests inside a dialog, RFC 3261 §8.2.2.2. */
  readonly mergeKey: string | undefined
  /** Where responses go. */
  readonly destination: Destination
  readonly values: TimerValues
}

/** Drives one non-INVITE server transaction, RFC 3261 §17.2.2. */
export class NonInviteServerTransaction implements AnsweredTransaction, Delayed {
  dueAtMs = notDue
  state: NonInviteServerState = 'trying'
  /** Until the final response. */
  handle: ServerTransactionHandle | undefined
  readonly #context: TransactionContext
  readonly #start: ServerTransactionStart
  /** The latest response. */
  #bytes: Buffer | undefined

  constructor(context: TransactionContext, start: ServerTransactionStart) {
    this.#context = context
    this.#start = start
    context.delays.schedule(this, start.values.timerJMs)
  }

  /** Takes a retransmission of the request. */
  receiveRequest(): void {
    this.#apply('request')
  }

  /** Only an INVITE is promised 100. */
  awaitResponse(): void {
    return undefined
  }

  /** An ACK never belongs to such a transaction. */
  receiveAck(): boolean {
    return false
  }

  respond(response: SipResponse, bytes: Buffer): void {
    const input = response.statusCode < 200 ? 'provisional' : 'final'
    if (nonInviteServerTable[this.state][input] === undefined) return
    this.#bytes = bytes
    this.#apply(input, response)
  }

  discard(): void {
    this.#apply('unanswered')
  }

  onDue(): void {
    this.#apply(this.state === 'completed' ? 'timerJ' : 'unanswered')
  }

  #apply(input: NonInviteServerInput, response?: SipResponse, failure?: SendingFailure): void {
    const step = nonInviteServerTable[this.state][input]
    if (step === undefined) return
    this.state = step.to
    if (step.to === 'terminated') this.#end()
    for (const action of step.actions) this.#perform(action, response, failure)
  }

  #perform(
    action: NonInviteServerAction,
    response: SipResponse | undefined,
    failure: SendingFailure | undefined,
  ): void {
    switch (action) {
      case 'sendResponse':
      case 'resendResponse':
        return this.#send(response)
      case 'startTimerJ':
        return this.#startTimerJ()
      case 'tellTransportError':
        return failure?.handle?.fail(failure.reason)
    }
  }

  #send(response: SipResponse | undefined): void {
    if (this.#bytes === undefined) return
    const { handle } = this
    this.#context.transport.send(this.#bytes, this.#start.destination, response, (reason) =>
      this.#apply('transportError', undefined, { handle, reason }),
    )
  }

  #startTimerJ(): void {
    this.handle = undefined
    if (isReliable(this.#start.destination.protocol)) this.#apply('timerJ')
    else this.#context.delays.schedule(this, this.#start.values.timerJMs)
  }

  #end(): void {
    this.handle = undefined
    this.#bytes = undefined
    this.#context.delays.cancel(this)
    this.#context.endServer(this.#start.key, this.#start.mergeKey)
  }
}
