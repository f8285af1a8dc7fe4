import type { Band } from '../routing/route-plan.ts'
import type { GatewaySample } from './gateway-sample.ts'

/** Figures of one routing gateway, true from one change to the next. */
export interface SampledFigures {
  /** Composed concurrency and line limit. */
  readonly active: number
  readonly capacity: number
  readonly band: Band
  /** As published by whomever, undefined = nothing is. */
  readonly published: number | undefined
  /** |published − own count| of this node's own publication, undefined = there is none. */
  readonly publicationError: number | undefined
  readonly isStale: boolean
}

/** Sums of figures times milliseconds over a part of one minute. */
export class MinuteTally {
  sampledMs = 0
  readonly #bandMs: Record<Band, number> = { normal: 0, reduce: 0, 'last resort': 0, full: 0 }
  #activeMs = 0
  #peakActive = 0
  #publishedMs = 0
  #publishedForMs = 0
  #errorMs = 0
  #errorForMs = 0
  #errorWorst = 0
  #staleMs = 0
  #refused = 0

  /** The figures were true for so long. */
  add(figures: SampledFigures, forMs: number): void {
    this.note(figures)
    if (forMs <= 0) return
    this.sampledMs += forMs
    this.#bandMs[figures.band] += forMs
    this.#activeMs += figures.active * forMs
    if (figures.published !== undefined) {
      this.#publishedMs += figures.published * forMs
      this.#publishedForMs += forMs
    }
    if (figures.publicationError !== undefined) {
      this.#errorMs += figures.publicationError * forMs
      this.#errorForMs += forMs
      this.#errorWorst = Math.max(this.#errorWorst, figures.publicationError)
    }
    if (figures.isStale) this.#staleMs += forMs
  }

  /** The figures are true for a moment at least. */
  note({ active }: SampledFigures): void {
    this.#peakActive = Math.max(this.#peakActive, active)
  }

  refused(calls: number): void {
    this.#refused += calls
  }

  get isEmpty(): boolean {
    return this.sampledMs === 0 && this.#refused === 0
  }

  /** The sums as a sample, and from zero again. */
  take(
    about: Pick<GatewaySample, 'gateway' | 'minuteAtMs' | 'minutes' | 'capacity'>,
  ): GatewaySample {
    const bandMs = this.#bandMs
    const sample: GatewaySample = {
      ...about,
      sampledMs: Math.round(this.sampledMs),
      activeMs: Math.round(this.#activeMs),
      peakActive: this.#peakActive,
      normalMs: Math.round(bandMs.normal),
      reduceMs: Math.round(bandMs.reduce),
      lastResortMs: Math.round(bandMs['last resort']),
      fullMs: Math.round(bandMs.full),
      refusedAtLimit: this.#refused,
      publishedMs: Math.round(this.#publishedMs),
      publishedForMs: Math.round(this.#publishedForMs),
      errorMs: Math.round(this.#errorMs),
      errorForMs: Math.round(this.#errorForMs),
      errorWorst: this.#errorWorst,
      staleMs: Math.round(this.#staleMs),
    }
    this.#clear()
    return sample
  }

  #clear(): void {
    this.sampledMs = this.#activeMs = this.#peakActive = this.#refused = this.#staleMs = 0
    this.#publishedMs = this.#publishedForMs = 0
    this.#errorMs = this.#errorForMs = this.#errorWorst = 0
    const bandMs = this.#bandMs
    bandMs.normal = bandMs.reduce = bandMs['last resort'] = bandMs.full = 0
  }
}
