import type { CallRecord } from '../api/contract/call-record.ts'
import { SlidingOutcomes } from '../gateways/sliding-outcomes.ts'
import type { Clock } from '../kernel/clock.ts'

interface Counts {
  answers: number
  callSeconds: number
  readonly outcomes: SlidingOutcomes
}

/** How the calls of each mapping gateway ended. */
export class MappingStatistics {
  readonly #clock: Clock
  readonly #counts = new Map<string, Counts>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  callEnded(record: CallRecord): void {
    const counts = this.#of(record.mappingGateway)
    const isAnswered = record.answeredAtMs > 0
    counts.outcomes.add(isAnswered, this.#clock.monotonicMs())
    if (!isAnswered) return
    counts.answers++
    counts.callSeconds += Math.max(0, record.endedAtMs - record.answeredAtMs) / 1000
  }

  /** Sliding answer rate 0–1 and mean seconds of an answered call; 0 where nothing was counted. */
  figures(gateway: string): { readonly asr: number; readonly acd: number } {
    const counts = this.#counts.get(gateway)
    if (!counts) return { asr: 0, acd: 0 }
    const { answers, callSeconds, outcomes } = counts
    return {
      asr: outcomes.rate(this.#clock.monotonicMs(), 1) ?? 0,
      acd: answers === 0 ? 0 : Math.round(callSeconds / answers),
    }
  }

  /** The same for people: undefined where nothing was counted. */
  rates(gateway: string): { readonly asr: number | undefined; readonly acd: number | undefined } {
    const counts = this.#counts.get(gateway)
    if (!counts) return { asr: undefined, acd: undefined }
    const { answers, callSeconds, outcomes } = counts
    return {
      asr: outcomes.rate(this.#clock.monotonicMs(), 1),
      acd: answers === 0 ? undefined : callSeconds / answers,
    }
  }

  forget(gateway: string): void {
    this.#counts.delete(gateway)
  }

  #of(gateway: string): Counts {
    const known = this.#counts.get(gateway)
    if (known) return known
    const counts = { answers: 0, callSeconds: 0, outcomes: new SlidingOutcomes() }
    this.#counts.set(gateway, counts)
    return counts
  }
}
