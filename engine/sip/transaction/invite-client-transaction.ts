import type { SipRequest, SipResponse } from '../message/message.ts'
import { serializeMessage } from '../message/serialize-message.ts'
import { isReliable } from '../transport/transport.ts'
import type { Destination, Flow } from '../transport/transport.ts'
import { createAcknowledgement } from './acknowledgement.ts'
import { notDue } from './delay-queues.ts'
import type { Delayed } from './delay-queues.ts'
import { inviteClientTable } from './invite-client-fsm.ts'
import type {
  InviteClientAction,
  InviteClientInput,
  InviteClientState,
} from './invite-client-fsm.ts'
import type { ClientTransactionStart } from './non-invite-client-transaction.ts'
import type { TimerValues } from './timer-values.ts'
import type { TransactionContext } from './transaction-context.ts'
import type {
  AddedFields,
  ClientTransaction,
  ClientTransactionListener,
} from './transaction-user.ts'

/** What the transaction user holds of an INVITE; the transaction itself outlives the request. */
export class InviteClientHandle implements ClientTransaction {
  readonly request: SipRequest
  readonly #transaction: InviteClientTransaction

  constructor(request: SipRequest, transaction: InviteClientTransaction) {
    this.request = request
    this.#transaction = transaction
  }

  get destination(): Destination {
    return this.#transaction.destination
  }

  get state(): string {
    return this.#transaction.state
  }

  cancel(fields: AddedFields = []): void {
    this.#transaction.cancel(fields)
  }

  abandon(): void {
    this.#transaction.abandon()
  }
}

/** Drives one INVITE client transaction, RFC 3261 §17.1.1 and RFC 6026. */
export class InviteClientTransaction implements Delayed {
  dueAtMs = notDue
  state: InviteClientState = 'calling'
  readonly destination: Destination
  readonly method = 'INVITE'
  readonly #context: TransactionContext
  readonly #branch: string
  readonly #values: TimerValues
  /** Until a final response. */
  #request: SipRequest | undefined
  #listener: ClientTransactionListener | undefined
  /** INVITE in calling, ACK in completed. */
  #bytes: Buffer | undefined
  #cancelFields: AddedFields | undefined
  #waits = 0
  #isAbandoned = false
  #isCancelSent = false

  constructor(context: TransactionContext, start: ClientTransactionStart) {
    this.#context = context
    this.#request = start.request
    this.destination = start.destination
    this.#branch = start.branch
    this.#values = start.values
    this.#listener = start.listener
  }

  /** Sends the INVITE for the first time. */
  begin(): void {
    if (this.#request === undefined) return
    this.#bytes = serializeMessage(this.#request)
    this.#startTimerA()
    this.#send()
  }

  /** Takes a response that matches by branch and method. */
  receive(response: SipResponse, flow: Flow): void {
    const { statusCode } = response
    if (statusCode >= 300) this.#apply('failure', response, flow)
    else if (statusCode >= 200) this.#apply('success', response, flow)
    else {
      this.#apply('provisional', response, flow)
      if (this.#cancelFields !== undefined) this.#apply('cancel')
    }
  }

  /** Reports that nothing could be sent. */
  fail(reason: string): void {
    this.#apply('transportError', undefined, undefined, reason)
  }

  /** RFC 3261 §9.1; a second CANCEL is not sent. */
  cancel(fields: AddedFields): void {
    if (this.#cancelFields !== undefined || this.#isCancelSent) return
    this.#cancelFields = fields
    this.#apply('cancel')
  }

  /** Goes on quietly: a 2xx is still told, anything else is acknowledged or cancelled by the transaction itself. */
  abandon(): void {
    if (this.state !== 'calling' && this.state !== 'proceeding') return
    this.#isAbandoned = true
    if (this.state === 'proceeding') {
      this.cancel([])
      return
    }
    this.#cancelFields ??= []
    this.#waits = this.#values.resendIntervalsMs.length
    this.#context.delays.schedule(this, this.#values.timeoutMs)
  }

  onDue(): void {
    switch (this.state) {
      case 'calling':
        return this.#apply(this.#isUsedUp() ? 'timerB' : 'timerA')
      case 'proceeding':
        return this.#apply('timerB')
      case 'completed':
        return this.#apply('timerD')
      case 'accepted':
        return this.#apply('timerM')
      case 'terminated':
        return undefined
    }
  }

  #isUsedUp(): boolean {
    return (
      isReliable(this.destination.protocol) || this.#waits >= this.#values.resendIntervalsMs.length
    )
  }

  #apply(
    input: InviteClientInput,
    response?: SipResponse,
    flow?: Flow,
    reason: string = input,
  ): void {
    const step = inviteClientTable[this.state][input]
    if (step === undefined) return
    this.state = step.to
    if (step.to === 'terminated') this.#end()
    for (const action of step.actions) this.#perform(action, response, flow, reason)
  }

  #perform(
    action: InviteClientAction,
    response: SipResponse | undefined,
    flow: Flow | undefined,
    reason: string,
  ): void {
    const { delays } = this.#context
    switch (action) {
      case 'resendRequest':
      case 'resendAck':
        return this.#send()
      case 'sendAck':
        return this.#sendAck(response)
      case 'sendCancel':
        return this.#sendCancel()
      case 'awaitProvisional':
        return undefined
      case 'startTimerA':
        return this.#startTimerA()
      case 'startTimerB':
        return delays.schedule(this, this.#values.timeoutMs)
      case 'startTimerD':
        return this.#startTimerD()
      case 'startTimerM':
        this.#forgetRequest()
        this.#bytes = undefined
        return delays.schedule(this, this.#values.timerMMs)
      case 'stopTimer':
        this.#bytes = undefined
        return delays.cancel(this)
      case 'tellResponse':
        return this.#tellResponse(response, flow)
      case 'tellTimeout':
        return this.#lastListener()?.onTimeout()
      case 'tellTransportError':
        return this.#lastListener()?.onTransportError(reason)
    }
  }

  #tellResponse(response: SipResponse | undefined, flow: Flow | undefined): void {
    if (response === undefined || flow === undefined) return
    const isSuccess = response.statusCode >= 200 && response.statusCode < 300
    if (this.#isAbandoned && !isSuccess) return
    const listener = response.statusCode >= 300 ? this.#lastListener() : this.#listener
    listener?.onResponse(response, flow)
  }

  #lastListener(): ClientTransactionListener | undefined {
    const listener = this.#isAbandoned ? undefined : this.#listener
    this.#listener = undefined
    return listener
  }

  #send(): void {
    if (this.#bytes === undefined) return
    this.#context.transport.send(this.#bytes, this.destination, this.#request, (reason) =>
      this.fail(reason),
    )
  }

  #sendAck(response: SipResponse | undefined): void {
    if (this.#request === undefined || response === undefined) return
    this.#request = createAcknowledgement(this.#request, response)
    this.#bytes = serializeMessage(this.#request)
    this.#send()
    this.#forgetRequest()
  }

  #sendCancel(): void {
    const request = this.#request
    const added = this.#cancelFields ?? []
    this.#cancelFields = undefined
    if (request === undefined || this.#isCancelSent) return
    this.#isCancelSent = true
    const { destination } = this
    const invite = { request, destination, branch: this.#branch, values: this.#values }
    this.#context.sendCancel(invite, added)
  }

  /** Timer B is folded in: the end of the list, or the whole time on a reliable transport. */
  #startTimerA(): void {
    const { resendIntervalsMs, timeoutMs } = this.#values
    const waitMs = isReliable(this.destination.protocol)
      ? timeoutMs
      : (resendIntervalsMs[this.#waits++] ?? 0)
    this.#context.delays.schedule(this, waitMs)
  }

  #startTimerD(): void {
    if (isReliable(this.destination.protocol)) this.#apply('timerD')
    else this.#context.delays.schedule(this, this.#values.timerDMs)
  }

  #forgetRequest(): void {
    this.#request = undefined
    this.#cancelFields = undefined
  }

  #end(): void {
    this.#forgetRequest()
    this.#bytes = undefined
    this.#context.delays.cancel(this)
    this.#context.endClient(this.method, this.#branch)
  }
}
