import type { NodeFigures } from '../api/contract/feed-rows.ts'
import type { Clock, Timer } from '../kernel/clock.ts'

const everyMs = 5000
const pointsKept = 720

/** The figures of the node every five seconds of the last hour. */
export class FigureHistory {
  readonly #clock: Clock
  readonly #figures: () => NodeFigures
  readonly #points: NodeFigures[] = []
  #timer: Timer | undefined

  constructor(clock: Clock, figures: () => NodeFigures) {
    this.#clock = clock
    this.#figures = figures
  }

  start(): void {
    this.#note()
  }

  stop(): void {
    if (this.#timer) this.#clock.stopTimer(this.#timer)
  }

  /** Oldest first. */
  points(): NodeFigures[] {
    return [...this.#points]
  }

  readonly #note = (): void => {
    this.#timer = this.#clock.startTimer(everyMs, this.#note)
    this.#points.push(this.#figures())
    if (this.#points.length > pointsKept) this.#points.shift()
  }
}
