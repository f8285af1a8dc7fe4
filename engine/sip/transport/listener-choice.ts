import { familyOf, isWildcard } from './ip-address.ts'
import type { LocalAddressFinder } from './local-address.ts'
import type { Destination, Endpoint, ListenAddress } from './transport.ts'

/** A listener of one protocol, with what it listens on. */
export interface Listener {
  readonly bound: ListenAddress
}

const chosenMost = 10_000

/** Decides which listener speaks to a peer and under which address the peer sees it. */
export class ListenerChoice<L extends Listener> {
  readonly #finder: LocalAddressFinder
  readonly #listeners: L[] = []
  /** By remote address; only asked when several listeners could serve. */
  readonly #chosen = new Map<string, L | undefined>()
  /** Own endpoints of wildcard listeners, by own address. */
  readonly #endpoints = new Map<L, Map<string, Endpoint>>()
  #only: L | undefined

  constructor(finder: LocalAddressFinder) {
    this.#finder = finder
  }

  get all(): readonly L[] {
    return this.#listeners
  }

  add(listener: L): void {
    this.#listeners.push(listener)
    this.#forget()
  }

  /** Takes the listener on `address` away and returns it. */
  remove(address: Endpoint): L | undefined {
    const at = this.#listeners.findIndex(
      ({ bound }) => bound.address === address.address && bound.port === address.port,
    )
    const [removed] = at < 0 ? [] : this.#listeners.splice(at, 1)
    this.#forget()
    return removed
  }

  /** The listener to use for `destination`; undefined when none speaks its address family. */
  listenerFor(destination: Destination): L | undefined {
    const { local, localAddress, remote } = destination
    const only = this.#only
    if (only !== undefined) return serves(only, remote.address) ? only : undefined
    if (local !== undefined) {
      const exact = this.#listeners.find((each) => isListeningOn(each, local, remote.address))
      if (exact !== undefined) return exact
    }
    if (localAddress !== undefined) {
      const own = this.#listeners.find((each) => isOn(each, localAddress, remote.address))
      if (own !== undefined) return own
    }
    return this.#choose(remote.address)
  }

  /** Own endpoint of `listener` as `remoteAddress` sees it. */
  endpointOf(listener: L, remoteAddress: string, localAddress?: string): Endpoint {
    const { bound } = listener
    if (!isWildcard(bound.address)) return bound
    const address =
      localAddress === undefined || isWildcard(localAddress)
        ? this.#finder.sourceFor(remoteAddress)
        : localAddress
    const known = this.#endpoints.get(listener)
    const found = known?.get(address)
    if (found !== undefined) return found
    const endpoint = { address, port: bound.port }
    if (known === undefined) this.#endpoints.set(listener, new Map([[address, endpoint]]))
    else known.set(address, endpoint)
    return endpoint
  }

  /** Own endpoint for `destination`. */
  localFor(destination: Destination): Endpoint | undefined {
    const listener = this.listenerFor(destination)
    if (listener === undefined) return undefined
    return this.endpointOf(
      listener,
      destination.remote.address,
      destination.localAddress ?? destination.local?.address,
    )
  }

  #choose(remoteAddress: string): L | undefined {
    const known = this.#chosen.get(remoteAddress)
    if (known !== undefined) return known
    const usable = this.#listeners.filter((each) => serves(each, remoteAddress))
    if (usable.length === 0) return undefined
    const source = this.#finder.sourceFor(remoteAddress)
    const chosen =
      usable.find(({ bound }) => bound.address === source) ??
      usable.find(({ bound }) => isWildcard(bound.address)) ??
      usable[0]
    if (this.#chosen.size >= chosenMost) this.#chosen.clear()
    this.#chosen.set(remoteAddress, chosen)
    return chosen
  }

  #forget(): void {
    this.#chosen.clear()
    this.#endpoints.clear()
    this.#only = this.#listeners.length === 1 ? this.#listeners[0] : undefined
  }
}

function serves({ bound }: Listener, remoteAddress: string): boolean {
  return familyOf(bound.address) === familyOf(remoteAddress)
}

function isOn(listener: Listener, localAddress: string, remoteAddress: string): boolean {
  const { address } = listener.bound
  return serves(listener, remoteAddress) && (address === localAddress || isWildcard(address))
}

function isListeningOn(listener: Listener, local: Endpoint, remoteAddress: string): boolean {
  return listener.bound.port === local.port && isOn(listener, local.address, remoteAddress)
}
