/** What is counted of a gateway at its line limit. */
export interface Refusing {
  priority: number
  readonly isProtected: boolean
  /** Calls that went elsewhere or nowhere because its line limit was reached, up to the last time it had a line again. */
  refused: number
  /** Where the count stood when its line limit was reached; -1 = it has lines. */
  refusedFrom: number
}

const protectedLevel = 1_000_000

/** Protect-route gateways come after all others, then smaller priorities first. */
const levelOf = ({ priority, isProtected }: Refusing): number =>
  priority + (isProtected ? protectedLevel : 0)

/**
 * Calls refused by gateways at their line limits. A call is one that such a gateway was not given when no gateway was
 * found, or one that comes after it by protect route and priority. Each search costs one count however many gateways
 * are full: a gateway takes the difference between the beginning and the end of its time without a line.
 */
export class RefusalCount {
  /** Searches by the level of what they found, Infinity = nothing. */
  readonly #searches = new Map<number, number>()
  #full = 0

  get isAnyFull(): boolean {
    return this.#full > 0
  }

  /** The gateway has reached its line limit. */
  begun(gateway: Refusing): void {
    this.#full++
    gateway.refusedFrom = this.#searchesBeyond(levelOf(gateway))
  }

  /** It has lines again, or is gone. */
  ended(gateway: Refusing): void {
    if (gateway.refusedFrom < 0) return
    gateway.refused = this.of(gateway)
    gateway.refusedFrom = -1
    this.#full--
    if (this.#full === 0) this.#searches.clear()
  }

  count(found: Refusing | undefined): void {
    const level = found === undefined ? Infinity : levelOf(found)
    this.#searches.set(level, (this.#searches.get(level) ?? 0) + 1)
  }

  of(gateway: Refusing): number {
    if (gateway.refusedFrom < 0) return gateway.refused
    return gateway.refused + this.#searchesBeyond(levelOf(gateway)) - gateway.refusedFrom
  }

  #searchesBeyond(level: number): number {
    let searches = 0
    for (const [found, count] of this.#searches) if (found > level) searches += count
    return searches
  }
}
