/** The newest bytes of an endless stream of messages, in one block of memory that is filled round and round. */
export class ByteRing {
  readonly #block: Buffer
  /** Where the next message goes, counted from the beginning of the stream, and in the block. */
  #end = 0
  #offset = 0

  constructor(capacity: number) {
    // Not zeroed: a page costs memory once a message lies on it.
    this.#block = Buffer.allocUnsafeSlow(capacity)
  }

  get capacity(): number {
    return this.#block.length
  }

  /** Position of what is appended next. */
  get endPosition(): number {
    return this.#end
  }

  /** Everything before this position has been written over. */
  get oldestPosition(): number {
    return Math.max(0, this.#end - this.#block.length)
  }

  /** Copies a message in, in one piece, and tells its position; it must fit into the ring. */
  append(bytes: Uint8Array): number {
    const rest = this.#block.length - this.#offset
    if (bytes.length > rest) {
      this.#end += rest
      this.#offset = 0
    }
    this.#block.set(bytes, this.#offset)
    const position = this.#end
    this.#offset += bytes.length
    this.#end += bytes.length
    return position
  }

  /** A view of what was appended at `position`; good until the next append. */
  view(position: number, length: number): Buffer {
    const offset = position % this.#block.length
    return this.#block.subarray(offset, offset + length)
  }
}
