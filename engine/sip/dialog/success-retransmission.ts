import type { SipResponse } from '../message/message.ts'
import type { ServerTransaction } from '../transaction/transaction-user.ts'
import type { DialogTimer, DialogTimers } from './dialog-timer.ts'

/** Told how a 2xx to an INVITE fared. */
export interface SuccessOwner {
  onAckTimeout(): void
}

/** A 2xx to an INVITE, retransmitted by the UAS core over any transport until its ACK, RFC 3261 §13.3.1.4. */
export class SuccessRetransmission implements DialogTimer {
  dueAtMs = 0
  heapIndex = -1
  readonly sequence: number
  readonly #transaction: ServerTransaction
  readonly #response: SipResponse
  readonly #intervalsSeconds: readonly number[]
  readonly #timers: DialogTimers
  readonly #owner: SuccessOwner
  #sent = 0

  constructor(
    transaction: ServerTransaction,
    response: SipResponse,
    intervalsSeconds: readonly number[],
    timers: DialogTimers,
    owner: SuccessOwner,
  ) {
    this.sequence = response.cseq.sequence
    this.#transaction = transaction
    this.#response = response
    this.#intervalsSeconds = intervalsSeconds
    this.#timers = timers
    this.#owner = owner
  }

  /** Sends the 2xx for the first time. */
  start(nowMs: number): void {
    this.#send(nowMs)
  }

  stop(): void {
    this.#timers.cancel(this)
  }

  onDue(): void {
    if (this.#sent >= this.#intervalsSeconds.length) this.#owner.onAckTimeout()
    else this.#send(this.dueAtMs)
  }

  #send(nowMs: number): void {
    const waitSeconds = this.#intervalsSeconds[this.#sent] ?? 0
    this.#sent++
    this.#timers.schedule(this, nowMs + waitSeconds * 1000)
    this.#transaction.respond(this.#response)
  }
}
