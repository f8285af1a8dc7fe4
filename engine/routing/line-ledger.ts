/**
 * Lines in use per gateway on this node: one line per call from reservation to release.
 * Check and reservation happen in one turn, so two calls can never share the last line; a release that
 * matches no reservation is refused and counted, so a count can never go below zero.
 */
export class LineLedger {
  readonly #active = new Map<string, number>()
  #total = 0
  #refusedReleases = 0
  /** Told after every change of a gateway's count. */
  onChange: ((gateway: string, active: number) => void) | undefined

  /** Takes a line unless `limit` (0 = unlimited) is reached by our lines plus those active elsewhere. */
  reserve(gateway: string, limit: number, elsewhere = 0): boolean {
    const active = this.#active.get(gateway) ?? 0
    if (limit > 0 && active + elsewhere >= limit) return false
    this.#set(gateway, active, active + 1)
    return true
  }

  /** Gives one line back; false when none was reserved, which is a bug of the caller. */
  release(gateway: string): boolean {
    const active = this.#active.get(gateway) ?? 0
    if (active === 0) {
      this.#refusedReleases++
      return false
    }
    this.#set(gateway, active, active - 1)
    return true
  }

  /** Puts the count right after an audit found it different from the live calls. */
  correct(gateway: string, active: number): void {
    this.#set(gateway, this.active(gateway), Math.max(0, active))
  }

  active(gateway: string): number {
    return this.#active.get(gateway) ?? 0
  }

  /** Lines in use over all gateways. */
  get total(): number {
    return this.#total
  }

  /** Releases that matched no reservation since start; anything but 0 is a bug. */
  get refusedReleases(): number {
    return this.#refusedReleases
  }

  /** Gateways with at least one line in use. */
  entries(): IterableIterator<[string, number]> {
    return this.#active.entries()
  }

  #set(gateway: string, before: number, after: number): void {
    if (after === 0) this.#active.delete(gateway)
    else this.#active.set(gateway, after)
    this.#total += after - before
    this.onChange?.(gateway, after)
  }
}
