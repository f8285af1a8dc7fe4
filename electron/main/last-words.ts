const kept = 20
const longestLine = 1000

/** The last lines that a process wrote before it ended. */
export class LastWords {
  readonly #lines: string[] = []

  add(line: string): void {
    this.#lines.push(line.slice(0, longestLine))
    if (this.#lines.length > kept) this.#lines.shift()
  }

  all(): readonly string[] {
    return [...this.#lines]
  }
}
