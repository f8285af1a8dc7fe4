import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { Band } from '../routing/route-plan.ts'

/** Where a routing gateway stands: locked and unusable ones are in no band. */
export type GatewayPlace = Band | 'locked' | 'unusable'

interface GatewayCountsPorts {
  readonly gateways: {
    get(name: string): RoutingGateway | undefined
    all(): Iterable<RoutingGateway>
  }
  readonly bandOf: (gateway: string) => Band
  readonly unusableReason: (gateway: string) => string | undefined
}

/** How many routing gateways stand where. Whoever changes one says so; only those are looked at again when asked. */
export class GatewayCounts {
  readonly #ports: GatewayCountsPorts
  readonly #places = new Map<string, GatewayPlace>()
  readonly #counts: Record<GatewayPlace, number> = {
    ...{ normal: 0, reduce: 0, 'last resort': 0, full: 0 },
    ...{ locked: 0, unusable: 0 },
  }
  readonly #touched = new Set<string>()

  constructor(ports: GatewayCountsPorts) {
    this.#ports = ports
  }

  /** A figure or a setting of the gateway changed, or it is new or gone; runs on the signalling path. */
  touch(gateway: string): void {
    this.#touched.add(gateway)
  }

  touchAll(): void {
    for (const { name } of this.#ports.gateways.all()) this.#touched.add(name)
  }

  /** The counts as they are now. */
  read(): Readonly<Record<GatewayPlace, number>> {
    for (const name of this.#touched) this.#place(name)
    this.#touched.clear()
    return this.#counts
  }

  #place(name: string): void {
    const before = this.#places.get(name)
    const after = this.#placeOf(name)
    if (before === after) return
    if (before !== undefined) this.#counts[before]--
    if (after === undefined) this.#places.delete(name)
    else {
      this.#counts[after]++
      this.#places.set(name, after)
    }
  }

  #placeOf(name: string): GatewayPlace | undefined {
    const gateway = this.#ports.gateways.get(name)
    if (gateway === undefined) return undefined
    if (gateway.lockType !== 0) return 'locked'
    if (this.#ports.unusableReason(name) !== undefined) return 'unusable'
    return this.#ports.bandOf(name)
  }
}
