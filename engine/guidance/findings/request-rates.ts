import type { ObservedTarget } from './observed.ts'

const windowMs = 60_000
const leastMs = 30_000

interface Count {
  readonly atMs: number
  readonly sent: number
}

/** How many PUBLISH requests each target was sent per second in the last minute. */
export class RequestRates {
  readonly #counts = new Map<string, Count[]>()

  note(targets: Iterable<ObservedTarget>, nowMs: number): void {
    const names = new Set<string>()
    for (const { name, sent } of targets) {
      names.add(name)
      const counts = this.#counts.get(name) ?? []
      // One of this name that was made anew counts from zero.
      if ((counts.at(-1)?.sent ?? 0) > sent) counts.length = 0
      counts.push({ atMs: nowMs, sent })
      while ((counts[1]?.atMs ?? Infinity) <= nowMs - windowMs) counts.shift()
      this.#counts.set(name, counts)
    }
    for (const name of this.#counts.keys()) if (!names.has(name)) this.#counts.delete(name)
  }

  /** undefined = it was not counted for long enough. */
  of(target: string): number | undefined {
    const counts = this.#counts.get(target)
    const [first, last] = [counts?.[0], counts?.at(-1)]
    if (!first || !last || last.atMs - first.atMs < leastMs) return undefined
    return ((last.sent - first.sent) * 1000) / (last.atMs - first.atMs)
  }
}
