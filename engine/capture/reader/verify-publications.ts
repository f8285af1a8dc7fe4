/* PUBLISH as a capture shows it (RFC 3903 §4): who publishes what to whom, with which lifetimes, how often, and what is
 * answered. A request and its answers are matched at the place of the capture: Call-ID, CSeq and top branch. */
import type { PublishVerification } from '../../api/contract/capture-procedures.ts'
import { parseNameAddr } from '../../sip/message/name-addr.ts'
import { decodeUtf8, unescape } from '../../sip/message/text-encoding.ts'
import { isSipUri, parseUri } from '../../sip/message/uri.ts'
import type { Uri } from '../../sip/message/uri.ts'
import { sentBy } from '../../sip/transport/ip-address.ts'
import type { Endpoint } from '../../sip/transport/transport.ts'
import { codeOfMethod } from '../method-codes.ts'
import type { TraceSource } from '../trace-source.ts'
import { readMessageHead } from './message-head.ts'
import type { MessageHead } from './message-head.ts'
import { PublicationTally } from './publication-tally.ts'
import type { PublicationNames, PublishKind, SeenPublish } from './publication-tally.ts'
import { PublishTransactions } from './publish-transactions.ts'
import { numbered } from './status-counts.ts'

/** Publications, publishers and values of Expires listed; more are only counted. */
const mostPublications = 20_000
const mostPublishers = 2000
const mostExpires = 1000
/** Names of gateways remembered over all publishers, and publications counted that are not listed. */
const mostNames = 100_000
/** User part under which gateways are parameters of the Request-URI. */
const statusUser = 'gateway-status'

/** Verifies every PUBLISH of a capture. */
export function verifyPublications(
  source: TraceSource,
  expectedSeconds?: number,
): PublishVerification {
  const verification = new Verification()
  const { methods } = source.columns
  const publish = codeOfMethod('PUBLISH')
  for (let sequence = source.oldestSequence; sequence < source.nextSequence; sequence++) {
    if (methods[sequence % source.columns.capacity] === publish) verification.take(source, sequence)
  }
  return verification.result(endOf(source), expectedSeconds)
}

function endOf({ columns, nextSequence }: TraceSource): number {
  return nextSequence === 0 ? 0 : (columns.timesMs[(nextSequence - 1) % columns.capacity] ?? 0)
}

interface Publisher {
  userAgent: string
  readonly gateways: Set<string>
  requests: number
}

/** Stands for every publication that is not listed. */
const nobody: PublicationNames = {
  ...{ gateway: '', from: '', requestUri: '', event: '', source: '', target: '' },
}

class Verification {
  readonly #tallies = new Map<string, PublicationTally>()
  readonly #transactions = new PublishTransactions()
  readonly #publishers = new Map<string, Publisher>()
  readonly #answers = new Map<number, number>()
  readonly #expires = new Map<number | null, number>()
  /** Hashes are enough to count them. */
  readonly #omitted = new Set<number>()
  readonly #others = new PublicationTally(nobody)
  #names = 0
  #otherExpires = 0
  readonly #kinds = { initial: 0, refresh: 0, modify: 0, remove: 0 }
  #retransmissions = 0
  #answerRetransmissions = 0

  take(source: TraceSource, sequence: number): void {
    const row = sequence % source.columns.capacity
    const flow = source.flowAt(source.columns.flows[row] ?? 0)
    const isSent = source.columns.directions[row] === 1
    const [from, to] = isSent ? [flow.local, flow.remote] : [flow.remote, flow.local]
    const head = readMessageHead(source.wireBytes(sequence))
    if (head.statusCode > 0) this.#answer(head, transactionKey(head, to))
    else {
      const timeMs = source.columns.timesMs[row] ?? 0
      this.#request(head, { sequence, timeMs, from, to })
    }
  }

  result(endMs: number, expectedSeconds: number | undefined): PublishVerification {
    const { initial, refresh, modify, remove } = this.#kinds
    return {
      requests: initial + refresh + modify + remove + this.#retransmissions,
      retransmissions: this.#retransmissions,
      ...this.#kinds,
      answers: numbered(this.#answers),
      answerRetransmissions: this.#answerRetransmissions,
      expires: [...this.#expires]
        .sort(([a], [b]) => (a ?? -1) - (b ?? -1))
        .map(([seconds, requests]) => ({ seconds, requests })),
      otherExpires: this.#otherExpires,
      publishers: [...this.#publishers].map(([address, publisher]) => ({
        source: address,
        userAgent: publisher.userAgent,
        gateways: publisher.gateways.size,
        requests: publisher.requests,
      })),
      publications: [...this.#tallies.values()].map((tally) => tally.row(endMs, expectedSeconds)),
      omitted: this.#omitted.size,
    }
  }

  #request(head: MessageHead, where: Where): void {
    const key = transactionKey(head, where.from)
    const known = this.#transactions.find(key)
    if (known !== undefined) {
      known.tally.retransmissions++
      this.#retransmissions++
      return
    }
    const names = namesOf(head, where)
    const tally = this.#tallyOf(names)
    this.#transactions.add(key, tally)
    const seen = seenPublish(head, where)
    tally.request(seen)
    this.#kinds[seen.kind]++
    this.#countExpires(seen.expiresSeconds)
    this.#countPublisher(names, head.field('User-Agent') ?? '')
  }

  #answer(head: MessageHead, key: string): void {
    const { statusCode } = head
    if (statusCode < 200) return
    const transaction = this.#transactions.find(key)
    if (transaction !== undefined && transaction.statusCode > 0) {
      this.#answerRetransmissions++
      return
    }
    this.#answers.set(statusCode, (this.#answers.get(statusCode) ?? 0) + 1)
    if (transaction === undefined) return
    transaction.statusCode = statusCode
    transaction.tally.answer(statusCode, readSeconds(head.field('Expires')))
  }

  #tallyOf(names: PublicationNames): PublicationTally {
    const key = `${names.source} ${names.target} ${names.event} ${names.gateway}`
    const known = this.#tallies.get(key)
    if (known !== undefined) return known
    if (this.#tallies.size >= mostPublications) {
      if (this.#omitted.size < mostNames) this.#omitted.add(hashOf(key))
      return this.#others
    }
    const tally = new PublicationTally(names)
    this.#tallies.set(key, tally)
    return tally
  }

  #countExpires(seconds: number | null): void {
    const requests = this.#expires.get(seconds)
    if (requests === undefined && this.#expires.size >= mostExpires) this.#otherExpires++
    else this.#expires.set(seconds, (requests ?? 0) + 1)
  }

  #countPublisher({ source, gateway }: PublicationNames, userAgent: string): void {
    let publisher = this.#publishers.get(source)
    if (publisher === undefined) {
      if (this.#publishers.size >= mostPublishers) return
      publisher = { userAgent, gateways: new Set(), requests: 0 }
      this.#publishers.set(source, publisher)
    }
    if (!publisher.gateways.has(gateway) && this.#names < mostNames) {
      this.#names++
      publisher.gateways.add(gateway)
    }
    if (userAgent !== '') publisher.userAgent = userAgent
    publisher.requests++
  }
}

interface Where {
  readonly sequence: number
  readonly timeMs: number
  readonly from: Endpoint
  readonly to: Endpoint
}

/** The same for a request, its repetitions and its answers; `client` is who sent the request. */
function transactionKey(head: MessageHead, client: Endpoint): string {
  const branch = /;\s*branch\s*=\s*([^;,\s]+)/i.exec(head.field('Via') ?? '')?.[1] ?? ''
  const number = /^\d+/.exec(head.field('CSeq') ?? '')?.[0] ?? ''
  return `${head.field('Call-ID') ?? ''} ${number} ${branch} ${sentBy(client)}`
}

function seenPublish(head: MessageHead, { sequence, timeMs }: Where): SeenPublish {
  const expiresSeconds = readSeconds(head.field('Expires'))
  const callId = head.field('Call-ID') ?? ''
  return { sequence, timeMs, callId, expiresSeconds, kind: kindOf(head, expiresSeconds) }
}

/** RFC 3903 §4.2 to §4.5 tell them apart by Expires, SIP-If-Match and the body. */
function kindOf(head: MessageHead, expiresSeconds: number | null): PublishKind {
  if (expiresSeconds === 0) return 'remove'
  if (head.field('SIP-If-Match') === undefined) return 'initial'
  const hasBody = head.field('Content-Type') !== undefined && head.field('Content-Length') !== '0'
  return hasBody ? 'modify' : 'refresh'
}

function readSeconds(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : null
}

function namesOf(head: MessageHead, { from, to }: Where): PublicationNames {
  const fromUri = parseNameAddr(head.field('From') ?? '')
  return {
    gateway: gatewayOf(parseUri(head.requestUri), fromUri?.uri),
    from: fromUri?.uriText ?? '',
    requestUri: head.requestUri,
    event: head.field('Event')?.split(';')[0]?.trim() ?? '',
    source: sentBy(from),
    target: sentBy(to),
  }
}

/** The parameter of the Request-URI, else the user it names, else who speaks. */
function gatewayOf(requestUri: Uri | undefined, from: Uri | undefined): string {
  const uri = requestUri !== undefined && isSipUri(requestUri) ? requestUri : undefined
  const speaker = from !== undefined && isSipUri(from) ? from.user : undefined
  const resource = uri?.user === statusUser ? undefined : uri?.user
  const escaped = uri?.parameters.get('gateway') ?? resource ?? speaker ?? ''
  return decodeUtf8(unescape(escaped))
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}
