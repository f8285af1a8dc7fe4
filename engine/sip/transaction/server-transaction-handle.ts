import type { SipRequest, SipResponse } from '../message/message.ts'
import { serializeMessage } from '../message/serialize-message.ts'
import type { Flow } from '../transport/transport.ts'
import type { ServerTransaction } from './transaction-user.ts'

/** What the handle asks of the transaction behind it. */
export interface AnsweredTransaction {
  respond(response: SipResponse, bytes: Buffer): void
  /** Ends without an answer. */
  discard(): void
}

/** A response that could not be sent, and whom to tell: by then the transaction may have let go of its handle. */
export interface SendingFailure {
  readonly handle: ServerTransactionHandle | undefined
  readonly reason: string
}

/** What the transaction user holds of a request; the transaction itself keeps only bytes once it is answered. */
export class ServerTransactionHandle implements ServerTransaction {
  readonly request: SipRequest
  readonly flow: Flow
  isFinished = false
  onCancel: (() => void) | undefined = undefined
  onTimeout: (() => void) | undefined = undefined
  onTransportError: ((reason: string) => void) | undefined = undefined
  readonly #transaction: AnsweredTransaction
  #response: SipResponse | undefined
  #bytes: Buffer | undefined
  #hasFailed = false

  constructor(request: SipRequest, flow: Flow, transaction: AnsweredTransaction) {
    this.request = request
    this.flow = flow
    this.#transaction = transaction
  }

  respond(response: SipResponse): void {
    if (this.#bytes === undefined || response !== this.#response) {
      this.#bytes = serializeMessage(response)
      this.#response = response
    }
    if (response.statusCode >= 200) this.isFinished = true
    this.#transaction.respond(response, this.#bytes)
  }

  discard(): void {
    this.#transaction.discard()
  }

  /** To tag of the latest response, RFC 3261 §9.2. */
  get localTag(): string | undefined {
    return this.#response?.to.tag
  }

  /** Tells the transaction user, once, that a response could not be sent. */
  fail(reason: string): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    this.onTransportError?.(reason)
  }
}
