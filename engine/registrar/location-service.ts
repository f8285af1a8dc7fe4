import { invariant } from '../kernel/invariant.ts'
import type { Clock, Timer } from '../kernel/clock.ts'
import { parseUri } from '../sip/message/uri.ts'
import type { Binding, StoredBinding } from './binding.ts'

export interface LocationServiceOptions {
  readonly clock: Clock
  /** Told after each change of a gateway's bindings, be it a REGISTER, an expiry or a removal. */
  readonly onBindingsChanged?: (gateway: string, bindings: readonly Binding[]) => void
}

interface Location {
  readonly bindings: readonly Binding[]
  readonly expiry: Timer
}

/** Where dynamic gateways are: their bindings, each until it expires. */
export class LocationService {
  readonly #clock: Clock
  readonly #onBindingsChanged: LocationServiceOptions['onBindingsChanged']
  readonly #locations = new Map<string, Location>()

  constructor(options: LocationServiceOptions) {
    this.#clock = options.clock
    this.#onBindingsChanged = options.onBindingsChanged
  }

  /** All bindings of a gateway, the one to be used first: highest q, then the newest. */
  bindings(gateway: string): readonly Binding[] {
    return this.#locations.get(gateway)?.bindings ?? []
  }

  /** The binding that calls go to. */
  current(gateway: string): Binding | undefined {
    return this.#locations.get(gateway)?.bindings[0]
  }

  *all(): IterableIterator<Binding> {
    for (const { bindings } of this.#locations.values()) yield* bindings
  }

  /** Puts all bindings of a gateway at once: nobody sees half of a REGISTER. */
  replace(gateway: string, bindings: readonly Binding[]): void {
    this.#put(gateway, bindings)
    this.#onBindingsChanged?.(gateway, this.bindings(gateway))
  }

  /** Forgets a gateway that was deleted or is no longer dynamic. */
  forget(gateway: string): void {
    if (this.#locations.has(gateway)) this.replace(gateway, [])
  }

  /** Takes back what was stored; expired and unreadable bindings are left out. */
  restore(stored: Iterable<StoredBinding>): void {
    const nowMs = this.#clock.monotonicMs()
    const skewMs = this.#clock.nowMs() - nowMs
    const restored = new Map<string, Binding[]>()
    for (const each of stored) {
      const uri = parseUri(each.contact)
      const dueMs = each.expiresAtMs - skewMs
      if (!uri || dueMs <= nowMs) continue
      const bindings = restored.get(each.gateway) ?? []
      bindings.push({ ...each, uri, dueMs })
      restored.set(each.gateway, bindings)
    }
    for (const [gateway, bindings] of restored) this.replace(gateway, bindings)
  }

  /** Stops all timers; the bindings stay as they were stored. */
  stop(): void {
    for (const { expiry } of this.#locations.values()) this.#clock.stopTimer(expiry)
    this.#locations.clear()
  }

  #put(gateway: string, bindings: readonly Binding[]): void {
    const before = this.#locations.get(gateway)
    if (before) this.#clock.stopTimer(before.expiry)
    if (bindings.length === 0) {
      this.#locations.delete(gateway)
      return
    }
    const ordered = [...bindings].sort(compareBindings)
    const dueMs = Math.min(...ordered.map((binding) => binding.dueMs))
    const delayMs = Math.max(0, dueMs - this.#clock.monotonicMs())
    const expiry = this.#clock.startTimer(delayMs, () => this.#expire(gateway))
    this.#locations.set(gateway, { bindings: ordered, expiry })
  }

  #expire(gateway: string): void {
    const location = this.#locations.get(gateway)
    invariant(location, 'the timer of a location is stopped when the location goes')
    const nowMs = this.#clock.monotonicMs()
    // A platform timer may fire a fraction of a millisecond early.
    this.replace(
      gateway,
      location.bindings.filter((binding) => binding.dueMs > nowMs + 1),
    )
  }
}

function compareBindings(a: Binding, b: Binding): number {
  return b.q - a.q || b.updatedAtMs - a.updatedAtMs || (a.contact < b.contact ? -1 : 1)
}
