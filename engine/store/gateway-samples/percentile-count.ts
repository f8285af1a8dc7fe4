/** Percentiles of whole numbers, exact, in room for the distinct values only. */
export class PercentileCount {
  readonly #counts = new Map<number, number>()
  #total = 0

  add(value: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1)
    this.#total++
  }

  /** The smallest value that at least this share of all values does not exceed; null without values. */
  at(share: number): number | null {
    const rank = Math.max(1, Math.ceil(share * this.#total))
    let seen = 0
    for (const [value, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      seen += count
      if (seen >= rank) return value
    }
    return null
  }
}
