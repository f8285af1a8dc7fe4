import type { SipRequest, SipResponse } from '../message/message.ts'
import type { Destination, Flow } from '../transport/transport.ts'

/** Header fields given as pairs of name and value. */
export type AddedFields = readonly (readonly [string, string])[]

/** The core above the transactions, RFC 3261 §5. */
export interface TransactionUser {
  /** Every new request but ACK and CANCEL. */
  onRequest(request: SipRequest, transaction: ServerTransaction): void
  /** An ACK to a 2xx, or one that matches nothing. */
  onAck(request: SipRequest, flow: Flow): void
  /** A response that matches no transaction. */
  onStrayResponse?(response: SipResponse, flow: Flow): void
}

/** Who sent a request and waits for what becomes of it. */
export interface ClientTransactionListener {
  /** Provisional and final responses; further 2xx to an INVITE too. */
  onResponse(response: SipResponse, flow: Flow): void
  onTimeout(): void
  /** At most once, and nothing follows it. */
  onTransportError(reason: string): void
}

/** A request on its way, RFC 3261 §17.1. */
export interface ClientTransaction {
  readonly request: SipRequest
  readonly destination: Destination
  readonly state: string
  /** RFC 3261 §9.1: an INVITE is cancelled as soon as a provisional response has come; others cannot be. */
  cancel(fields?: AddedFields): void
  /** No retransmission and no word to the listener any more, but for a 2xx that comes all the same. */
  abandon(): void
}

/** A request to be answered, RFC 3261 §17.2. */
export interface ServerTransaction {
  readonly request: SipRequest
  readonly flow: Flow
  /** Whether a final response was given. */
  readonly isFinished: boolean
  /** Sends a response; the same 2xx object again is sent again without being written anew. */
  respond(response: SipResponse): void
  /** Forgets an unanswered request without a word; a retransmission of it is a new request. */
  discard(): void
  /** The INVITE was cancelled; CANCEL itself has been answered. */
  onCancel: (() => void) | undefined
  /** No ACK has come to a final response other than 2xx. */
  onTimeout: (() => void) | undefined
  onTransportError: ((reason: string) => void) | undefined
}
