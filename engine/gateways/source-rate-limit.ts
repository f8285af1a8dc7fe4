import type { Clock } from '../kernel/clock.ts'

export interface SourceRateLimitOptions {
  readonly clock: Clock
  /** Most messages per second from one unknown source, 0 = no limit. */
  readonly perSecond: () => number
  /** Gateways and peers are never limited. */
  readonly isKnown: (address: string) => boolean
  /** Sources remembered in each of two generations. */
  readonly capacity?: number
}

interface Bucket {
  tokens: number
  filledAtMs: number
}

const defaultCapacity = 8192

/**
 * Token bucket per source address, one second deep, asked before a message is parsed. Memory is bounded by two
 * generations of sources: when the younger is full the older is dropped whole, so that no packet pays for more
 * than two look-ups however many addresses an attacker makes up.
 */
export class SourceRateLimit {
  readonly #options: SourceRateLimitOptions
  readonly #capacity: number
  #young = new Map<string, Bucket>()
  #old = new Map<string, Bucket>()
  #refused = 0

  constructor(options: SourceRateLimitOptions) {
    this.#options = options
    this.#capacity = options.capacity ?? defaultCapacity
  }

  /** Messages refused since start. */
  get refused(): number {
    return this.#refused
  }

  /** Sources remembered. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  /** Whether a message from `address` may be looked at. */
  admits(address: string): boolean {
    const perSecond = this.#options.perSecond()
    if (perSecond === 0 || this.#options.isKnown(address)) return true
    const nowMs = this.#options.clock.monotonicMs()
    const bucket = this.#bucketOf(address, perSecond, nowMs)
    const refill = ((nowMs - bucket.filledAtMs) * perSecond) / 1000
    bucket.tokens = Math.min(perSecond, bucket.tokens + refill)
    bucket.filledAtMs = nowMs
    if (bucket.tokens < 1) {
      this.#refused++
      return false
    }
    bucket.tokens--
    return true
  }

  #bucketOf(address: string, perSecond: number, nowMs: number): Bucket {
    const young = this.#young.get(address)
    if (young) return young
    const bucket = this.#old.get(address) ?? { tokens: perSecond, filledAtMs: nowMs }
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(address, bucket)
    return bucket
  }
}
