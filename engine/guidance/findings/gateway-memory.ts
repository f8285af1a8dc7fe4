import type { ObservedGateway, OtherView } from './observed.ts'

/** A call within this time is traffic. */
const trafficMs = 300_000
/** A gateway without a call for so long is dormant. */
const dormantMs = 1_800_000
/** Over how long it is seen whether a count changes, in two halves; the least that must have been seen. */
const halfWindowMs = 150_000
const leastSeenMs = 120_000
/** The error is the mean of so many looks, about a minute of them. */
const errorLooks = 12
const leastLookMs = 4000
/** A count that moves within this share of the line limit, and by one line at least, changes little. */
const littleShare = 0.05

export const dormantMinutes = dormantMs / 60_000
export const quietMinutes = (2 * halfWindowMs) / 60_000

interface Range {
  least: number
  most: number
}

/** What must be remembered of one routing gateway between two looks. */
export class GatewayMemory {
  readonly #sinceMs: number
  #calls: number
  #lastCallMs = -Infinity
  #halfSinceMs: number
  #now: Range
  #before: Range | undefined
  readonly #errors: number[] = []
  #lastErrorMs = -Infinity
  /** Since when the view of another node differs; monotonic. */
  readonly #differs = new Map<string, number>()

  constructor(gateway: ObservedGateway, nowMs: number) {
    this.#sinceMs = this.#halfSinceMs = nowMs
    this.#calls = gateway.calls
    this.#now = { least: gateway.ownActive, most: gateway.ownActive }
  }

  note(gateway: ObservedGateway, nowMs: number): void {
    const { active, ownActive, calls } = gateway
    if (active > 0 || calls !== this.#calls) this.#lastCallMs = nowMs
    this.#calls = calls
    this.#noteRange(ownActive, nowMs)
    this.#noteError(gateway, nowMs)
    this.#noteOthers(gateway, nowMs)
  }

  /** It has calls, or had one a few minutes ago. */
  hasTraffic(nowMs: number): boolean {
    return nowMs - this.#lastCallMs <= trafficMs
  }

  isDormant(nowMs: number): boolean {
    return nowMs - Math.max(this.#lastCallMs, this.#sinceMs) >= dormantMs
  }

  /** undefined = it was not seen for long enough. */
  changesLittle(capacity: number, nowMs: number): boolean | undefined {
    if (nowMs - this.#sinceMs < leastSeenMs) return undefined
    const { least, most } = this.#now
    const before = this.#before ?? this.#now
    const moved = Math.max(most, before.most) - Math.min(least, before.least)
    return moved <= Math.max(1, capacity * littleShare)
  }

  /** Lines by which the own publication was off, mean of the last minute; what was not seen counts as right. */
  get meanError(): number {
    return this.#errors.reduce((sum, error) => sum + error, 0) / errorLooks
  }

  /** For how long the view of that node has differed, 0 = it does not. */
  differsForMs(node: string, nowMs: number): number {
    return nowMs - (this.#differs.get(node) ?? nowMs)
  }

  #noteRange(active: number, nowMs: number): void {
    if (nowMs - this.#halfSinceMs >= halfWindowMs) {
      this.#before = this.#now
      this.#now = { least: active, most: active }
      this.#halfSinceMs = nowMs
      return
    }
    this.#now.least = Math.min(this.#now.least, active)
    this.#now.most = Math.max(this.#now.most, active)
  }

  /** Looks that an edit has set off come sooner, and do not count twice. */
  #noteError({ ownActive, ownPublished }: ObservedGateway, nowMs: number): void {
    if (nowMs - this.#lastErrorMs < leastLookMs) return
    this.#lastErrorMs = nowMs
    this.#errors.push(ownPublished === undefined ? 0 : Math.abs(ownPublished - ownActive))
    if (this.#errors.length > errorLooks) this.#errors.shift()
  }

  #noteOthers({ others, capacity, status }: ObservedGateway, nowMs: number): void {
    if (others.length === 0) {
      this.#differs.clear()
      return
    }
    const ours = { capacity, status }
    for (const other of others) {
      if (!other.isLive || !differs(other, ours)) this.#differs.delete(other.node)
      else if (!this.#differs.has(other.node)) this.#differs.set(other.node, nowMs)
    }
  }
}

/** Two nodes see a gateway differently: by its line limit, or by its status word. Active calls differ rightly. */
function differs(other: OtherView, ours: Pick<OtherView, 'capacity' | 'status'>): boolean {
  return other.capacity !== ours.capacity || other.status !== ours.status
}
