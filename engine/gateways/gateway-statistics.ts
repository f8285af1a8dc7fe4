import type { CallAttempt, CallRecord } from '../api/contract/call-record.ts'
import type { Clock } from '../kernel/clock.ts'
import { SlidingOutcomes } from './sliding-outcomes.ts'

/** Counts of one routing gateway since start, and the rates made of them. */
export interface GatewayFigures {
  /** INVITEs sent to it, one per call. */
  readonly attempts: number
  /** Attempts to which any response but 100 came. */
  readonly responses: number
  /** Attempts that reached the callee: ringing or answered. */
  readonly connects: number
  readonly answers: number
  /** Seconds of all answered calls that have ended. */
  readonly callSeconds: number
  /** Sliding answer rate 0–1: of the last 100 ended or answered attempts within 15 minutes; 0 without any. */
  readonly asr: number
  /** Mean duration in seconds of answered calls that have ended. */
  readonly acd: number
  /** responses ÷ attempts. */
  readonly responseRatio: number
  /** connects ÷ attempts. */
  readonly connectedRatio: number
}

/** Rates of one gateway; undefined where nothing was counted. */
export interface GatewayRates {
  readonly asr: number | undefined
  readonly responseRatio: number | undefined
  readonly connectedRatio: number | undefined
  readonly acd: number | undefined
}

interface Counts {
  attempts: number
  responses: number
  connects: number
  answers: number
  endedCalls: number
  callSeconds: number
  readonly outcomes: SlidingOutcomes
}

/** Attempts that must have ended before an answer rate takes part in selection. */
const leastAttempts = 10

/**
 * What happened to the calls that each routing gateway was given. Its methods are the facts of calls, so that
 * it can listen to them directly; an attempt counts as answered or not, never twice.
 */
export class GatewayStatistics {
  readonly #clock: Clock
  readonly #counts = new Map<string, Counts>()
  /** Stands for gateways that never had a call. */
  readonly #none = createCounts()
  /** Attempts that count as connected, while their call lasts. */
  readonly #connected = new WeakSet<CallAttempt>()
  readonly #answered = new WeakSet<CallAttempt>()
  /** Told after each fact that selection may look at. */
  onChange: ((gateway: string) => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  attemptStarted(_record: CallRecord, attempt: CallAttempt): void {
    this.#of(attempt.gateway).attempts++
    this.onChange?.(attempt.gateway)
  }

  /** To be told once per attempt, at its first response other than 100. */
  attemptResponded(_record: CallRecord, attempt: CallAttempt): void {
    this.#of(attempt.gateway).responses++
  }

  callRinging(record: CallRecord): void {
    const attempt = record.attempts.at(-1)
    if (attempt) this.#connect(attempt)
  }

  callAnswered(record: CallRecord): void {
    const attempt = record.attempts.findLast((each) => each.gateway === record.routingGateway)
    if (!attempt || this.#answered.has(attempt)) return
    this.#answered.add(attempt)
    this.#connect(attempt)
    const counts = this.#of(attempt.gateway)
    counts.answers++
    counts.outcomes.add(true, this.#clock.monotonicMs())
    this.onChange?.(attempt.gateway)
  }

  attemptEnded(_record: CallRecord, attempt: CallAttempt): void {
    if (this.#answered.has(attempt)) return
    this.#of(attempt.gateway).outcomes.add(false, this.#clock.monotonicMs())
    this.onChange?.(attempt.gateway)
  }

  callEnded(record: CallRecord): void {
    if (record.answeredAtMs === 0 || record.routingGateway === '') return
    const counts = this.#of(record.routingGateway)
    counts.endedCalls++
    counts.callSeconds += Math.max(0, record.endedAtMs - record.answeredAtMs) / 1000
  }

  /** Calls that the gateway was given, whatever became of them. */
  callsCarried(gateway: string): number {
    return this.#counts.get(gateway)?.attempts ?? 0
  }

  /** Sliding answer rate for selection; undefined until 10 attempts within the window have ended. */
  answerRate(gateway: string): number | undefined {
    return this.#counts.get(gateway)?.outcomes.rate(this.#clock.monotonicMs(), leastAttempts)
  }

  figures(gateway: string): GatewayFigures {
    const counts = this.#counts.get(gateway) ?? this.#none
    const { attempts, responses, connects, answers, callSeconds, endedCalls } = counts
    return {
      attempts,
      responses,
      connects,
      answers,
      callSeconds,
      asr: counts.outcomes.rate(this.#clock.monotonicMs(), 1) ?? 0,
      acd: endedCalls === 0 ? 0 : callSeconds / endedCalls,
      responseRatio: attempts === 0 ? 0 : responses / attempts,
      connectedRatio: attempts === 0 ? 0 : connects / attempts,
    }
  }

  /** The rates of `figures`, for people. */
  rates(gateway: string): GatewayRates {
    const counts = this.#counts.get(gateway) ?? this.#none
    const { attempts, responses, connects, callSeconds, endedCalls } = counts
    const share = (part: number): number | undefined =>
      attempts === 0 ? undefined : part / attempts
    return {
      asr: counts.outcomes.rate(this.#clock.monotonicMs(), 1),
      responseRatio: share(responses),
      connectedRatio: share(connects),
      acd: endedCalls === 0 ? undefined : callSeconds / endedCalls,
    }
  }

  forget(gateway: string): void {
    this.#counts.delete(gateway)
  }

  #connect(attempt: CallAttempt): void {
    if (this.#connected.has(attempt)) return
    this.#connected.add(attempt)
    this.#of(attempt.gateway).connects++
  }

  #of(gateway: string): Counts {
    const known = this.#counts.get(gateway)
    if (known) return known
    const counts = createCounts()
    this.#counts.set(gateway, counts)
    return counts
  }
}

function createCounts(): Counts {
  return {
    attempts: 0,
    responses: 0,
    connects: 0,
    answers: 0,
    endedCalls: 0,
    callSeconds: 0,
    outcomes: new SlidingOutcomes(),
  }
}
