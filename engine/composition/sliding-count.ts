import type { Clock, Timer } from '../kernel/clock.ts'

const sampleMs = 1000
/** The present one and those of the sixty seconds before it. */
const samplesKept = 61

/** How much a total that only grows has grown within the last minute. */
export class SlidingCount {
  readonly #clock: Clock
  readonly #total: () => number
  /** The total once a second, oldest first. */
  readonly #past: number[] = []
  #timer: Timer | undefined

  constructor(clock: Clock, total: () => number) {
    this.#clock = clock
    this.#total = total
  }

  start(): void {
    this.#past.push(this.#total())
    this.#timer = this.#clock.startTimer(sampleMs, this.#sample)
  }

  stop(): void {
    if (this.#timer) this.#clock.stopTimer(this.#timer)
  }

  read(): number {
    const total = this.#total()
    return total - (this.#past[0] ?? total)
  }

  readonly #sample = (): void => {
    this.#timer = this.#clock.startTimer(sampleMs, this.#sample)
    this.#past.push(this.#total())
    if (this.#past.length > samplesKept) this.#past.shift()
  }
}
