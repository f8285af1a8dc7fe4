import type { Flow, ListenAddress } from '../sip/transport/transport.ts'

/** Host parts that mean this node: its SIP domain and its listen addresses. */
export class OurHosts {
  readonly #domain: () => string
  readonly #addresses: () => readonly ListenAddress[]

  constructor(domain: () => string, addresses: () => readonly ListenAddress[]) {
    this.#domain = domain
    this.#addresses = addresses
  }

  /** Whether `host[:port]` of a URI that came over `flow` is this node. */
  has(host: string, port: number | undefined, flow: Flow): boolean {
    const domain = this.#domain()
    if (host === domain || host.toLowerCase() === domain.toLowerCase()) return true
    // A listener on every address is known by the one that this peer reaches it at.
    if (host === flow.local.address) return port === undefined || port === flow.local.port
    for (const listen of this.#addresses()) {
      if (listen.address === host && (port === undefined || port === listen.port)) return true
    }
    return false
  }
}
