import type { CallRecord } from '../api/contract/call-record.ts'
import type { Clock, Timer } from '../kernel/clock.ts'

const sampleMs = 1000

/** Calls counted since the start of the engine, and how many begin in a second. */
export class CallCounters {
  started = 0
  answered = 0
  failed = 0
  callsPerSecond = 0
  readonly #clock: Clock
  #timer: Timer | undefined
  #lastStarted = 0
  #lastSampleMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  begin(): void {
    this.#lastSampleMs = this.#clock.monotonicMs()
    this.#timer = this.#clock.startTimer(sampleMs, this.#sample)
  }

  stop(): void {
    if (this.#timer) this.#clock.stopTimer(this.#timer)
  }

  callEnded(record: CallRecord): void {
    if (record.answeredAtMs === 0) this.failed++
  }

  readonly #sample = (): void => {
    const nowMs = this.#clock.monotonicMs()
    const seconds = Math.max(0.001, (nowMs - this.#lastSampleMs) / 1000)
    this.callsPerSecond = Math.round(((this.started - this.#lastStarted) / seconds) * 10) / 10
    this.#lastStarted = this.started
    this.#lastSampleMs = nowMs
    this.#timer = this.#clock.startTimer(sampleMs, this.#sample)
  }
}
