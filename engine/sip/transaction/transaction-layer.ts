/* Transaction layer, RFC 3261 §17, §9 (CANCEL), §8.2.2.2 (merged requests) with RFC 6026 (accepted states).
 * Implemented: the four state machines, matching also for RFC 2543 clients, retransmission by a list of waits,
 * answers of its own: 100 after 200 ms, 200 or 481 to CANCEL, 482 to merged requests, 503 when far too many are alive.
 * Not here: RFC 3263 §5 alternatives for responses, loop detection by Via (the dialog layer's). */
import type { Clock } from '../../kernel/clock.ts'
import type { IdSource } from '../../kernel/id-source.ts'
import type { Logger } from '../../kernel/logger.ts'
import { createResponse } from '../message/message.ts'
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts'
import { serializeMessage } from '../message/serialize-message.ts'
import { branchCookie } from '../message/via.ts'
import { sentBy } from '../transport/ip-address.ts'
import { responseDestination } from '../transport/response-destination.ts'
import type { Destination, Endpoint, Flow, TransportProtocol } from '../transport/transport.ts'
import type { TransportLayer } from '../transport/transport-layer.ts'
import { createCancel } from './acknowledgement.ts'
import { DelayQueues } from './delay-queues.ts'
import { flatString } from './flat-string.ts'
import { InviteClientHandle, InviteClientTransaction } from './invite-client-transaction.ts'
import { InviteServerTransaction } from './invite-server-transaction.ts'
import { NonInviteClientTransaction } from './non-invite-client-transaction.ts'
import { NonInviteServerTransaction } from './non-invite-server-transaction.ts'
import { ServerTransactionHandle } from './server-transaction-handle.ts'
import type { TimerValues } from './timer-values.ts'
import type { CancelledInvite, TransactionContext } from './transaction-context.ts'
import { mergeKey, serverKey } from './transaction-key.ts'
import type {
  AddedFields,
  ClientTransaction,
  ClientTransactionListener,
  TransactionUser,
} from './transaction-user.ts'

export type {
  ClientTransaction,
  ClientTransactionListener,
  ServerTransaction,
  TransactionUser,
} from './transaction-user.ts'

/** What a transaction layer is made of. */
export interface TransactionLayerOptions {
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  readonly transport: TransportLayer
  /** Read once per transaction, when it begins. */
  readonly timerValues: () => TimerValues
  readonly transactionUser: TransactionUser
  /** Overrides RFC 3261 §18.2.2 for a request (sipResponseAddressMethod). */
  readonly responseDestination?: (request: SipRequest, flow: Flow) => Destination | undefined
  /** Server transactions alive at once; more are answered 503 without one. */
  readonly mostServerTransactions?: number
}

/** Requests and their responses, RFC 3261 §17. */
export interface TransactionLayer {
  /** Wired to the transport layer. */
  onMessage(message: SipMessage, flow: Flow): void
  /** Adds the Via and sends; everything further comes to the listener, never from within this call. */
  request(
    request: SipRequest,
    destination: Destination,
    listener: ClientTransactionListener,
  ): ClientTransaction
  /** ACK to a 2xx, RFC 3261 §13.2.2.4: no transaction; the bytes can be sent again with `resend`. */
  sendAck(request: SipRequest, destination: Destination): Buffer
  resend(bytes: Buffer, destination: Destination): void
  /** Transactions alive, those that only absorb retransmissions included. */
  readonly counts: { readonly client: number; readonly server: number }
  /** Forgets every transaction without a word. */
  close(): void
}

export function createTransactionLayer(options: TransactionLayerOptions): TransactionLayer {
  return new TransactionTables(options)
}

type ClientMachine = InviteClientTransaction | NonInviteClientTransaction
type ServerMachine = InviteServerTransaction | NonInviteServerTransaction

const branchChars = 12
const tagChars = 10
const mostAlive = 250_000
const nobody: ClientTransactionListener = {
  onResponse: () => undefined,
  onTimeout: () => undefined,
  onTransportError: () => undefined,
}

class TransactionTables implements TransactionLayer {
  readonly #options: TransactionLayerOptions
  readonly #transport: TransportLayer
  readonly #user: TransactionUser
  readonly #context: TransactionContext
  readonly #delays: DelayQueues
  readonly #mostServers: number
  /** By branch. */
  readonly #clients = new Map<string, ClientMachine>()
  /** By the branch that a CANCEL shares with its INVITE. */
  readonly #cancels = new Map<string, ClientMachine>()
  readonly #servers = new Map<string, ServerMachine>()
  readonly #mergeKeys = new Set<string>()
  /** What the latest Via began with, and for whom; most go the same way as the one before. */
  #viaStart = ''
  #viaLocal: Endpoint | undefined
  #viaProtocol: TransportProtocol | undefined

  constructor(options: TransactionLayerOptions) {
    this.#options = options
    this.#transport = options.transport
    this.#user = options.transactionUser
    this.#mostServers = options.mostServerTransactions ?? mostAlive
    this.#delays = new DelayQueues(options.clock)
    this.#context = {
      clock: options.clock,
      delays: this.#delays,
      transport: options.transport,
      endClient: (method, branch) => this.#clientsOf(method).delete(branch),
      endServer: (key, merged) => this.#endServer(key, merged),
      sendCancel: (invite, added) => this.#sendCancel(invite, added),
    }
  }

  get counts(): { readonly client: number; readonly server: number } {
    return { client: this.#clients.size + this.#cancels.size, server: this.#servers.size }
  }

  close(): void {
    this.#delays.close()
    for (const table of [this.#clients, this.#cancels, this.#servers, this.#mergeKeys]) {
      table.clear()
    }
  }

  onMessage(message: SipMessage, flow: Flow): void {
    if (message.kind === 'response') this.#onResponse(message, flow)
    else if (message.method === 'ACK') this.#onAck(message, flow)
    else this.#onRequest(message, flow)
  }

  request(
    request: SipRequest,
    destination: Destination,
    listener: ClientTransactionListener,
  ): ClientTransaction {
    const branch = this.#newBranch()
    const isSendable = this.#addVia(request, destination, branch)
    const values = this.#options.timerValues()
    const start = { request, destination, branch, values, listener }
    if (request.method === 'INVITE') {
      const transaction = new InviteClientTransaction(this.#context, start)
      this.#begin(transaction, branch, isSendable)
      return new InviteClientHandle(request, transaction)
    }
    const transaction = new NonInviteClientTransaction(this.#context, start)
    this.#begin(transaction, branch, isSendable)
    return transaction
  }

  sendAck(request: SipRequest, destination: Destination): Buffer {
    const branch = this.#newBranch()
    const isSendable = this.#addVia(request, destination, branch)
    const bytes = serializeMessage(request)
    if (isSendable) this.#transport.send(bytes, destination, request)
    return bytes
  }

  resend(bytes: Buffer, destination: Destination): void {
    this.#transport.send(bytes, destination, undefined)
  }

  #newBranch(): string {
    return flatString(branchCookie + this.#options.ids.token(branchChars))
  }

  #begin(transaction: ClientMachine, branch: string, isSendable: boolean): void {
    this.#clientsOf(transaction.method).set(branch, transaction)
    if (isSendable) transaction.begin()
    else this.#options.clock.startTimer(0, () => transaction.fail('no listener can send there'))
  }

  /** RFC 3261 §18.1.1: sent-by is an address that answers reach; RFC 3581 §3: rport. */
  #addVia(request: SipRequest, destination: Destination, branch: string): boolean {
    const local = this.#transport.localFor(destination)
    if (local === undefined) return false
    // The same request tried elsewhere before still carries the Via of that attempt.
    if (request.fields.has('Via')) {
      request.fields.remove('Via')
      request.forget()
    }
    if (local !== this.#viaLocal || destination.protocol !== this.#viaProtocol) {
      this.#viaLocal = local
      this.#viaProtocol = destination.protocol
      this.#viaStart = `SIP/2.0/${destination.protocol.toUpperCase()} ${sentBy(local)};branch=`
    }
    request.fields.prepend('Via', `${this.#viaStart}${branch};rport`)
    return true
  }

  #clientsOf(method: string): Map<string, ClientMachine> {
    return method === 'CANCEL' ? this.#cancels : this.#clients
  }

  #sendCancel(invite: CancelledInvite, added: AddedFields): void {
    const { destination, branch, values } = invite
    const request = createCancel(invite.request, added)
    const start = { request, destination, branch, values, listener: nobody }
    this.#begin(new NonInviteClientTransaction(this.#context, start), branch, true)
  }

  // RFC 3261 §17.1.3: branch and method of CSeq.
  #onResponse(response: SipResponse, flow: Flow): void {
    const { method } = response.cseq
    const branch = response.topVia.branch ?? ''
    const transaction = this.#clientsOf(method).get(branch)
    if (transaction?.method === method) transaction.receive(response, flow)
    else this.#user.onStrayResponse?.(response, flow)
  }

  #onAck(ack: SipRequest, flow: Flow): void {
    const transaction = this.#servers.get(serverKey(ack, 'INVITE'))
    if (transaction?.receiveAck(ack) !== true) this.#user.onAck(ack, flow)
  }

  #onRequest(request: SipRequest, flow: Flow): void {
    const key = serverKey(request, request.method)
    const known = this.#servers.get(key)
    if (known !== undefined) known.receiveRequest()
    else if (request.method === 'CANCEL') this.#onCancel(request, flow, key)
    else if (this.#servers.size >= this.#mostServers) this.#refuseOverload(request, flow)
    else this.#onNewRequest(request, flow, key)
  }

  #onNewRequest(request: SipRequest, flow: Flow, key: string): void {
    // RFC 3261 §8.2.2.2: the same request by another way.
    const merge = request.to.tag === undefined ? mergeKey(request) : undefined
    if (merge !== undefined && this.#mergeKeys.has(merge)) {
      this.#createServer(request, flow, key, undefined).respond(this.#answer(request, 482))
      return
    }
    const handle = this.#createServer(request, flow, key, merge)
    this.#user.onRequest(request, handle)
    if (request.method === 'INVITE') this.#servers.get(key)?.awaitResponse()
  }

  // RFC 3261 §9.2: CANCEL is answered here, what it cancels is the transaction user's business.
  #onCancel(cancel: SipRequest, flow: Flow, key: string): void {
    const invite = this.#servers.get(serverKey(cancel, 'INVITE'))
    if (invite === undefined && this.#servers.size >= this.#mostServers) {
      this.#refuseOverload(cancel, flow)
      return
    }
    const handle = this.#createServer(cancel, flow, key, undefined)
    if (invite instanceof InviteServerTransaction) {
      const toTag = invite.handle?.localTag ?? this.#options.ids.token(tagChars)
      handle.respond(createResponse(cancel, 200, { toTag }))
      invite.receiveCancel()
    } else handle.respond(this.#answer(cancel, 481))
  }

  #createServer(
    request: SipRequest,
    flow: Flow,
    key: string,
    merge: string | undefined,
  ): ServerTransactionHandle {
    const start = {
      key,
      mergeKey: merge,
      destination: this.#responseDestination(request, flow),
      values: this.#options.timerValues(),
    }
    const transaction =
      request.method === 'INVITE'
        ? new InviteServerTransaction(this.#context, start)
        : new NonInviteServerTransaction(this.#context, start)
    const handle = new ServerTransactionHandle(request, flow, transaction)
    transaction.handle = handle
    this.#servers.set(key, transaction)
    if (merge !== undefined) this.#mergeKeys.add(merge)
    return handle
  }

  #endServer(key: string, merge: string | undefined): void {
    this.#servers.delete(key)
    if (merge !== undefined) this.#mergeKeys.delete(merge)
  }

  #responseDestination(request: SipRequest, flow: Flow): Destination {
    return this.#options.responseDestination?.(request, flow) ?? responseDestination(request, flow)
  }

  #answer(request: SipRequest, statusCode: number): SipResponse {
    return createResponse(request, statusCode, { toTag: this.#options.ids.token(tagChars) })
  }

  #refuseOverload(request: SipRequest, flow: Flow): void {
    const response = createResponse(request, 503, {
      toTag: this.#options.ids.token(tagChars),
      fields: [['Retry-After', '10']],
    })
    const bytes = serializeMessage(response)
    this.#transport.send(bytes, this.#responseDestination(request, flow), response)
  }
}
