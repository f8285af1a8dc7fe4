/** Attempts that the sliding answer rate looks back on, at most. */
export const windowAttempts = 100
/** Age after which an attempt no longer counts. */
export const windowMs = 15 * 60_000

/** Outcomes of the latest attempts: the last 100, none older than 15 minutes. */
export class SlidingOutcomes {
  readonly #endedAtMs: number[] = []
  readonly #answered: boolean[] = []
  /** Position of the oldest outcome once the ring is full. */
  #oldest = 0
  #size = 0
  #answers = 0

  add(isAnswered: boolean, nowMs: number): void {
    if (this.#size === windowAttempts) this.#dropOldest()
    const at = (this.#oldest + this.#size) % windowAttempts
    this.#endedAtMs[at] = nowMs
    this.#answered[at] = isAnswered
    this.#size++
    if (isAnswered) this.#answers++
  }

  /** Answered share of at least `atLeast` outcomes, else undefined. */
  rate(nowMs: number, atLeast: number): number | undefined {
    while (this.#size > 0 && nowMs - (this.#endedAtMs[this.#oldest] ?? 0) > windowMs) {
      this.#dropOldest()
    }
    return this.#size < Math.max(1, atLeast) ? undefined : this.#answers / this.#size
  }

  #dropOldest(): void {
    if (this.#answered[this.#oldest]) this.#answers--
    this.#oldest = (this.#oldest + 1) % windowAttempts
    this.#size--
  }
}
