import { serializeMessage } from '../message/serialize-message.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import { isReliable } from '../transport/transport.ts'
import type { Destination, Flow } from '../transport/transport.ts'
import { notDue } from './delay-queues.ts'
import type { Delayed } from './delay-queues.ts'
import { nonInviteClientTable } from './non-invite-client-fsm.ts'
import type {
  NonInviteClientAction,
  NonInviteClientInput,
  NonInviteClientState,
} from './non-invite-client-fsm.ts'
import type { TimerValues } from './timer-values.ts'
import type { TransactionContext } from './transaction-context.ts'
import type { ClientTransaction, ClientTransactionListener } from './transaction-user.ts'

/** What a client transaction is begun with; the request carries its Via. */
export interface ClientTransactionStart {
  readonly request: SipRequest
  readonly destination: Destination
  readonly branch: string
  readonly values: TimerValues
  readonly listener: ClientTransactionListener
}

/** Drives one non-INVITE client transaction, RFC 3261 §17.1.2. */
export class NonInviteClientTransaction implements ClientTransaction, Delayed {
  dueAtMs = notDue
  state: NonInviteClientState = 'trying'
  readonly request: SipRequest
  readonly destination: Destination
  readonly method: string
  readonly #context: TransactionContext
  readonly #branch: string
  readonly #values: TimerValues
  readonly #deadlineMs: number
  #listener: ClientTransactionListener | undefined
  #bytes: Buffer | undefined
  #waits = 0

  constructor(context: TransactionContext, start: ClientTransactionStart) {
    this.#context = context
    this.request = start.request
    this.method = start.request.method
    this.destination = start.destination
    this.#branch = start.branch
    this.#values = start.values
    this.#listener = start.listener
    this.#deadlineMs = context.clock.monotonicMs() + start.values.timeoutMs
  }

  /** Sends the request for the first time. */
  begin(): void {
    this.#bytes = serializeMessage(this.request)
    this.#startTimerE()
    this.#send()
  }

  /** Takes a response that matches by branch and method. */
  receive(response: SipResponse, flow: Flow): void {
    this.#apply(response.statusCode < 200 ? 'provisional' : 'final', response, flow)
  }

  /** Reports that nothing could be sent. */
  fail(reason: string): void {
    this.#apply('transportError', undefined, undefined, reason)
  }

  onDue(): void {
    if (this.state === 'completed') this.#apply('timerK')
    else this.#apply(this.#isUsedUp() ? 'timerF' : 'timerE')
  }

  /** RFC 3261 §9.1: only an INVITE can be cancelled. */
  cancel(): void {
    return undefined
  }

  abandon(): void {
    this.#listener = undefined
    if (this.state === 'completed' || this.state === 'terminated') return
    this.#context.delays.cancel(this)
    this.#end()
  }

  #isUsedUp(): boolean {
    if (this.state === 'proceeding' || isReliable(this.destination.protocol)) {
      return this.#context.clock.monotonicMs() >= this.#deadlineMs - 1
    }
    return this.#waits >= this.#values.resendIntervalsMs.length
  }

  #apply(
    input: NonInviteClientInput,
    response?: SipResponse,
    flow?: Flow,
    reason: string = input,
  ): void {
    const step = nonInviteClientTable[this.state][input]
    if (step === undefined) return
    this.state = step.to
    if (step.to === 'terminated') this.#end()
    for (const action of step.actions) this.#perform(action, response, flow, reason)
  }

  #perform(
    action: NonInviteClientAction,
    response: SipResponse | undefined,
    flow: Flow | undefined,
    reason: string,
  ): void {
    switch (action) {
      case 'resendRequest':
        return this.#send()
      case 'startTimerE':
        return this.#startTimerE()
      case 'startTimerK':
        return this.#startTimerK()
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
    const listener = response.statusCode >= 200 ? this.#lastListener() : this.#listener
    listener?.onResponse(response, flow)
  }

  #lastListener(): ClientTransactionListener | undefined {
    const listener = this.#listener
    this.#listener = undefined
    return listener
  }

  #send(): void {
    if (this.#bytes === undefined) return
    this.#context.transport.send(this.#bytes, this.destination, this.request, (reason) =>
      this.fail(reason),
    )
  }

  /** Timer F is folded in: the end of the list, or the deadline where there is no list. */
  #startTimerE(): void {
    const { resendIntervalsMs, timeoutMs, t2Ms } = this.#values
    let waitMs = timeoutMs
    if (!isReliable(this.destination.protocol)) {
      if (this.state === 'proceeding') {
        const leftMs = this.#deadlineMs - this.#context.clock.monotonicMs()
        waitMs = Math.min(t2Ms, Math.max(1, Math.ceil(leftMs)))
      } else waitMs = resendIntervalsMs[this.#waits++] ?? 0
    }
    this.#context.delays.schedule(this, waitMs)
  }

  #startTimerK(): void {
    this.#bytes = undefined
    if (isReliable(this.destination.protocol)) {
      this.#context.delays.cancel(this)
      this.#apply('timerK')
    } else this.#context.delays.schedule(this, this.#values.timerKMs)
  }

  #end(): void {
    this.state = 'terminated'
    this.#bytes = undefined
    this.#context.delays.cancel(this)
    this.#context.endClient(this.method, this.#branch)
  }
}
