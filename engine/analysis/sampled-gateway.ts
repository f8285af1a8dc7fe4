import type { GatewaySample } from './gateway-sample.ts'
import { MinuteTally, type SampledFigures } from './minute-tally.ts'

/** A minute of the wall clock, on the clock that never jumps. */
export interface SampledMinute {
  /** Beginning by the wall clock. */
  readonly atMs: number
  readonly startMs: number
  readonly endMs: number
}

export const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** What is being sampled of one routing gateway; times are monotonic. */
export class SampledGateway {
  readonly name: string
  minute: SampledMinute
  #figures: SampledFigures
  #sinceMs: number
  #hasChanged = true
  readonly #tally = new MinuteTally()
  /** First and last minute of a run in which nothing changed. */
  #runFromMs = 0
  #runToMs = 0
  #refusedBefore: number

  constructor(name: string, minute: SampledMinute, nowMs: number, now: Now) {
    this.name = name
    this.minute = minute
    this.#figures = now.figures
    this.#refusedBefore = now.refused
    this.#sinceMs = nowMs
    this.#tally.note(now.figures)
  }

  /** The figures are these from now on. */
  change(figures: SampledFigures, nowMs: number): void {
    this.#add(nowMs)
    if (isSame(figures, this.#figures)) return
    this.#figures = figures
    this.#hasChanged = true
    this.#tally.note(figures)
  }

  /** A call was refused that routing does not know of. */
  refuse(): void {
    this.#tally.refused(1)
    this.#hasChanged = true
  }

  /** What has been sampled of the minute and was not taken before; undefined = nothing. */
  take(nowMs: number, refusedNow: number): GatewaySample | undefined {
    this.#add(Math.min(nowMs, this.minute.endMs))
    // The count begins anew with a new place in the route table.
    const refused = refusedNow - (refusedNow < this.#refusedBefore ? 0 : this.#refusedBefore)
    this.#refusedBefore = refusedNow
    if (refused > 0) {
      this.#tally.refused(refused)
      this.#hasChanged = true
    }
    if (this.#tally.isEmpty) return undefined
    const { capacity } = this.#figures
    return this.#tally.take({ gateway: this.name, ...this.#span(), capacity })
  }

  /** The minute is over and was taken. */
  begin(minute: SampledMinute): void {
    this.#sinceMs = Math.max(this.minute.endMs, minute.startMs)
    this.minute = minute
    this.#hasChanged = false
    this.#tally.note(this.#figures)
  }

  #add(untilMs: number): void {
    this.#tally.add(this.#figures, untilMs - this.#sinceMs)
    this.#sinceMs = Math.max(this.#sinceMs, untilMs)
  }

  /** Minutes of one hour in which nothing changes are one sample, so that idle gateways cost little to keep. */
  #span(): Pick<GatewaySample, 'minuteAtMs' | 'minutes'> {
    const { atMs } = this.minute
    if (this.#hasChanged) {
      this.#runFromMs = this.#runToMs = 0
      return { minuteAtMs: atMs, minutes: 1 }
    }
    const isNext = atMs === this.#runToMs || atMs === this.#runToMs + minuteMs
    const isSameHour = Math.floor(atMs / hourMs) === Math.floor(this.#runFromMs / hourMs)
    if (!isNext || !isSameHour) this.#runFromMs = atMs
    this.#runToMs = atMs
    return {
      minuteAtMs: this.#runFromMs,
      minutes: (atMs - this.#runFromMs) / minuteMs + 1,
    }
  }
}

/** What is known of a gateway when its sampling begins. */
interface Now {
  readonly figures: SampledFigures
  /** Calls that routing has refused so far. */
  readonly refused: number
}

const isSame = (a: SampledFigures, b: SampledFigures): boolean =>
  a.active === b.active &&
  a.capacity === b.capacity &&
  a.band === b.band &&
  a.published === b.published &&
  a.publicationError === b.publicationError &&
  a.isStale === b.isStale
