/* Cutting a TCP or TLS byte stream into SIP messages, RFC 3261 §18.3 and §7.5.
 * Implemented: Content-Length (also `l`, folded blanks), CRLF before a start line, keep-alive pings (RFC 5626 §4.4.1),
 * limits on header and body. Whole messages in one chunk are handed on without copying.
 * Not here: messages without Content-Length (a fault on streams), bare LF line ends. */

/** Why a stream cannot be cut any further. */
export type FramingFault =
  'header too long' | 'body too long' | 'no Content-Length' | 'bad Content-Length'

/** What the framer found. */
export interface FramerEvents {
  onMessage(bytes: Buffer): void
  /** CRLFCRLF between messages, to be answered by CRLF. */
  onPing(): void
  /** Nothing follows; `head` is the broken message as far as it was read. */
  onFault(fault: FramingFault, head: Buffer): void
}

export const longestHeaderBytes = 65_536
export const longestBodyBytes = 262_144

const cr = 13
const lf = 10
const headerEnd = '\r\n\r\n'
const empty = Buffer.alloc(0)

/** One direction of one connection. */
export class StreamFramer {
  readonly #events: FramerEvents
  #pending: Buffer = empty
  #length = 0
  /** Up to where the end of the header was looked for. */
  #searched = 0
  /** Length of the message whose header is complete, 0 before. */
  #expected = 0
  #blankLines = 0
  #isBroken = false

  constructor(events: FramerEvents) {
    this.#events = events
  }

  /** Whether a message has begun and not ended. */
  get isInsideMessage(): boolean {
    return this.#length > 0
  }

  /** Takes the next bytes of the stream. */
  push(chunk: Buffer): void {
    if (this.#isBroken) return
    if (this.#length === 0) this.#cut(chunk)
    else this.#extend(chunk)
  }

  #extend(chunk: Buffer): void {
    const needed = this.#length + chunk.length
    if (needed > this.#pending.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#expected, 2 * this.#pending.length))
      this.#pending.copy(larger, 0, 0, this.#length)
      this.#pending = larger
    }
    chunk.copy(this.#pending, this.#length)
    this.#length = needed
    if (this.#isStillIncomplete()) return
    const bytes = this.#pending.subarray(0, needed)
    this.#pending = empty
    this.#length = 0
    this.#cut(bytes)
  }

  /** Spares a long message in many small pieces from being looked at from its start each time. */
  #isStillIncomplete(): boolean {
    if (this.#expected > 0) return this.#expected > this.#length
    if (this.#length > longestHeaderBytes || this.#pending[0] === cr) return false
    const end = this.#pending.indexOf(headerEnd, this.#searched, 'latin1')
    if (end >= 0 && end + 4 <= this.#length) return false
    this.#searched = Math.max(0, this.#length - 3)
    return true
  }

  /** Hands on every whole message of `bytes` and keeps the rest. */
  #cut(bytes: Buffer): void {
    let at = 0
    while (!this.#isBroken) {
      if (this.#expected === 0) at = this.#skipLineEnds(bytes, at)
      if (at >= bytes.length) return
      const length = this.#expected || this.#measure(bytes, at)
      if (this.#isBroken) return
      if (length === 0 || at + length > bytes.length) {
        this.#keep(bytes, at, length)
        return
      }
      this.#expected = 0
      this.#searched = 0
      this.#blankLines = 0
      this.#events.onMessage(bytes.subarray(at, at + length))
      at += length
    }
  }

  #keep(bytes: Buffer, at: number, expected: number): void {
    this.#expected = expected
    this.#searched = expected === 0 ? Math.max(0, bytes.length - at - 3) : 0
    this.#length = bytes.length - at
    this.#pending = bytes.subarray(at)
  }

  /** Skips blank lines between messages (RFC 3261 §7.5); every second one completes a ping. */
  #skipLineEnds(bytes: Buffer, from: number): number {
    let at = from
    while (bytes[at] === cr && bytes[at + 1] === lf) {
      at += 2
      this.#blankLines++
      if (this.#blankLines < 2) continue
      this.#blankLines = 0
      this.#events.onPing()
    }
    return at
  }

  /** Length of the message at `at`; 0 while its header is not complete. */
  #measure(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(headerEnd, at + this.#searched, 'latin1')
    this.#searched = 0
    const headerLength = (end < 0 ? bytes.length : end + 4) - at
    if (headerLength > longestHeaderBytes) return this.#fail('header too long', bytes, at)
    if (end < 0) return 0
    const head = bytes.subarray(at, end + 4)
    const bodyLength = contentLengthOf(head)
    if (bodyLength === -1) return this.#fail('no Content-Length', head, 0)
    if (bodyLength === -2) return this.#fail('bad Content-Length', head, 0)
    if (bodyLength > longestBodyBytes) return this.#fail('body too long', head, 0)
    return headerLength + bodyLength
  }

  #fail(fault: FramingFault, bytes: Buffer, at: number): number {
    this.#isBroken = true
    this.#events.onFault(fault, bytes.subarray(at))
    return 0
  }
}

/** Value of the Content-Length header field: -1 when absent, -2 when malformed or contradictory. */
function contentLengthOf(head: Buffer): number {
  let found = -1
  for (let at = head.indexOf(lf) + 1; at > 0 && at < head.length; at = head.indexOf(lf, at) + 1) {
    const valueAt = contentLengthValueAt(head, at)
    if (valueAt === 0) continue
    const value = decimalAt(head, valueAt)
    if (value < 0 || (found >= 0 && found !== value)) return -2
    found = value
  }
  return found
}

const longName = 'content-length'

/** Position after the colon when the line at `at` is Content-Length, else 0. */
function contentLengthValueAt(head: Buffer, at: number): number {
  const first = (head[at] ?? 0) | 32
  let next = at + 1
  if (first === 99) {
    for (let i = 1; i < longName.length; i++, next++) {
      const letter = head[next] ?? 0
      if ((letter === 45 ? 45 : letter | 32) !== longName.charCodeAt(i)) return 0
    }
  } else if (first !== 108) return 0
  while (head[next] === 32 || head[next] === 9) next++
  return head[next] === 58 ? next + 1 : 0
}

/** The decimal number that fills the rest of the line (folding allowed), or -1. */
function decimalAt(head: Buffer, from: number): number {
  let at = skipBlanks(head, from)
  if (head[at] === cr && head[at + 1] === lf && isBlank(head[at + 2])) at = skipBlanks(head, at + 2)
  const start = at
  let value = 0
  for (let digit = (head[at] ?? 0) - 48; digit >= 0 && digit <= 9; digit = (head[at] ?? 0) - 48) {
    value = Math.min(value * 10 + digit, Number.MAX_SAFE_INTEGER)
    at++
  }
  if (at === start) return -1
  at = skipBlanks(head, at)
  return head[at] === cr && head[at + 1] === lf ? value : -1
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9
}

function skipBlanks(head: Buffer, from: number): number {
  let at = from
  while (isBlank(head[at])) at++
  return at
}
