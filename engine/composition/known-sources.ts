import type { PublishTarget } from '../api/contract/engine-settings.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { CallerIdentification } from '../gateways/caller-identification.ts'
import type { Destinations } from '../gateways/gateway-destination.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { responseDestinationBy } from '../sip/transport/response-destination.ts'
import type { Destination, Endpoint, Flow, ListenAddress } from '../sip/transport/transport.ts'
import { ownAddress } from './listeners.ts'

interface KnownSourcesPorts {
  readonly identification: Pick<CallerIdentification, 'knowsAddress'>
  readonly routingGateways: () => Iterable<RoutingGateway>
  readonly destinationsOf: (gateway: RoutingGateway) => Destinations
  readonly publishTargets: () => readonly PublishTarget[]
  readonly targetDestinations: (target: PublishTarget) => readonly Destination[] | undefined
  readonly listenAddresses: () => readonly ListenAddress[]
}

/** Who is at which address: gateways, peers and this node itself; rebuilt when one of them changes. */
export class KnownSources {
  readonly #ports: KnownSourcesPorts
  #addresses = new Set<string>()
  /** Routing gateways by `address port`. */
  #gateways = new Map<string, RoutingGateway>()
  /** Where dynamic gateways registered from. */
  readonly #places = new Map<string, string>()
  #isCurrent = false

  constructor(ports: KnownSourcesPorts) {
    this.#ports = ports
  }

  /** To be told when a gateway, a binding, a target or a listener changes. */
  changed(): void {
    this.#isCurrent = false
  }

  /** A dynamic gateway registered, moved or went; a mere refresh costs nothing. */
  gatewayMoved(name: string, remote: Endpoint | undefined): void {
    const place = remote && keyOf(remote)
    if (this.#places.get(name) === place) return
    if (place === undefined) this.#places.delete(name)
    else this.#places.set(name, place)
    this.changed()
  }

  knows(address: string): boolean {
    this.#refresh()
    return this.#addresses.has(address) || this.#ports.identification.knowsAddress(address)
  }

  /** The routing gateway that sends from exactly there. */
  routingGatewayAt(remote: Endpoint): RoutingGateway | undefined {
    this.#refresh()
    return this.#gateways.get(keyOf(remote))
  }

  /** sipResponseAddressMethod of the routing gateway that sent the request; undefined = RFC 3261 §18.2.2. */
  responseDestination(request: SipRequest, flow: Flow): Destination | undefined {
    if (flow.protocol !== 'udp') return undefined
    const gateway = this.routingGatewayAt(flow.remote)
    if (!gateway) return undefined
    return responseDestinationBy(gateway.sipResponseAddressMethod, request, flow)
  }

  #refresh(): void {
    if (this.#isCurrent) return
    this.#isCurrent = true
    this.#addresses = new Set(this.#ports.listenAddresses().map(ownAddress))
    this.#gateways = new Map()
    for (const gateway of this.#ports.routingGateways()) this.#addGateway(gateway)
    for (const target of this.#ports.publishTargets()) {
      for (const each of this.#ports.targetDestinations(target) ?? []) {
        this.#addresses.add(each.remote.address)
      }
    }
  }

  #addGateway(gateway: RoutingGateway): void {
    const destinations = this.#ports.destinationsOf(gateway)
    if (destinations instanceof Promise) {
      // A host name that is being looked up: it counts from the moment when it is known.
      void destinations.then((found) => {
        if (found.length > 0) this.#isCurrent = false
      })
      return
    }
    for (const { remote } of destinations) {
      this.#addresses.add(remote.address)
      this.#gateways.set(keyOf(remote), gateway)
    }
  }
}

const keyOf = ({ address, port }: Endpoint): string => `${address} ${port}`
