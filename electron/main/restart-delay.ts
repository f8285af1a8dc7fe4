/** Waits between restarts: at once for a first death, longer and longer for one that comes back. */
const delaysMs = [100, 500, 1_000, 2_000, 5_000, 10_000, 30_000] as const
/** Having run this long, a process has recovered: its next death is a first one again. */
const steadyMs = 60_000
/** Deaths in a row after which the operator is told that it does not get better by itself. */
export const worryingDeaths = 4

/** Counts the deaths of a process that happened in a row. */
export class RestartDelay {
  #deaths = 0

  get deathsInARow(): number {
    return this.#deaths
  }

  /** A death after `ranMs`; returns how long to wait. */
  afterDeath(ranMs: number): number {
    if (ranMs >= steadyMs) this.#deaths = 0
    const delayMs = delaysMs[Math.min(this.#deaths, delaysMs.length - 1)] ?? 0
    this.#deaths += 1
    return delayMs
  }
}
