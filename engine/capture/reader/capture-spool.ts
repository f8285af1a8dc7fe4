import { writeSync } from 'node:fs'
import { FileWindow } from './file-window.ts'

const blockBytes = 256 * 1024

/** Messages that lie in no one piece in the capture (fragments, streams), written one behind the other beside it. */
export class CaptureSpool {
  readonly #descriptor: number
  readonly #window: FileWindow
  readonly #block = Buffer.allocUnsafeSlow(blockBytes)
  #filled = 0
  #written = 0

  constructor(descriptor: number) {
    this.#descriptor = descriptor
    this.#window = new FileWindow(descriptor)
  }

  /** Takes a message and tells where it lies. */
  append(bytes: Buffer): number {
    if (this.#filled + bytes.length > blockBytes) this.flush()
    const position = this.#written + this.#filled
    if (bytes.length > blockBytes) this.#write(bytes)
    else this.#filled += bytes.copy(this.#block, this.#filled)
    return position
  }

  /** Everything taken is in the file from now on. */
  flush(): void {
    this.#write(this.#block.subarray(0, this.#filled))
    this.#filled = 0
    this.#window.reset()
  }

  /** Only after a flush. */
  bytesAt(position: number, length: number): Buffer {
    return this.#window.bytesAt(position, length)
  }

  #write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      at += writeSync(this.#descriptor, bytes, at, bytes.length - at, this.#written + at)
    }
    this.#written += bytes.length
  }
}
