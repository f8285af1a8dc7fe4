import type { ExpiresCheckRow } from '../api/contract/trace-procedures.ts'

/** One PUBLISH request as it left. */
export interface SentPublish {
  /** Call-ID and CSeq: tells a retransmission. */
  readonly key: string
  readonly sequence: number
  readonly timeMs: number
  readonly expiresSeconds: number
}

/** A response to one of them. */
export interface PublishAnswer {
  readonly key: string
  readonly statusCode: number
  /** Lifetime granted, undefined = it names none. */
  readonly expiresSeconds: number | undefined
}

/** What a verdict is measured by. */
export interface TrailStandard {
  readonly shouldPublish: boolean
  readonly parameterSeconds: number
  readonly nowMs: number
  /** Since when every message is in the trace; Infinity = it is off. */
  readonly completeSinceMs: number
}

interface Request {
  readonly key: string
  readonly timeMs: number
  readonly lifetimeMs: number
}

/** The publication at one target, followed from request to request. */
interface AtTarget {
  /** Sent and not yet answered. */
  pending: Request | undefined
  /** The last one that was accepted, with the lifetime granted. */
  accepted: Request | undefined
  /** The target has forgotten the publication. */
  isForgotten: boolean
}

/** Refusals that lead to another request at once and say nothing about the publication. */
const passing: ReadonlySet<number> = new Set([401, 407, 412])

/** The publications of one gateway, read out of the trace from the oldest message to the newest. */
export class PublishTrail {
  readonly #targets = new Map<string, AtTarget>()
  /** Newest last, each once. */
  readonly #expires = new Set<number>()
  #sent = 0
  readonly #sentWith = new Map<number, number>()
  #last: SentPublish | undefined
  #refused = 0
  #intervals = 0
  #intervalSumMs = 0
  #shortestMs = Infinity
  #longestMs = 0
  #isIrregular = false

  sent(target: string, publish: SentPublish): void {
    const at = this.#at(target)
    const { key, timeMs, expiresSeconds } = publish
    if (at.pending?.key === key || at.accepted?.key === key) return
    if (expiresSeconds === 0) {
      at.pending = at.accepted = undefined
      return
    }
    this.#count(publish)
    at.pending = { key, timeMs, lifetimeMs: expiresSeconds * 1000 }
  }

  answered(target: string, answer: PublishAnswer): void {
    const at = this.#targets.get(target)
    const request = at?.pending
    if (!at || request?.key !== answer.key) return
    at.pending = undefined
    if (answer.statusCode >= 300) {
      if (!passing.has(answer.statusCode)) this.#refused++
      if (answer.statusCode === 412) at.isForgotten = true
      return
    }
    if (at.accepted) this.#measure(at.accepted, request.timeMs)
    const granted = answer.expiresSeconds
    at.accepted = granted === undefined ? request : { ...request, lifetimeMs: granted * 1000 }
    at.isForgotten = false
  }

  row(gateway: string, standard: TrailStandard): ExpiresCheckRow {
    const hasInterval = this.#intervals > 0
    const meanMs = this.#intervalSumMs / this.#intervals
    return {
      gateway,
      shouldPublish: standard.shouldPublish,
      sent: this.#sent,
      withParameter: this.#sentWith.get(standard.parameterSeconds) ?? 0,
      expiresSeen: [...this.#expires].reverse(),
      lastSentMs: this.#last?.timeMs ?? null,
      lastSequence: this.#last?.sequence ?? null,
      intervalMeanSeconds: hasInterval ? meanMs / 1000 : null,
      intervalMinSeconds: hasInterval ? this.#shortestMs / 1000 : null,
      intervalMaxSeconds: hasInterval ? this.#longestMs / 1000 : null,
      refused: this.#refused,
      verdict: this.#verdict(standard),
    }
  }

  #verdict(standard: TrailStandard): ExpiresCheckRow['verdict'] {
    const { shouldPublish, parameterSeconds, nowMs, completeSinceMs } = standard
    const publishes = this.#publishes(nowMs)
    if (!shouldPublish) return publishes ? 'unexpected' : 'none'
    if (!publishes) {
      const isLongEnough = nowMs - completeSinceMs >= parameterSeconds * 1000
      return isLongEnough ? 'silent' : 'not yet'
    }
    if (this.#last?.expiresSeconds !== parameterSeconds) return 'differs'
    return this.#isIrregular ? 'irregular' : 'ok'
  }

  #publishes(nowMs: number): boolean {
    const lives = (request: Request | undefined): boolean =>
      request !== undefined && request.timeMs + request.lifetimeMs > nowMs
    for (const { pending, accepted, isForgotten } of this.#targets.values()) {
      if (lives(pending) || (!isForgotten && lives(accepted))) return true
    }
    return false
  }

  #count(publish: SentPublish): void {
    const { expiresSeconds } = publish
    this.#sent++
    this.#sentWith.set(expiresSeconds, (this.#sentWith.get(expiresSeconds) ?? 0) + 1)
    this.#expires.delete(expiresSeconds)
    this.#expires.add(expiresSeconds)
    this.#last = publish
  }

  #measure(before: Request, nextMs: number): void {
    const intervalMs = Math.max(0, nextMs - before.timeMs)
    this.#intervals++
    this.#intervalSumMs += intervalMs
    this.#shortestMs = Math.min(this.#shortestMs, intervalMs)
    this.#longestMs = Math.max(this.#longestMs, intervalMs)
    if (intervalMs > before.lifetimeMs) this.#isIrregular = true
  }

  #at(target: string): AtTarget {
    const known = this.#targets.get(target)
    if (known) return known
    const at: AtTarget = { pending: undefined, accepted: undefined, isForgotten: false }
    this.#targets.set(target, at)
    return at
  }
}
