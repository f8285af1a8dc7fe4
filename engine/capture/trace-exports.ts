import { EngineError } from '../api/contract/errors.ts'

/** Exports that are under way at once; whoever begins one more ends the oldest, which its reader has left. */
const mostExports = 8

/** A piece of a file, and whether the file ends with it. */
export interface ExportPiece {
  readonly bytes: Buffer
  readonly isLast: boolean
}

/** Pcap files that are handed out piece by piece to whoever asks on. */
export class TraceExports {
  readonly #underWay = new Map<number, Iterator<Buffer>>()
  #begun = 0

  begin(pieces: Iterable<Buffer>): number {
    const id = ++this.#begun
    this.#underWay.set(id, pieces[Symbol.iterator]())
    const [oldest] = this.#underWay.keys()
    if (this.#underWay.size > mostExports && oldest !== undefined) this.#underWay.delete(oldest)
    return id
  }

  next(id: number): ExportPiece {
    const pieces = this.#underWay.get(id)
    if (pieces === undefined) {
      throw new EngineError('NOT_FOUND', `no export of the trace has the number ${id}`, {
        export: id,
      })
    }
    const step = pieces.next()
    if (step.done !== true) return { bytes: step.value, isLast: false }
    this.#underWay.delete(id)
    return { bytes: Buffer.alloc(0), isLast: true }
  }
}
