import { readSync } from 'node:fs'

const windowBytes = 1024 * 1024
const empty = Buffer.alloc(0)

/** A file read through a piece of memory that moves over it, so that no file is ever held whole. */
export class FileWindow {
  readonly #descriptor: number
  #block = empty
  /** Where the block begins in the file, and how much of it is filled. */
  #from = 0
  #length = 0

  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  /** What lies at `position`, shorter at the end of the file; good until the next call. */
  bytesAt(position: number, length: number): Buffer {
    if (position < this.#from || position + length > this.#from + this.#length) {
      this.#move(position, length)
    }
    const at = position - this.#from
    return this.#block.subarray(at, Math.min(at + length, this.#length))
  }

  /** Forgets what was read: the file has grown. */
  reset(): void {
    this.#from = 0
    this.#length = 0
  }

  #move(position: number, length: number): void {
    if (this.#block.length < Math.max(length, windowBytes)) {
      this.#block = Buffer.allocUnsafeSlow(Math.max(length, windowBytes))
    }
    // Who reads backwards will want what lies before.
    const isBackwards = position < this.#from
    const from = isBackwards ? position + length - this.#block.length : position
    this.#from = Math.max(0, from)
    this.#length = this.#fill()
  }

  #fill(): number {
    let filled = 0
    while (filled < this.#block.length) {
      const room = this.#block.length - filled
      const read = readSync(this.#descriptor, this.#block, filled, room, this.#from + filled)
      if (read === 0) break
      filled += read
    }
    return filled
  }
}
