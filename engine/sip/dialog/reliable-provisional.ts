/* Reliable provisional responses, RFC 3262: the UAS side (RSeq, retransmission until PRACK, one response at a
 * time) and the order check of the UAC side. Not here: offers and answers in PRACK, which the calls relay. */
import type { SipResponse } from '../message/message.ts'
import { largestUnsigned32, parseDigits } from '../message/numbers.ts'
import type { ServerTransaction } from '../transaction/transaction-user.ts'
import type { DialogTimer, DialogTimers } from './dialog-timer.ts'

/** A RAck value: the response that a PRACK acknowledges. */
export interface RAck {
  readonly responseNumber: number
  readonly sequence: number
  readonly method: string
}

/** Reads RAck, RFC 3262 §7.2; undefined when malformed. */
export function parseRAck(text: string | undefined): RAck | undefined {
  const [number, sequence, method, ...rest] = text?.trim().split(/[ \t]+/) ?? []
  if (number === undefined || sequence === undefined || method === undefined || rest.length > 0) {
    return undefined
  }
  const responseNumber = parseDigits(number, largestUnsigned32)
  const sequenceNumber = parseDigits(sequence, largestUnsigned32)
  if (responseNumber === undefined || sequenceNumber === undefined) return undefined
  return { responseNumber, sequence: sequenceNumber, method }
}

/** Reads RSeq; undefined when absent or malformed. */
export function parseRSeq(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDigits(text, largestUnsigned32)
}

/** Told when a reliable provisional response was never acknowledged. */
export interface ReliableProvisionalOwner {
  onPrackTimeout(): void
}

/** The reliable provisional responses of one INVITE server transaction, RFC 3262 §3. */
export class ReliableProvisionals implements DialogTimer {
  dueAtMs = 0
  heapIndex = -1
  #nextNumber: number
  #unacknowledged: SipResponse | undefined
  #sent = 0
  readonly #transaction: ServerTransaction
  readonly #intervalsSeconds: readonly number[]
  readonly #timers: DialogTimers
  readonly #owner: ReliableProvisionalOwner

  constructor(
    transaction: ServerTransaction,
    firstNumber: number,
    intervalsSeconds: readonly number[],
    timers: DialogTimers,
    owner: ReliableProvisionalOwner,
  ) {
    this.#transaction = transaction
    this.#nextNumber = firstNumber
    this.#intervalsSeconds = intervalsSeconds
    this.#timers = timers
    this.#owner = owner
  }

  /** RFC 3262 §3: the next one has to wait until this one is acknowledged. */
  get isWaiting(): boolean {
    return this.#unacknowledged !== undefined
  }

  /** Numbers the response and sends it until it is acknowledged. */
  send(response: SipResponse, nowMs: number): void {
    response.fields.append('Require', '100rel')
    response.fields.append('RSeq', String(this.#nextNumber))
    this.#unacknowledged = response
    this.#sent = 0
    this.#transmit(nowMs)
  }

  /** Takes a PRACK; false when it matches no response that waits for one. */
  acknowledge(rAck: RAck): boolean {
    const response = this.#unacknowledged
    if (response === undefined || rAck.responseNumber !== this.#nextNumber) return false
    if (rAck.method !== 'INVITE' || rAck.sequence !== response.cseq.sequence) return false
    this.stop()
    return true
  }

  /** Ends the retransmission; the number is used up. */
  stop(): void {
    if (this.#unacknowledged === undefined) return
    this.#unacknowledged = undefined
    this.#nextNumber++
    this.#timers.cancel(this)
  }

  onDue(): void {
    if (this.#sent >= this.#intervalsSeconds.length) this.#owner.onPrackTimeout()
    else this.#transmit(this.dueAtMs)
  }

  #transmit(nowMs: number): void {
    if (this.#unacknowledged === undefined) return
    const waitSeconds = this.#intervalsSeconds[this.#sent] ?? 0
    this.#sent++
    this.#timers.schedule(this, nowMs + waitSeconds * 1000)
    this.#transaction.respond(this.#unacknowledged)
  }
}
