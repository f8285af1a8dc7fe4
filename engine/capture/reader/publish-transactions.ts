import type { PublicationTally } from './publication-tally.ts'

/** A PUBLISH that was seen, until its answer and its repetitions are past. */
export interface PublishTransaction {
  readonly tally: PublicationTally
  /** 0 = no final answer was seen yet. */
  statusCode: number
}

/** As many are remembered at least, and twice as many at most; a repetition comes within 32 s (RFC 3261 §17.1.2.2). */
const remembered = 50_000

/** The newest PUBLISH transactions of a capture, by what a request and its answers have in common (RFC 3261 §17.1.3). */
export class PublishTransactions {
  #newer = new Map<string, PublishTransaction>()
  #older = new Map<string, PublishTransaction>()

  find(key: string): PublishTransaction | undefined {
    return this.#newer.get(key) ?? this.#older.get(key)
  }

  add(key: string, tally: PublicationTally): void {
    this.#newer.set(key, { tally, statusCode: 0 })
    if (this.#newer.size < remembered) return
    this.#older = this.#newer
    this.#newer = new Map()
  }
}
