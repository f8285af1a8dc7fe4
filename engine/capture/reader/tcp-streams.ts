/* SIP messages out of TCP segments (RFC 9293): order, overlaps, retransmissions, gaps; cut by the framer of the stack.
 * A direction whose beginning or middle is missing is taken up again at the next segment that begins with a message.
 * Not here: TLS, urgent data, checksums. */
import { StreamFramer } from '../../sip/transport/stream-framer.ts'
import type { CaptureFlows, Ends } from './capture-flows.ts'
import { mayBeginMessage, sipStartAt } from './sip-start.ts'

interface Waiting {
  readonly sequence: number
  readonly payload: Buffer
}

/** One direction of one connection. */
interface Direction {
  readonly ends: Ends
  readonly connection: number
  /** -1 until the first message. */
  flow: number
  /** Sequence number of the next byte; -1 = not known yet. */
  next: number
  /** Nothing came yet behind the SYN: whatever comes first is a beginning. */
  isFresh: boolean
  /** Absent while no message was found to begin. */
  framer: StreamFramer | undefined
  /** Segments after a gap. */
  waiting: Waiting[]
  /** Bytes held in the framer and waiting, at most. */
  held: number
}

const mostDirections = 50_000
const mostHeldBytes = 48 * 1024 * 1024
const mostWaiting = 256
const synFlag = 2
const ackFlag = 16
/** A sequence number this far away belongs to another connection on the same ports. */
const farAway = 1 << 24

/** Puts the streams of a capture together. */
export class TcpStreams {
  /** Places where segments were missing. */
  gaps = 0
  readonly #flows: CaptureFlows
  readonly #onMessage: (bytes: Buffer, flow: number) => void
  readonly #directions = new Map<number, Direction>()
  #connections = 0
  #held = 0

  constructor(flows: CaptureFlows, onMessage: (bytes: Buffer, flow: number) => void) {
    this.#flows = flows
    this.#onMessage = onMessage
  }

  /** Takes the segment whose header is at the beginning of `segment`. */
  add(segment: Buffer, addresses: Pick<Ends, 'source' | 'destination'>): void {
    if (segment.length < 20) return
    const payloadAt = ((segment[12] ?? 0) >> 4) * 4
    if (payloadAt < 20 || payloadAt > segment.length) return
    const ends: Ends = {
      ...addresses,
      sourcePort: segment.readUInt16BE(0),
      destinationPort: segment.readUInt16BE(2),
    }
    const key = this.#flows.keys.keyOf(ends)
    const sequence = segment.readUInt32BE(4)
    const flags = segment[13] ?? 0
    if (flags & synFlag) this.#begin(key, ends, sequence, (flags & ackFlag) === 0)
    else if (segment.length > payloadAt) {
      // The segment is a view of the file, which moves on.
      const payload = Buffer.from(segment.subarray(payloadAt))
      const known = this.#directions.get(key)
      const direction = known && isNear(known, sequence) ? known : this.#takeUp(key, ends, payload)
      if (direction !== undefined) this.#arrived(direction, sequence, payload)
    }
  }

  /** At the end of the file: what waits behind a gap is taken as it is. */
  finish(): void {
    for (const direction of this.#directions.values()) {
      while (direction.waiting.length > 0) {
        this.#jump(direction)
        this.#deliverWaiting(direction)
      }
    }
    this.#directions.clear()
  }

  #begin(key: number, ends: Ends, sequence: number, isFirst: boolean): void {
    if (isFirst) this.#drop(this.#keyBack(ends))
    const direction = this.#open(key, ends)
    direction.next = (sequence + 1) >>> 0
    direction.isFresh = true
  }

  #open(key: number, ends: Ends): Direction {
    this.#drop(key)
    const back = this.#directions.get(this.#keyBack(ends))
    const direction: Direction = {
      ends,
      connection: back?.connection ?? ++this.#connections,
      ...{ flow: -1, next: -1, isFresh: false, framer: undefined, waiting: [], held: 0 },
    }
    this.#directions.set(key, direction)
    if (this.#directions.size > mostDirections) this.#dropOldest()
    return direction
  }

  #keyBack({ source, sourcePort, destination, destinationPort }: Ends): number {
    return this.#flows.keys.keyOf({
      ...{ source: destination, sourcePort: destinationPort },
      ...{ destination: source, destinationPort: sourcePort },
    })
  }

  /** A stream whose beginning was not recorded, when this segment begins with a message. */
  #takeUp(key: number, ends: Ends, payload: Buffer): Direction | undefined {
    return sipStartAt(payload) < 0 ? undefined : this.#open(key, ends)
  }

  #arrived(direction: Direction, sequence: number, payload: Buffer): void {
    if (direction.next < 0) direction.next = sequence
    // Sequence numbers wrap around: the difference as a signed 32-bit number (RFC 9293 §3.4).
    const ahead = (sequence - direction.next) | 0
    if (ahead <= 0) {
      const fresh = payload.subarray(Math.min(-ahead, payload.length))
      if (fresh.length > 0) this.#deliver(direction, fresh)
    } else {
      direction.waiting.push({ sequence, payload })
      this.#hold(direction, payload.length)
      if (direction.waiting.length > mostWaiting) this.#jump(direction)
    }
    this.#deliverWaiting(direction)
  }

  #deliverWaiting(direction: Direction): void {
    for (let found = true; found && direction.waiting.length > 0;) {
      found = false
      for (const [index, { sequence, payload }] of direction.waiting.entries()) {
        const ahead = (sequence - direction.next) | 0
        if (ahead > 0) continue
        direction.waiting.splice(index, 1)
        this.#hold(direction, -payload.length)
        const fresh = payload.subarray(Math.min(-ahead, payload.length))
        if (fresh.length > 0) this.#deliver(direction, fresh)
        found = true
        break
      }
    }
  }

  /** Gives up on what is missing: goes on at the first segment behind the gap. */
  #jump(direction: Direction): void {
    this.gaps++
    this.#hold(direction, -direction.held)
    direction.framer = undefined
    direction.isFresh = false
    let nearest = Infinity
    for (const { sequence, payload } of direction.waiting) {
      this.#hold(direction, payload.length)
      nearest = Math.min(nearest, (sequence - direction.next) | 0)
    }
    if (nearest < Infinity) direction.next = (direction.next + nearest) >>> 0
  }

  #deliver(direction: Direction, payload: Buffer): void {
    direction.next = (direction.next + payload.length) >>> 0
    if (direction.framer === undefined) {
      const isBeginning = direction.isFresh && mayBeginMessage(payload)
      direction.isFresh = false
      if (!isBeginning && sipStartAt(payload) < 0) return
      direction.framer = this.#framerOf(direction)
    }
    const { framer } = direction
    framer.push(payload)
    const waiting = direction.waiting.reduce((sum, each) => sum + each.payload.length, 0)
    const inside = framer.isInsideMessage ? direction.held - waiting + payload.length : 0
    this.#hold(direction, waiting + inside - direction.held)
    if (this.#held > mostHeldBytes) this.#dropOldest()
  }

  #framerOf(direction: Direction): StreamFramer {
    return new StreamFramer({
      onMessage: (bytes) => {
        this.#emit(direction, bytes)
      },
      onPing: () => undefined,
      onFault: (fault, head) => {
        direction.framer = undefined
        // RFC 3261 §18.3 forbids it on a stream; it is shown all the same.
        if (fault === 'no Content-Length') this.#emit(direction, head)
      },
    })
  }

  #emit(direction: Direction, bytes: Buffer): void {
    if (sipStartAt(bytes) !== 0) return
    if (direction.flow < 0) direction.flow = this.#flows.add(direction.ends, direction.connection)
    this.#onMessage(bytes, direction.flow)
  }

  #hold(direction: Direction, by: number): void {
    direction.held += by
    this.#held += by
  }

  #drop(key: number): void {
    const direction = this.#directions.get(key)
    if (direction === undefined) return
    this.#hold(direction, -direction.held)
    // It may be the very one that is being worked on.
    direction.waiting = []
    this.#directions.delete(key)
  }

  /** Many at once: finding the oldest of a map costs a look at all that were dropped before. */
  #dropOldest(): void {
    const kept = this.#directions.size > mostDirections ? mostDirections * 0.8 : mostDirections
    for (const [key, { held }] of this.#directions) {
      const isTooMany = this.#directions.size > kept
      if (!isTooMany && this.#held <= mostHeldBytes / 2) return
      if (isTooMany || held > 0) this.#drop(key)
    }
  }
}

const isNear = ({ next }: Direction, sequence: number): boolean =>
  next < 0 || Math.abs((sequence - next) | 0) < farAway
