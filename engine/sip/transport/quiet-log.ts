import type { Clock } from '../../kernel/clock.ts'
import type { LogFacts, Logger } from '../../kernel/logger.ts'

const spacingMs = 10_000

/** Says a thing that strangers can repeat without end once in ten seconds, with a count of the rest. */
export class QuietLog {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #said = new Map<string, { atMs: number; unsaid: number }>()

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock
    this.#log = log
  }

  /** `message` is one of a closed set. */
  warn(message: string, facts: () => LogFacts): void {
    const nowMs = this.#clock.monotonicMs()
    const said = this.#said.get(message)
    if (said !== undefined && nowMs - said.atMs < spacingMs) {
      said.unsaid++
      return
    }
    this.#said.set(message, { atMs: nowMs, unsaid: 0 })
    this.#log.warn(message, { ...facts(), unsaid: said?.unsaid ?? 0 })
  }
}
