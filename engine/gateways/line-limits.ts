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
  #dueMs = 0

  constructor(options: LineLimitsOptions) {
    this.#options = options
  }

  /** Takes a gateway or its changed settings; `onChange` is not called for it. */
  set(gateway: Periods['gateway']): void {
    const { name, periodCapacities, capacity } = gateway
    if (periodCapacities.length === 0) {
      this.#limits.set(name, capacity)
      this.#periods.delete(name)
      return
    }
    const now = this.#now()
    const limit = lineLimitAt(gateway, now)
    this.#limits.set(name, limit)
    this.#periods.set(name, { gateway, limit })
    this.#wakeWithin(secondsToNextBoundary(periodCapacities, now) * 1000)
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

  /** Makes sure that the rows are looked at after `delayMs`, on the second, or earlier. */
  #wakeWithin(delayMs: number): void {
    const { clock } = this.#options
    const sinceSecondMs = clock.nowMs() % 1000
    const waitMs = Math.max(1, Math.min(longestSleepMs, delayMs) - sinceSecondMs)
    const dueMs = clock.monotonicMs() + waitMs
    if (this.#timer) {
      if (this.#dueMs <= dueMs) return
      clock.stopTimer(this.#timer)
    }
    this.#dueMs = dueMs
    this.#timer = clock.startTimer(waitMs, () => this.#wake())
  }

  #wake(): void {
    this.#timer = undefined
    const now = this.#now()
    let nearest = Infinity
    for (const periods of this.#periods.values()) {
      const { gateway } = periods
      nearest = Math.min(nearest, secondsToNextBoundary(gateway.periodCapacities, now))
      const limit = lineLimitAt(gateway, now)
      if (limit === periods.limit) continue
      periods.limit = limit
      this.#limits.set(gateway.name, limit)
      this.#options.onChange(gateway.name, limit)
    }
    if (nearest !== Infinity) this.#wakeWithin(nearest * 1000)
  }
}
