import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { createResponse, SipRequest } from '../sip/message/message.ts'
import type { SipResponse } from '../sip/message/message.ts'
import { parseNameAddr } from '../sip/message/name-addr.ts'
import type { ClientTransaction, ServerTransaction } from '../sip/transaction/transaction-user.ts'
import type { Endpoint } from '../sip/transport/transport.ts'
import type { MemoryNetwork } from '../sip/transport/memory-network.ts'
import { sampleSdp } from './messages.ts'
import { createTransactionNode } from './transaction-node.ts'
import type { TransactionNode } from './transaction-node.ts'

/** What a message of a peer carries beyond the mandatory. */
export interface PeerContent {
  /** name, value, name, value, … */
  readonly fields?: readonly string[]
  readonly body?: string
  /** Not sent: the peer's own tag instead of the call's. */
  readonly tag?: string
  readonly sequence?: number
}

/** A request that a peer has sent, and what came back. */
export interface SentRequest {
  readonly method: string
  readonly transaction: ClientTransaction
  readonly responses: SipResponse[]
  /** Status codes, `timeout`, `transport error`, in order. */
  readonly outcomes: string[]
}

/** A telephone or gateway that does what a test tells it, with transactions of its own. */
export class ScriptedPeer {
  readonly node: TransactionNode
  readonly endpoint: Endpoint
  readonly calls: PeerCall[] = []
  /** Shown in From of its calls; '' = none. */
  displayName = ''
  /** What it does with an INVITE that starts a call. */
  onInvite: (call: PeerCall, invite: SipRequest) => void = () => undefined
  /** What it does with requests within a call; false = 200. */
  onRequest: (call: PeerCall, transaction: ServerTransaction) => boolean = () => false

  constructor(
    ports: { clock: Clock; ids: IdSource; network: Pick<MemoryNetwork, 'createTransport'> },
    endpoint: Endpoint,
  ) {
    const { clock, ids, network } = ports
    this.endpoint = endpoint
    this.node = createTransactionNode({
      clock,
      ids,
      createTransport: (options) => network.createTransport(options),
    })
    this.node.answer = (request, transaction) => this.#take(request, transaction)
    void this.node.transport.listen({ protocol: 'udp', ...endpoint })
  }

  get contact(): string {
    return `<sip:peer@${this.endpoint.address}:${String(this.endpoint.port)}>`
  }

  /** Starts a call at `target`; the INVITE offers a session description unless `body` is ''. */
  invite(target: Endpoint, callee: string, content: PeerContent = {}): PeerCall {
    const number = String(this.calls.length + 1)
    const name = this.displayName === '' ? '' : `"${this.displayName}" `
    const call = new PeerCall(this, {
      callId: `call-${number}@${this.endpoint.address}:${String(this.endpoint.port)}`,
      localParty: `${name}<sip:1001@${this.endpoint.address}>;tag=caller${number}`,
      remoteParty: `<sip:${callee}@${target.address}>`,
      remoteTarget: `sip:${callee}@${target.address}:${String(target.port)}`,
      remote: target,
    })
    this.calls.push(call)
    call.invite(content)
    return call
  }

  /** The call of that number, first one first. */
  call(index = 0): PeerCall {
    const found = this.calls[index]
    if (found === undefined) throw new Error(`no call ${String(index)} has come`)
    return found
  }

  /** The request of that number that reached this peer, ACK and CANCEL not counted. */
  request(index = 0): SipRequest {
    const found = this.node.requests[index]
    if (found === undefined) throw new Error(`no request ${String(index)} has come`)
    return found.request
  }

  #take(request: SipRequest, transaction: ServerTransaction): void {
    const { tag } = request.to
    const known = this.calls.find((each) => each.callId === request.callId)
    if (request.method === 'INVITE' && tag === undefined) {
      const call = known ?? this.#accept(request, transaction)
      call.take(transaction)
      this.onInvite(call, request)
    } else if (known === undefined) transaction.respond(createResponse(request, 481))
    else known.takeWithin(transaction)
  }

  #accept(request: SipRequest, transaction: ServerTransaction): PeerCall {
    const number = String(this.calls.length + 1)
    const call = new PeerCall(this, {
      callId: request.callId,
      localParty: `${request.fields.get('To') ?? ''};tag=callee${number}`,
      remoteParty: request.fields.get('From') ?? '',
      remoteTarget: parseNameAddr(request.fields.get('Contact') ?? '')?.uriText ?? '',
      remote: transaction.flow.remote,
    })
    this.calls.push(call)
    return call
  }
}

interface PeerDialog {
  readonly callId: string
  readonly localParty: string
  readonly remoteParty: string
  readonly remoteTarget: string
  readonly remote: Endpoint
}

/** One call of a peer: it keeps no rules, so that a test can break them. */
export class PeerCall {
  readonly callId: string
  readonly peer: ScriptedPeer
  localParty: string
  remoteParty: string
  remoteTarget: string
  sequence = 0
  /** Requests received within the call, in order. */
  readonly received: SipRequest[] = []
  /** The INVITE to be answered. */
  incoming: ServerTransaction | undefined = undefined
  /** The INVITE of our own. */
  sentInvite: SentRequest | undefined = undefined
  isCancelled = false
  readonly #remote: Endpoint

  constructor(peer: ScriptedPeer, dialog: PeerDialog) {
    this.peer = peer
    this.callId = dialog.callId
    this.localParty = dialog.localParty
    this.remoteParty = dialog.remoteParty
    this.remoteTarget = dialog.remoteTarget
    this.#remote = dialog.remote
  }

  /** Codes that came back for the INVITE, in order. */
  get outcomes(): readonly string[] {
    return this.sentInvite?.outcomes ?? []
  }

  /** Methods received within the call, in order. */
  get methods(): readonly string[] {
    return this.received.map(({ method }) => method)
  }

  get acks(): readonly SipRequest[] {
    return this.peer.node.acks.filter(({ callId }) => callId === this.callId)
  }

  /** The newest response to the INVITE with that code. */
  response(statusCode: number): SipResponse {
    const found = this.sentInvite?.responses.findLast((each) => each.statusCode === statusCode)
    if (found === undefined) throw new Error(`no ${String(statusCode)} has come`)
    return found
  }

  invite(content: PeerContent = {}): SentRequest {
    this.sentInvite = this.request('INVITE', { body: sampleSdp, ...content })
    return this.sentInvite
  }

  /** Sends a request within the call. */
  request(method: string, content: PeerContent = {}): SentRequest {
    this.sequence = content.sequence ?? this.sequence + 1
    const request = this.#build(method, this.sequence, content)
    const responses: SipResponse[] = []
    const outcomes: string[] = []
    const { transactions } = this.peer.node
    const transaction = transactions.request(request, this.#destination, {
      onResponse: (response) => {
        responses.push(response)
        outcomes.push(String(response.statusCode))
        if (method === 'INVITE') this.#learn(response)
      },
      onTimeout: () => void outcomes.push('timeout'),
      onTransportError: () => void outcomes.push('transport error'),
    })
    return { method, transaction, responses, outcomes }
  }

  /** Acknowledges a 2xx to the newest INVITE. */
  ack(content: PeerContent = {}): void {
    const request = this.#build('ACK', content.sequence ?? this.sequence, content)
    this.peer.node.transactions.sendAck(request, this.#destination)
  }

  bye(content: PeerContent = {}): SentRequest {
    return this.request('BYE', content)
  }

  cancel(): void {
    this.sentInvite?.transaction.cancel()
  }

  take(transaction: ServerTransaction): void {
    this.incoming = transaction
    transaction.onCancel = () => {
      this.isCancelled = true
      this.respond(487)
    }
  }

  takeWithin(transaction: ServerTransaction): void {
    const { request } = transaction
    this.received.push(request)
    if (this.peer.onRequest(this, transaction)) return
    this.respondTo(transaction, 200)
  }

  /** Answers the INVITE. */
  respond(statusCode: number, content: PeerContent = {}): void {
    const { incoming } = this
    if (incoming === undefined) throw new Error('no INVITE is to be answered')
    this.respondTo(incoming, statusCode, content)
  }

  /** Answers with 200 and a session description. */
  answer(content: PeerContent = {}): void {
    this.respond(200, { body: sampleSdp, ...content })
  }

  respondTo(transaction: ServerTransaction, statusCode: number, content: PeerContent = {}): void {
    const { body = '' } = content
    const fields = pairs(content.fields ?? [])
    const isOfDialog = statusCode > 100 && statusCode < 300 && transaction.request.method !== 'BYE'
    const response = createResponse(transaction.request, statusCode, {
      ...(statusCode > 100 ? { toTag: content.tag ?? tagOf(this.localParty) } : {}),
      fields: isOfDialog ? [['Contact', this.peer.contact], ...fields] : fields,
      ...(body === '' ? {} : { contentType: 'application/sdp', body: Buffer.from(body) }),
    })
    transaction.respond(response)
  }

  #learn(response: SipResponse): void {
    if (response.statusCode === 100 || response.statusCode >= 300) return
    this.remoteParty = response.fields.get('To') ?? this.remoteParty
    const contact = parseNameAddr(response.fields.get('Contact') ?? '')
    this.remoteTarget = contact?.uriText ?? this.remoteTarget
  }

  #build(method: string, sequence: number, content: PeerContent): SipRequest {
    const { body = '' } = content
    const entries = ['Max-Forwards', '70', 'From', this.localParty, 'To', this.remoteParty]
    entries.push('Call-ID', this.callId, 'CSeq', `${String(sequence)} ${method}`)
    const { fields: extra = [] } = content
    const needsContact = method === 'INVITE' || method === 'UPDATE'
    if (needsContact && !extra.includes('Contact')) entries.push('Contact', this.peer.contact)
    entries.push(...extra)
    if (body !== '') entries.push('Content-Type', 'application/sdp')
    const fields = new HeaderFields(entries)
    return new SipRequest(method, this.remoteTarget, fields, Buffer.from(body))
  }

  get #destination(): { protocol: 'udp'; remote: Endpoint } {
    return { protocol: 'udp', remote: this.#remote }
  }
}

const tagOf = (party: string): string => party.slice(party.indexOf(';tag=') + 5)

const pairs = (fields: readonly string[]): [string, string][] =>
  fields.flatMap((name, i) => (i % 2 === 0 ? [[name, fields[i + 1] ?? '']] : []))
