import type { CapturedPublication } from '../../api/contract/capture-procedures.ts'
import { numbered } from './status-counts.ts'

/** Which of the four operations of RFC 3903 §4 a request is. */
export type PublishKind = 'initial' | 'refresh' | 'modify' | 'remove'

/** One PUBLISH as the verification reads it. */
export interface SeenPublish {
  readonly sequence: number
  readonly timeMs: number
  readonly kind: PublishKind
  readonly callId: string
  /** null = there was none that can be understood. */
  readonly expiresSeconds: number | null
}

/** Whose publication it is. */
export type PublicationNames = Pick<
  CapturedPublication,
  'gateway' | 'from' | 'requestUri' | 'event' | 'source' | 'target'
>

/** Answers that ask for the same request in another form: they are a part of publishing. */
const askingAgain: ReadonlySet<number> = new Set([401, 407, 412, 423])
/** Distinct values listed per publication. */
const mostValues = 20
const mostCallIds = 1000

/** Counts what one publisher says about one gateway to one target. */
export class PublicationTally {
  readonly names: PublicationNames
  readonly kinds = { initial: 0, refresh: 0, modify: 0, remove: 0 }
  retransmissions = 0
  readonly #callIds = new Set<string>()
  readonly #answers = new Map<number, number>()
  readonly #expires = new Set<number | null>()
  readonly #granted = new Set<number>()
  readonly #intervals = { count: 0, sum: 0, least: Infinity, most: 0 }
  #unanswered = 0
  #first: SeenPublish | undefined
  #last: SeenPublish | undefined
  #lastStatusCode = 0
  #lifetimeSeconds = 0
  #isIrregular = false

  constructor(names: PublicationNames) {
    this.names = names
  }

  request(seen: SeenPublish): void {
    const { kind, expiresSeconds, callId } = seen
    this.kinds[kind]++
    this.#unanswered++
    if (this.#callIds.size < mostCallIds) this.#callIds.add(callId)
    if (kind !== 'remove') remember(this.#expires, expiresSeconds)
    const isRepeated = askingAgain.has(this.#lastStatusCode)
    if (!isRepeated && kind !== 'initial') this.#measure(seen.timeMs)
    this.#first ??= seen
    // An exchange that was challenged begins with its first request.
    this.#last = isRepeated && this.#last ? { ...seen, timeMs: this.#last.timeMs } : seen
    this.#lastStatusCode = 0
    if (expiresSeconds !== null) this.#lifetimeSeconds = expiresSeconds
  }

  answer(statusCode: number, grantedSeconds: number | null): void {
    this.#answers.set(statusCode, (this.#answers.get(statusCode) ?? 0) + 1)
    this.#unanswered--
    this.#lastStatusCode = statusCode
    if (statusCode >= 300 || grantedSeconds === null || grantedSeconds === 0) return
    remember(this.#granted, grantedSeconds)
    this.#lifetimeSeconds = grantedSeconds
  }

  get requests(): number {
    const { initial, refresh, modify, remove } = this.kinds
    return initial + refresh + modify + remove
  }

  /** The row, judged by the end of the capture and by what every Expires should be. */
  row(endMs: number, expectedSeconds: number | undefined): CapturedPublication {
    const { count, sum, least, most } = this.#intervals
    const last = this.#last
    return {
      ...this.names,
      ...this.kinds,
      callIds: this.#callIds.size,
      lastCallId: last?.callId ?? '',
      requests: this.requests,
      retransmissions: this.retransmissions,
      expiresSeen: [...this.#expires].reverse(),
      grantedSeen: [...this.#granted].reverse(),
      intervalMeanSeconds: count === 0 ? null : inSeconds(sum / count),
      intervalMinSeconds: count === 0 ? null : inSeconds(least),
      intervalMaxSeconds: count === 0 ? null : inSeconds(most),
      answers: numbered(this.#answers),
      refused: this.#refused(),
      unanswered: this.#unanswered,
      firstMs: this.#first?.timeMs ?? 0,
      lastMs: last?.timeMs ?? 0,
      lastSequence: last?.sequence ?? 0,
      isRemoved: this.#isRemoved,
      verdict: this.#verdict(endMs, expectedSeconds),
    }
  }

  get #isRemoved(): boolean {
    return this.#last?.kind === 'remove'
  }

  /** From the last request to this one; a lifetime that was over by then is told. */
  #measure(nowMs: number): void {
    if (this.#last === undefined || this.#isRemoved) return
    const intervals = this.#intervals
    const elapsedMs = nowMs - this.#last.timeMs
    intervals.count++
    intervals.sum += elapsedMs
    intervals.least = Math.min(intervals.least, elapsedMs)
    intervals.most = Math.max(intervals.most, elapsedMs)
    if (elapsedMs > this.#lifetimeSeconds * 1000) this.#isIrregular = true
  }

  #refused(): number {
    let refused = 0
    for (const [statusCode, count] of this.#answers) {
      if (statusCode >= 400 && !askingAgain.has(statusCode)) refused += count
    }
    return refused
  }

  #verdict(endMs: number, expected: number | undefined): CapturedPublication['verdict'] {
    if (this.#lastStatusCode >= 400 && !askingAgain.has(this.#lastStatusCode)) return 'refused'
    if (this.#answers.size === 0) return 'unanswered'
    const newest = [...this.#expires].at(-1)
    if (expected !== undefined && newest !== undefined && newest !== expected) return 'differs'
    if (this.#isIrregular) return 'irregular'
    const endsMs = (this.#last?.timeMs ?? 0) + this.#lifetimeSeconds * 1000
    return !this.#isRemoved && endMs > endsMs ? 'lapsed' : 'ok'
  }
}

/** Keeps distinct values with the newest last. */
function remember<T>(values: Set<T>, value: T): void {
  values.delete(value)
  values.add(value)
  if (values.size <= mostValues) return
  for (const oldest of values) {
    values.delete(oldest)
    return
  }
}

const inSeconds = (milliseconds: number): number => Math.round(milliseconds) / 1000
