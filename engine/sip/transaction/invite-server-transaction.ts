import type { SipRequest, SipResponse } from '../message/message.ts'
import { createResponse } from '../message/message.ts'
import { isReliable } from '../transport/transport.ts'
import { notDue } from './delay-queues.ts'
import type { Delayed } from './delay-queues.ts'
import { inviteServerTable } from './invite-server-fsm.ts'
import type {
  InviteServerAction,
  InviteServerInput,
  InviteServerState,
} from './invite-server-fsm.ts'
import type { ServerTransactionStart } from './non-invite-server-transaction.ts'
import type {
  AnsweredTransaction,
  SendingFailure,
  ServerTransactionHandle,
} from './server-transaction-handle.ts'
import { hasCookie } from './transaction-key.ts'
import type { TransactionContext } from './transaction-context.ts'

/** Drives one INVITE server transaction, RFC 3261 §17.2.1 and RFC 6026. */
export class InviteServerTransaction implements AnsweredTransaction, Delayed {
  dueAtMs = notDue
  state: InviteServerState = 'proceeding'
  /** Until a 2xx, or until the ACK to another final response. */
  handle: ServerTransactionHandle | undefined
  readonly #context: TransactionContext
  readonly #start: ServerTransactionStart
  /** The latest response, as long as a retransmission may call for it. */
  #bytes: Buffer | undefined
  /** To tag of the final response to a client of RFC 2543, §17.2.3. */
  #oldAckTag: string | undefined
  #waits = 0

  constructor(context: TransactionContext, start: ServerTransactionStart) {
    this.#context = context
    this.#start = start
  }

  /** Promises 100 in 200 ms if the transaction user has not answered by now. */
  awaitResponse(): void {
    if (this.#bytes !== undefined || this.state !== 'proceeding') return
    this.#context.delays.schedule(this, this.#start.values.tryingMs)
  }

  /** Takes a retransmission of the INVITE. */
  receiveRequest(): void {
    this.#apply('request')
  }

  /** Whether the ACK was ours; false sends it to the transaction user (RFC 6026 §7.1). */
  receiveAck(ack: SipRequest): boolean {
    if (this.state === 'accepted') return false
    if (this.#oldAckTag !== undefined && this.#oldAckTag !== ack.to.tag) return false
    this.#apply('ack')
    return true
  }

  /** Takes the news of a CANCEL that was answered by the layer, RFC 3261 §9.2. */
  receiveCancel(): void {
    if (this.state === 'proceeding') this.handle?.onCancel?.()
  }

  respond(response: SipResponse, bytes: Buffer): void {
    const { statusCode } = response
    const input = statusCode < 200 ? 'provisional' : statusCode < 300 ? 'success' : 'failure'
    if (inviteServerTable[this.state][input] === undefined) return
    this.#bytes = bytes
    this.#apply(input, response)
    if (input === 'success') this.#bytes = undefined
  }

  discard(): void {
    this.#apply('unanswered')
  }

  onDue(): void {
    switch (this.state) {
      case 'proceeding':
        return this.#apply('trying')
      case 'completed':
        return this.#apply(this.#isUsedUp() ? 'timerH' : 'timerG')
      case 'confirmed':
        return this.#apply('timerI')
      case 'accepted':
        return this.#apply('timerL')
      case 'terminated':
        return undefined
    }
  }

  #isUsedUp(): boolean {
    const { destination, values } = this.#start
    return isReliable(destination.protocol) || this.#waits >= values.resendIntervalsMs.length
  }

  #apply(input: InviteServerInput, response?: SipResponse, failure?: SendingFailure): void {
    const step = inviteServerTable[this.state][input]
    if (step === undefined) return
    this.state = step.to
    const told =
      failure ?? (input === 'timerH' ? { handle: this.handle, reason: input } : undefined)
    if (step.to === 'terminated') this.#end()
    for (const action of step.actions) this.#perform(action, response, told)
  }

  #perform(
    action: InviteServerAction,
    response: SipResponse | undefined,
    failure: SendingFailure | undefined,
  ): void {
    switch (action) {
      case 'sendTrying':
        return this.#sendTrying()
      case 'sendResponse':
        return this.#sendResponse(response)
      case 'resendResponse':
        return this.#send(undefined)
      case 'startTimerG':
        return this.#startTimerG()
      case 'startTimerI':
        return this.#startTimerI()
      case 'startTimerL':
        this.handle = undefined
        return this.#context.delays.schedule(this, this.#start.values.timerLMs)
      case 'tellTimeout':
        return failure?.handle?.onTimeout?.()
      case 'tellTransportError':
        return failure?.handle?.fail(failure.reason)
    }
  }

  #sendTrying(): void {
    if (this.handle !== undefined && this.#bytes === undefined) {
      this.handle.respond(createResponse(this.handle.request, 100))
    }
  }

  #sendResponse(response: SipResponse | undefined): void {
    if (this.state === 'proceeding') this.#context.delays.cancel(this)
    else if (this.handle !== undefined && !hasCookie(this.handle.request.topVia.branch)) {
      this.#oldAckTag = response?.to.tag
    }
    this.#send(response)
  }

  #send(response: SipResponse | undefined): void {
    if (this.#bytes === undefined) return
    const { handle } = this
    this.#context.transport.send(this.#bytes, this.#start.destination, response, (reason) =>
      this.#apply('transportError', undefined, { handle, reason }),
    )
  }

  /** Timer H is folded in: the end of the list, or the whole time on a reliable transport. */
  #startTimerG(): void {
    const { destination, values } = this.#start
    const waitMs = isReliable(destination.protocol)
      ? values.timeoutMs
      : (values.resendIntervalsMs[this.#waits++] ?? 0)
    this.#context.delays.schedule(this, waitMs)
  }

  #startTimerI(): void {
    this.handle = undefined
    this.#bytes = undefined
    if (isReliable(this.#start.destination.protocol)) this.#apply('timerI')
    else this.#context.delays.schedule(this, this.#start.values.timerIMs)
  }

  #end(): void {
    this.handle = undefined
    this.#bytes = undefined
    this.#context.delays.cancel(this)
    this.#context.endServer(this.#start.key, this.#start.mergeKey)
  }
}
