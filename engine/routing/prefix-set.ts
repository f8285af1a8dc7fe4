/** Prefixes of a comma list, asked in time that depends on their lengths only. */
export class PrefixSet {
  readonly #prefixes: ReadonlySet<string>
  /** Lengths that occur, longest first. */
  readonly #lengths: readonly number[]

  constructor(commaList: string) {
    this.#prefixes = new Set(splitList(commaList))
    const lengths = new Set<number>()
    for (const prefix of this.#prefixes) lengths.add(prefix.length)
    this.#lengths = [...lengths].sort((a, b) => b - a)
  }

  get isEmpty(): boolean {
    return this.#prefixes.size === 0
  }

  /** The longest prefix that `number` begins with. */
  match(number: string): string | undefined {
    for (const length of this.#lengths) {
      if (length > number.length) continue
      const prefix = number.slice(0, length)
      if (this.#prefixes.has(prefix)) return prefix
    }
    return undefined
  }
}

/** Items of a comma list without blanks and empty ones. */
export function splitList(commaList: string): string[] {
  if (commaList === '') return []
  return commaList
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
