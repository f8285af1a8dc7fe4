import type { LabConditions } from '../api/contract/lab-peers.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { CarrierSource } from '../sip/transport/transport.ts'

/** What the way between one end and everybody else is like; loss and delay strike in both directions. */
export class LossyNetwork {
  conditions: LabConditions
  /** Nothing passes at all, as if the end were not there. */
  isSilent = false
  /** Datagrams lost by chance. */
  lost = 0
  readonly #clock: Clock
  readonly #chance: IdSource

  constructor(clock: Clock, chance: IdSource, conditions: LabConditions) {
    this.#clock = clock
    this.#chance = chance
    this.conditions = conditions
  }

  /** Lets a datagram through now, later, or never. */
  pass(deliver: () => void): void {
    if (this.isSilent) return
    const { lossPercent, delayMs, jitterMs } = this.conditions
    if (lossPercent > 0 && this.#chance.fraction() * 100 < lossPercent) {
      this.lost++
      return
    }
    const waitMs = delayMs + (jitterMs === 0 ? 0 : this.#chance.fraction() * jitterMs)
    if (waitMs === 0) deliver()
    else this.#clock.startTimer(waitMs, deliver)
  }

  /** The same carriers, with everything in and out on this way. */
  around(source: CarrierSource): CarrierSource {
    return (protocol, events) => {
      const inner = source(protocol, {
        onBytes: (bytes, flow) => this.pass(() => events.onBytes(bytes, flow)),
        onFramingFault: (head, flow) => events.onFramingFault(head, flow),
        admits: (flow) => events.admits(flow),
      })
      return {
        listen: (address, tls) => inner.listen(address, tls),
        unlisten: (address) => inner.unlisten(address),
        close: () => inner.close(),
        localFor: (destination) => inner.localFor(destination),
        send: (bytes, destination, onError, awaitsAnswer) => {
          this.pass(() => void inner.send(bytes, destination, onError, awaitsAnswer))
          return 0
        },
      }
    }
  }
}
