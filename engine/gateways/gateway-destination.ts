import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { Binding } from '../registrar/binding.ts'
import type { LocationService } from '../registrar/location-service.ts'
import { isSipUri } from '../sip/message/uri.ts'
import type { SipUri } from '../sip/message/uri.ts'
import type { Resolver, ResolveTarget } from '../sip/transport/resolve-destination.ts'
import type { Destination } from '../sip/transport/transport.ts'

/** Destinations that are known, or will be. */
export type Destinations = readonly Destination[] | Promise<readonly Destination[]>

const nowhere: readonly Destination[] = []

/** Where requests to a routing gateway go, in the order in which to try. */
export class GatewayDestinations {
  readonly #resolver: Resolver
  readonly #locations: Pick<LocationService, 'current'>
  /** Key of the address that last answered an OPTIONS check. */
  readonly #preferred = new Map<string, string>()

  constructor(resolver: Resolver, locations: Pick<LocationService, 'current'>) {
    this.#resolver = resolver
    this.#locations = locations
  }

  /**
   * A static gateway is at remoteIp:signalPort, a dynamic one where it registered from, a registration one
   * at its registrar, else at remoteIp:signalPort. None at all: the gateway cannot be reached.
   */
  of(gateway: RoutingGateway): Destinations {
    if (gateway.registerType === 1) {
      const binding = this.#locations.current(gateway.name)
      return binding ? this.#ofBinding(gateway, binding) : nowhere
    }
    const target = remoteTarget(gateway)
    return target ? this.#resolve(gateway, target) : nowhere
  }

  /** Calls go to this one of the gateway's addresses first, as long as it is one of them. */
  prefer(gateway: string, destination: Destination): void {
    this.#preferred.set(gateway, destinationKey(destination))
  }

  forget(gateway: string): void {
    this.#preferred.delete(gateway)
  }

  /** Behind NAT and over connections the way back is the way the REGISTER came; else it is the contact. */
  #ofBinding(gateway: RoutingGateway, binding: Binding): Destinations {
    const { flow, isBehindNat, uri } = binding
    if (!isBehindNat && flow.protocol === 'udp' && isSipUri(uri)) {
      return this.#resolve(gateway, uri)
    }
    return [destinationOfFlow(binding)]
  }

  #resolve(gateway: RoutingGateway, target: ResolveTarget | SipUri): Destinations {
    const known = this.#resolver.resolveNow(target)
    if (known) return this.#ordered(gateway, known)
    return this.#resolver.resolve(target).then((found) => this.#ordered(gateway, found))
  }

  #ordered(gateway: RoutingGateway, found: readonly Destination[]): readonly Destination[] {
    const { localIp, name } = gateway
    const from = localIp === '' ? found : found.map((each) => ({ ...each, localAddress: localIp }))
    const preferred = this.#preferred.get(name)
    if (preferred === undefined || from.length < 2) return from
    const first = from.filter((each) => destinationKey(each) === preferred)
    return [...first, ...from.filter((each) => destinationKey(each) !== preferred)]
  }
}

/** Protocol, address and port in one text. */
export function destinationKey({ protocol, remote }: Destination): string {
  return `${protocol} ${remote.address} ${remote.port}`
}

/** Back the way a REGISTER came. */
export function destinationOfFlow(binding: Pick<Binding, 'flow'>): Destination {
  const { protocol, local, remote, connection } = binding.flow
  return protocol === 'udp'
    ? { protocol, remote, local, localAddress: local.address }
    : { protocol, remote, connection }
}

/** Host, port and protocol that the gateway's settings name; undefined when they name none. */
export function remoteTarget(gateway: RoutingGateway): ResolveTarget | undefined {
  const protocol = gateway.transport
  if (gateway.registerType === 2 && gateway.registrar !== '') {
    return { ...splitHostPort(gateway.registrar), protocol }
  }
  if (gateway.remoteIp === '') return undefined
  return { host: gateway.remoteIp, port: gateway.signalPort, protocol }
}

/** `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address. */
export function splitHostPort(text: string): { readonly host: string; readonly port?: number } {
  const bracketed = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(text)
  const plain = /^([^:]*)(?::(\d{1,5}))?$/.exec(text)
  const match = bracketed ?? plain
  if (!match) return { host: text }
  const host = match[1] ?? ''
  return match[2] === undefined ? { host } : { host, port: Number(match[2]) }
}
