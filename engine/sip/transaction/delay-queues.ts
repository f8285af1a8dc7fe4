import type { Clock, Timer } from '../../kernel/clock.ts'

/** Something that waits for one moment at a time. */
export interface Delayed {
  /** Written by the queues only: when it is due, or `notDue`. */
  dueAtMs: number
  onDue(): void
}

/** Value of `dueAtMs` while nothing is awaited. */
export const notDue = -1

/** The platform rounds timers to whole milliseconds and may fire that much early. */
const earlyMs = 0.999
const longestSlackMs = 50
const sparedAt = 1024

/**
 * Timers for many transactions: one queue and one system timer per length, not per transaction.
 * What is cancelled stays in its queue until its time and is then passed over.
 * Something is due never early, and late by at most a hundredth of its delay.
 */
export class DelayQueues {
  readonly #clock: Clock
  readonly #queues = new Map<number, DelayQueue>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Calls `item.onDue` after `delayMs`, instead of what the item awaited before. */
  schedule(item: Delayed, delayMs: number): void {
    let queue = this.#queues.get(delayMs)
    if (queue === undefined) {
      queue = new DelayQueue(this.#clock, delayMs, () => this.#queues.delete(delayMs))
      this.#queues.set(delayMs, queue)
    }
    queue.push(item)
  }

  cancel(item: Delayed): void {
    item.dueAtMs = notDue
  }

  /** Forgets everything. */
  close(): void {
    for (const queue of this.#queues.values()) queue.close()
    this.#queues.clear()
  }
}

class DelayQueue {
  readonly #clock: Clock
  readonly #delayMs: number
  readonly #onEmpty: () => void
  readonly #slackMs: number
  #items: (Delayed | undefined)[] = []
  #dues: number[] = []
  #head = 0
  #timer: Timer | undefined

  constructor(clock: Clock, delayMs: number, onEmpty: () => void) {
    this.#clock = clock
    this.#delayMs = delayMs
    this.#slackMs = Math.min(longestSlackMs, delayMs / 100)
    this.#onEmpty = onEmpty
  }

  push(item: Delayed): void {
    const dueAtMs = this.#clock.monotonicMs() + this.#delayMs
    item.dueAtMs = dueAtMs
    this.#items.push(item)
    this.#dues.push(dueAtMs)
    this.#timer ??= this.#clock.startTimer(this.#delayMs, this.#fire)
  }

  close(): void {
    if (this.#timer !== undefined) this.#clock.stopTimer(this.#timer)
    this.#timer = undefined
    this.#items = []
    this.#dues = []
    this.#head = 0
  }

  readonly #fire = (): void => {
    const untilMs = this.#clock.monotonicMs() + earlyMs
    while (this.#head < this.#items.length) {
      const item = this.#items[this.#head]
      const dueAtMs = this.#dues[this.#head]
      const isLive = item !== undefined && item.dueAtMs === dueAtMs
      if (isLive && dueAtMs > untilMs) break
      this.#items[this.#head++] = undefined
      if (!isLive) continue
      item.dueAtMs = notDue
      item.onDue()
    }
    this.#rearm()
  }

  /** Waits for the first item still alive, but lets a few gather. */
  #rearm(): void {
    this.#timer = undefined
    const dueAtMs = this.#dues[this.#head]
    if (dueAtMs === undefined) {
      this.close()
      this.#onEmpty()
      return
    }
    if (this.#head > sparedAt && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#dues = this.#dues.slice(this.#head)
      this.#head = 0
    }
    const waitMs = Math.max(this.#slackMs, dueAtMs - this.#clock.monotonicMs())
    this.#timer = this.#clock.startTimer(waitMs, this.#fire)
  }
}
