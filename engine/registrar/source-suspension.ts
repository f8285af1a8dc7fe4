import type { Clock } from '../kernel/clock.ts'

/** Parameters that rule suspension. */
export interface SuspensionParameters {
  readonly values: {
    readonly SS_AUTHENTICATION_MAX_RETRY: number
    readonly SS_AUTHENTICATION_FAILED_SUSPEND: number
  }
}

/** A source that is suspended, for display. */
export interface SuspendedSource {
  readonly source: string
  readonly untilMs: number
}

interface Failures {
  count: number
  lastAtMs: number
}

interface Suspension {
  readonly dueMs: number
  readonly untilMs: number
}

export interface SourceSuspensionOptions {
  readonly clock: Clock
  readonly parameters: SuspensionParameters
  /** Sources remembered at most in either list; the oldest give way. */
  readonly capacity?: number
}

const defaultCapacity = 10_000

/**
 * Wrong passwords per source address, for SIP and client sign-in alike: SS_AUTHENTICATION_MAX_RETRY of them
 * suspend the source for SS_AUTHENTICATION_FAILED_SUSPEND; 0 suspends nobody. A right password clears the
 * count, and a count is forgotten when nothing was added for as long as a suspension lasts.
 */
export class SourceSuspension {
  readonly #clock: Clock
  readonly #parameters: SuspensionParameters
  readonly #capacity: number
  readonly #failures = new Map<string, Failures>()
  readonly #suspended = new Map<string, Suspension>()

  constructor(options: SourceSuspensionOptions) {
    this.#clock = options.clock
    this.#parameters = options.parameters
    this.#capacity = options.capacity ?? defaultCapacity
  }

  isSuspended(source: string): boolean {
    const suspension = this.#suspended.get(source)
    if (!suspension) return false
    if (this.#clock.monotonicMs() < suspension.dueMs) return true
    this.#suspended.delete(source)
    return false
  }

  /** Counts a wrong password; true when it suspended the source. */
  failed(source: string): boolean {
    const { SS_AUTHENTICATION_MAX_RETRY: mostFailures } = this.#parameters.values
    if (mostFailures === 0) return false
    const nowMs = this.#clock.monotonicMs()
    const before = this.#failures.get(source)
    const isRecent = before !== undefined && nowMs - before.lastAtMs < this.#suspensionMs
    const count = isRecent ? before.count + 1 : 1
    this.#failures.delete(source)
    if (count >= mostFailures) {
      this.#suspend(source, nowMs)
      return true
    }
    this.#failures.set(source, { count, lastAtMs: nowMs })
    dropOldest(this.#failures, this.#capacity)
    return false
  }

  /** A right password clears the count. */
  succeeded(source: string): void {
    this.#failures.delete(source)
  }

  /** Lifts a suspension before its time. */
  release(source: string): void {
    this.#suspended.delete(source)
    this.#failures.delete(source)
  }

  /** Who is suspended now. */
  suspended(): readonly SuspendedSource[] {
    return [...this.#suspended.keys()]
      .filter((source) => this.isSuspended(source))
      .map((source) => ({ source, untilMs: this.#suspended.get(source)?.untilMs ?? 0 }))
  }

  get #suspensionMs(): number {
    return this.#parameters.values.SS_AUTHENTICATION_FAILED_SUSPEND * 1000
  }

  #suspend(source: string, nowMs: number): void {
    const lastsMs = this.#suspensionMs
    const untilMs = this.#clock.nowMs() + lastsMs
    this.#suspended.set(source, { dueMs: nowMs + lastsMs, untilMs })
    dropOldest(this.#suspended, this.#capacity)
  }
}

function dropOldest(entries: Map<string, unknown>, capacity: number): void {
  if (entries.size <= capacity) return
  const [oldest] = entries.keys()
  if (oldest !== undefined) entries.delete(oldest)
}
