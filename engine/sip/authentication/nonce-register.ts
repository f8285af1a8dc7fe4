import { createHmac } from 'node:crypto'
import type { Clock } from '../../kernel/clock.ts'
import type { IdSource } from '../../kernel/id-source.ts'
import { isSameText } from './digest-algorithm.ts'

/** What is known of a nonce that a client used. */
export type NonceVerdict = 'fresh' | 'expired' | 'replayed' | 'foreign'

interface UsedNonce {
  readonly issuedAtMs: number
  highestCount: number
  /** Bit n: the count `highestCount - n` was used. */
  window: number
}

/** Counts that may arrive late, for requests that overtook each other. */
const windowSize = 31

/** Nonces that prove their own age, so that a challenge costs no memory; only used ones are remembered, within a bound. */
export class NonceRegister {
  private readonly clock: Clock
  private readonly ids: IdSource
  private readonly secret: string
  private readonly lifetimeMs: number
  private readonly capacity: number
  private readonly used = new Map<string, UsedNonce>()
  /** Nonces issued up to here may have been forgotten, hence count as expired. */
  private forgottenUntilMs = -1

  constructor(clock: Clock, ids: IdSource, lifetimeMs: number, capacity: number) {
    this.clock = clock
    this.ids = ids
    this.secret = ids.token(52)
    this.lifetimeMs = lifetimeMs
    this.capacity = capacity
  }

  /** A new nonce: time, randomness, and a proof of both. */
  issue(): string {
    const content = `${Math.floor(this.clock.monotonicMs()).toString(36)}.${this.ids.token(12)}`
    return `${content}.${this.proofOf(content)}`
  }

  /** Notes that `nonce` was used with a nonce count; 1 stands for a client without counts. */
  use(nonce: string, count: number): NonceVerdict {
    const issuedAtMs = this.issuedAtMs(nonce)
    if (issuedAtMs === undefined) return 'foreign'
    const nowMs = this.clock.monotonicMs()
    if (nowMs - issuedAtMs > this.lifetimeMs) return 'expired'
    const known = this.used.get(nonce)
    if (known !== undefined) return advance(known, count) ? 'fresh' : 'replayed'
    if (issuedAtMs <= this.forgottenUntilMs) return 'expired'
    this.makeRoom(nowMs)
    this.used.set(nonce, { issuedAtMs, highestCount: count, window: 1 })
    return 'fresh'
  }

  /** How many used nonces are remembered. */
  get size(): number {
    return this.used.size
  }

  private makeRoom(nowMs: number): void {
    for (const [nonce, { issuedAtMs }] of this.used) {
      const isExpired = nowMs - issuedAtMs > this.lifetimeMs
      if (!isExpired && this.used.size < this.capacity) return
      this.used.delete(nonce)
      if (!isExpired) this.forgottenUntilMs = Math.max(this.forgottenUntilMs, issuedAtMs)
    }
  }

  private issuedAtMs(nonce: string): number | undefined {
    const dot = nonce.lastIndexOf('.')
    const content = nonce.slice(0, Math.max(dot, 0))
    if (dot < 0 || !isSameText(nonce.slice(dot + 1), this.proofOf(content))) return undefined
    return Number.parseInt(content, 36)
  }

  private proofOf(content: string): string {
    return createHmac('sha256', this.secret).update(content, 'latin1').digest('hex').slice(0, 32)
  }
}

/** Takes a count that was not used before and is not too old. */
function advance(known: UsedNonce, count: number): boolean {
  const ahead = count - known.highestCount
  if (ahead > 0) {
    known.window = ahead > windowSize ? 1 : (known.window << ahead) | 1
    known.highestCount = count
    return true
  }
  const bit = ahead < -windowSize ? 0 : 1 << -ahead
  if (bit === 0 || (known.window & bit) !== 0) return false
  known.window |= bit
  return true
}
