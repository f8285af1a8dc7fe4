import type { PublicationTally } from './publication-tally.ts'

/** A PUBLISH that was seen, until its answer and its repetitions are past. */
export interface PublishTransaction {
  readonly tally: PublicationTally
  /** 0 = no final answer was seen yet. */
  statusCode: number
}

/** Transactions remembered; a repetition comes within 32 s (RFC 3261 §17.1.2.2). */
const mostRemembered = 200_000

/** The newest PUBLISH transactions of a capture, by what a request and its answers have in common (RFC 3261 §17.1.3). */
export class PublishTransactions {
  readonly #known = new Map<string, PublishTransaction>()

  find(key: string): PublishTransaction | undefined {
    return this.#known.get(key)
  }

  add(key: string, tally: PublicationTally): void {
    this.#known.set(key, { tally, statusCode: 0 })
    if (this.#known.size <= mostRemembered) return
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest)
      return
    }
  }
}
