/* The trace: the newest SIP messages with their very bytes, for lists, ladders and pcap export.
 * Implemented: bounded by messages and bytes; one copy of the bytes into a ring and one row of numbers per message, so
 * that nothing is left to the garbage collector; filters, paging, credentials starred out on every way out.
 * Not here: what went wrong below SIP (ICMP, TCP handshakes); capturing for longer than the ring holds. */
import { parseMessage } from '../sip/message/parse-message.ts'
import type { Clock } from '../kernel/clock.ts'
import type { SipMessage } from '../sip/message/message.ts'
import type { Flow, TrafficObserver } from '../sip/transport/transport.ts'
import { ByteRing } from './byte-ring.ts'
import { withoutCredentials } from './credentials.ts'
import { FlowTable } from './flow-table.ts'
import { methodCodeOf, unparsableCode } from './method-codes.ts'
import { hashCallId, TraceIndex } from './trace-index.ts'
import { describeMessage, type GatewayLookup, type TraceSource } from './trace-source.ts'
import type { TracedMessage, TraceHolding, TraceLimits } from './traced-message.ts'

export interface TraceRingOptions {
  readonly clock: Clock
  readonly limits?: TraceLimits
  readonly gatewaysAt?: GatewayLookup
}

export type { GatewayLookup } from './trace-source.ts'

/** Holds several minutes of a busy switch. */
const defaultTraceLimits: TraceLimits = { messages: 100_000, bytes: 64 * 1024 * 1024 }

/** Room for the longest message there can be, many times over. */
const leastBytes = 1024 * 1024
const leastMessages = 100

/** Flows remembered beyond those in use before the table is cleaned. */
const flowSlack = 4096

function parsed(bytes: Buffer): SipMessage | undefined {
  const outcome = parseMessage(bytes)
  return outcome.ok ? outcome.message : undefined
}

export class TraceRing implements TrafficObserver, TraceSource {
  readonly gatewaysAt: GatewayLookup
  readonly #clock: Clock
  #isEnabled = true
  #enabledAtMs: number
  #bytes: ByteRing
  #index: TraceIndex
  #flows = new FlowTable()
  #flowLimit = flowSlack
  /** Sequence number of the next message, and its row. */
  #next = 0
  #row = 0
  /** Messages before this one were cleared. */
  #first = 0

  constructor({ clock, limits = defaultTraceLimits, gatewaysAt }: TraceRingOptions) {
    this.#clock = clock
    this.#enabledAtMs = clock.nowMs()
    this.gatewaysAt = gatewaysAt ?? (() => [])
    this.#bytes = new ByteRing(Math.max(leastBytes, limits.bytes))
    this.#index = new TraceIndex(Math.max(leastMessages, limits.messages))
  }

  sent(bytes: Buffer, flow: Flow, message: SipMessage | undefined): void {
    // A retransmission is sent as bytes alone.
    if (this.#isEnabled) this.#record(bytes, flow, message ?? parsed(bytes), 1)
  }

  received(bytes: Buffer, flow: Flow, message: SipMessage | undefined): void {
    if (this.#isEnabled) this.#record(bytes, flow, message, 0)
  }

  get isEnabled(): boolean {
    return this.#isEnabled
  }

  set isEnabled(isEnabled: boolean) {
    if (isEnabled && !this.#isEnabled) this.#enabledAtMs = this.#clock.nowMs()
    this.#isEnabled = isEnabled
  }

  /** Since when every message is here that was sent or received; Infinity while the trace is off. */
  get completeSinceMs(): number {
    if (!this.#isEnabled) return Infinity
    const oldest = this.oldestSequence
    if (oldest === 0) return this.#enabledAtMs
    return Math.max(this.#enabledAtMs, this.#timeOf(oldest) ?? this.#clock.nowMs())
  }

  /** How much is held now. */
  get holding(): TraceHolding {
    const oldest = this.oldestSequence
    const oldestMs = this.#timeOf(oldest)
    if (oldestMs === undefined) return { messages: 0, bytes: 0, oldestMs: 0, newestMs: 0 }
    const position = this.#index.positions[oldest % this.#index.capacity] ?? 0
    return {
      messages: this.#next - oldest,
      bytes: this.#bytes.endPosition - position,
      oldestMs,
      newestMs: this.#timeOf(this.#next - 1) ?? 0,
    }
  }

  get limits(): TraceLimits {
    return { messages: this.#index.capacity, bytes: this.#bytes.capacity }
  }

  /** Changes how much is held; the newest messages that fit stay. */
  setLimits(limits: TraceLimits): void {
    const index = this.#index
    const bytes = this.#bytes
    const kept = this.#rowsToKeep(limits)
    this.#bytes = new ByteRing(Math.max(leastBytes, limits.bytes))
    this.#index = new TraceIndex(Math.max(leastMessages, limits.messages))
    for (let sequence = this.#next - kept; sequence < this.#next; sequence++) {
      const from = sequence % index.capacity
      const to = sequence % this.#index.capacity
      this.#index.copyRow(to, index, from)
      const view = bytes.view(index.positions[from] ?? 0, index.lengths[from] ?? 0)
      this.#index.positions[to] = this.#bytes.append(view)
    }
    this.#first = this.#next - kept
    this.#row = this.#next % this.#index.capacity
  }

  /** Forgets every message; sequence numbers go on. */
  clear(): void {
    this.#first = this.#next
  }

  /** Sequence number of the next message. */
  get nextSequence(): number {
    return this.#next
  }

  /** Sequence number of the oldest message still held; equals `nextSequence` when there is none. */
  get oldestSequence(): number {
    const { positions, capacity } = this.#index
    const oldestPosition = this.#bytes.oldestPosition
    // Positions rise with the sequence: the boundary is found by halving.
    let low = Math.max(this.#first, this.#next - capacity, 0)
    let high = this.#next
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((positions[middle % capacity] ?? 0) < oldestPosition) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Columns and flows for a search; good until the next message. */
  get columns(): TraceIndex {
    return this.#index
  }

  flowAt(number: number): Flow {
    return this.#flows.at(number)
  }

  get flowCount(): number {
    return this.#flows.size
  }

  /** The bytes on the wire, credentials and all: only for searching, never to be shown. */
  wireBytes(sequence: number): Buffer {
    const row = sequence % this.#index.capacity
    return this.#bytes.view(this.#index.positions[row] ?? 0, this.#index.lengths[row] ?? 0)
  }

  /** A copy of the message to show or export, credentials starred out; undefined when it is no longer held. */
  bytesOf(sequence: number): Buffer | undefined {
    if (!this.#holds(sequence)) return undefined
    return withoutCredentials(Buffer.from(this.wireBytes(sequence)))
  }

  /** The message as text for people. */
  textOf(sequence: number): string | undefined {
    return this.bytesOf(sequence)?.toString('utf8')
  }

  /** The row of a list for one message; undefined when it is no longer held. */
  describe(sequence: number): TracedMessage | undefined {
    return describeMessage(this, sequence)
  }

  #record(bytes: Buffer, flow: Flow, message: SipMessage | undefined, direction: 0 | 1): void {
    if (bytes.length > leastBytes) return
    const index = this.#index
    const row = this.#row
    this.#row = row + 1 === index.capacity ? 0 : row + 1
    this.#next++
    index.positions[row] = this.#bytes.append(bytes)
    index.lengths[row] = bytes.length
    index.timesMs[row] = this.#clock.nowMs()
    index.directions[row] = direction
    index.flows[row] = this.#flows.numberOf(flow)
    if (this.#flows.size > this.#flowLimit) this.#compactFlows()
    if (message === undefined) {
      index.methods[row] = unparsableCode
      index.statusCodes[row] = 0
      index.callIdHashes[row] = 0
      return
    }
    index.methods[row] = methodCodeOf(message)
    index.statusCodes[row] = message.kind === 'response' ? message.statusCode : 0
    index.callIdHashes[row] = hashCallId(message.fields.get('Call-ID') ?? '')
  }

  /** A flood from changing ports must not fill the memory with flows whose messages are gone. */
  #compactFlows(): void {
    this.#flows.compact(this.#index.flows, Math.min(this.#next, this.#index.capacity))
    this.#flowLimit = 2 * this.#flows.size + flowSlack
  }

  #timeOf(sequence: number): number | undefined {
    return this.#holds(sequence) ? this.#index.timesMs[sequence % this.#index.capacity] : undefined
  }

  #holds(sequence: number): boolean {
    return sequence >= this.oldestSequence && sequence < this.#next
  }

  #rowsToKeep(limits: TraceLimits): number {
    const oldest = this.oldestSequence
    const { capacity, lengths } = this.#index
    const room = Math.max(leastBytes, limits.bytes)
    let kept = 0
    let used = 0
    for (let sequence = this.#next - 1; sequence >= oldest; sequence--) {
      used += lengths[sequence % capacity] ?? 0
      if (used > room || kept >= Math.max(leastMessages, limits.messages)) break
      kept++
    }
    return kept
  }
}
