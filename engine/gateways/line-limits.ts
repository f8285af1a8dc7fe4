import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { Clock, Timer } from '../kernel/clock.ts'
import { lineLimitAt, secondsToNextBoundary, type LocalMoment } from '../routing/period-capacity.ts'

export interface LineLimitsOptions {
  readonly clock: Clock
  readonly localTime: (nowMs: number) => LocalMoment
  /** Told when a period row begins or ends and thereby changes the limit. */
  readonly onChange: (gateway: string, limit: number) => void
}

interface Periods {
  readonly gateway: Pick<RoutingGateway, 'name' | 'capacity' | 'periodCapacities'>
  limit: number
}

/** Longest sleep: a wall clock that was set is noticed within it. */
const longestSleepMs = 60_000

/** The line limit in force of every routing gateway, kept right as period rows begin and end. */
export class LineLimits {
  readonly #options: LineLimitsOptions
  readonly #limits = new Map<string, number>()
  readonly #periods = new Map<string, Periods>()
  #timer: Timer | undefined

  constructor(options: LineLimitsOptions) {
    this.#options = options
  }

  /** Takes a gateway or its changed settings; `onChange` is not called for it. */
  set(gateway: Periods['gateway']): void {
    const { name, periodCapacities } = gateway
    const limit = lineLimitAt(gateway, this.#now())
    this.#limits.set(name, limit)
    if (periodCapacities.length === 0) {
      this.#periods.delete(name)
      return
    }
    this.#periods.set(name, { gateway, limit })
    this.#sleep()
  }

  remove(name: string): void {
    this.#limits.delete(name)
    this.#periods.delete(name)
  }

  /** The line limit in force, 0 = unlimited. */
  limitOf(name: string): number {
    return this.#limits.get(name) ?? 0
  }

  stop(): void {
    if (this.#timer) this.#options.clock.stopTimer(this.#timer)
    this.#timer = undefined
    this.#periods.clear()
  }

  #now(): LocalMoment {
    return this.#options.localTime(this.#options.clock.nowMs())
  }

  #sleep(): void {
    const { clock } = this.#options
    if (this.#timer) clock.stopTimer(this.#timer)
    this.#timer = undefined
    if (this.#periods.size === 0) return
    const now = this.#now()
    let delayMs = longestSleepMs
    for (const { gateway } of this.#periods.values()) {
      delayMs = Math.min(delayMs, secondsToNextBoundary(gateway.periodCapacities, now) * 1000)
    }
    const sinceSecondMs = clock.nowMs() % 1000
    this.#timer = clock.startTimer(Math.max(1, delayMs - sinceSecondMs), () => this.#wake())
  }

  #wake(): void {
    this.#timer = undefined
    const now = this.#now()
    for (const periods of this.#periods.values()) {
      const limit = lineLimitAt(periods.gateway, now)
      if (limit === periods.limit) continue
      periods.limit = limit
      this.#limits.set(periods.gateway.name, limit)
      this.#options.onChange(periods.gateway.name, limit)
    }
    this.#sleep()
  }
}
