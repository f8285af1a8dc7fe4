/** Longest time whose requests may leave in one burst. */
const burstMs = 20

/** Token bucket: at most so many requests per second, in bursts of a few milliseconds. */
export class Pace {
  #tokens = 1
  #filledAtMs: number

  constructor(nowMs: number) {
    this.#filledAtMs = nowMs
  }

  /** Takes one token if there is one. */
  take(nowMs: number, perSecond: number): boolean {
    const gained = ((nowMs - this.#filledAtMs) * perSecond) / 1000
    if (gained > 0) {
      this.#tokens = Math.min(this.#tokens + gained, Math.max(1, (perSecond * burstMs) / 1000))
      this.#filledAtMs = nowMs
    }
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  /** Milliseconds until there is a burst's worth again, or one token at low rates. */
  waitMs(perSecond: number): number {
    return Math.max(Math.min(burstMs, 1000 / perSecond), ((1 - this.#tokens) * 1000) / perSecond)
  }
}
