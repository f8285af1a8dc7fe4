import type { Clock, Timer } from '../kernel/clock.ts'
import { createEmitter, type Emitter } from '../kernel/emitter.ts'

/** Why a gateway takes no calls although it is neither locked nor full. */
export type SuspensionReason =
  'retry-after' | 'options' | 'registration' | 'not registered' | 'stale policy'

/** A suspension in force. */
export interface Suspension {
  readonly reason: SuspensionReason
  readonly sinceMs: number
  /** Wall clock; undefined: until the condition ends. */
  readonly untilMs: number | undefined
}

export interface AvailabilityEvents {
  /** A gateway gained or lost a reason not to be used. */
  changed: { readonly gateway: string; readonly isUsable: boolean }
}

interface RunningSuspension extends Suspension {
  readonly expiry: Timer | undefined
}

/** What people are told about each reason. */
const reasonTexts: Readonly<Record<SuspensionReason, string>> = {
  'retry-after': 'suspended by Retry-After',
  options: 'no answer to the OPTIONS check',
  registration: 'not registered at its registrar',
  'not registered': 'has not registered here',
  'stale policy': 'its published state is stale',
}

/** Which gateways must not be given calls now; reasons are independent of each other. */
export class GatewayAvailability {
  readonly events: Emitter<AvailabilityEvents> = createEmitter()
  readonly #clock: Clock
  readonly #suspensions = new Map<string, Map<SuspensionReason, RunningSuspension>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Suspends until `untilMs` (wall clock) or, without one, until `resume`; a later call replaces the time. */
  suspend(gateway: string, reason: SuspensionReason, untilMs?: number): void {
    const nowMs = this.#clock.nowMs()
    if (untilMs !== undefined && untilMs <= nowMs) {
      this.resume(gateway, reason)
      return
    }
    const reasons = this.#suspensions.get(gateway) ?? new Map<SuspensionReason, RunningSuspension>()
    const before = reasons.get(reason)
    if (before?.expiry) this.#clock.stopTimer(before.expiry)
    const expiry =
      untilMs === undefined
        ? undefined
        : this.#clock.startTimer(untilMs - nowMs, () => this.resume(gateway, reason))
    reasons.set(reason, { reason, sinceMs: before?.sinceMs ?? nowMs, untilMs, expiry })
    this.#suspensions.set(gateway, reasons)
    if (!before) this.#tell(gateway)
  }

  /** Ends a suspension; nothing happens when there is none. */
  resume(gateway: string, reason: SuspensionReason): void {
    const reasons = this.#suspensions.get(gateway)
    const suspension = reasons?.get(reason)
    if (!reasons || !suspension) return
    if (suspension.expiry) this.#clock.stopTimer(suspension.expiry)
    reasons.delete(reason)
    if (reasons.size === 0) this.#suspensions.delete(gateway)
    this.#tell(gateway)
  }

  /** Drops everything known about a gateway that was deleted. */
  forget(gateway: string): void {
    for (const { reason } of this.suspensions(gateway)) this.resume(gateway, reason)
  }

  isUsable(gateway: string): boolean {
    return !this.#suspensions.has(gateway)
  }

  /** Why the gateway takes no calls, in words; undefined when it does. */
  unusableReason(gateway: string): string | undefined {
    const reasons = this.#suspensions.get(gateway)
    if (!reasons) return undefined
    for (const reason of reasons.keys()) return reasonTexts[reason]
    return undefined
  }

  suspensions(gateway: string): readonly Suspension[] {
    return [...(this.#suspensions.get(gateway)?.values() ?? [])].map(
      ({ reason, sinceMs, untilMs }) => ({ reason, sinceMs, untilMs }),
    )
  }

  /** When a suspension by Retry-After ends; undefined without one. */
  retryAfterUntilMs(gateway: string): number | undefined {
    return this.#suspensions.get(gateway)?.get('retry-after')?.untilMs
  }

  stop(): void {
    for (const gateway of [...this.#suspensions.keys()]) this.forget(gateway)
  }

  #tell(gateway: string): void {
    this.events.emit('changed', { gateway, isUsable: this.isUsable(gateway) })
  }
}
