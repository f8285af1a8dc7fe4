import type { LabConditions } from '../api/contract/lab-peers.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import type { Carrier, Endpoint } from '../sip/transport/transport.ts'
import type { LabSurroundings } from './lab-peer.ts'
import { LossyNetwork } from './lossy-network.ts'

/**
 * A way between two nodes that loses and delays what passes: each node knows the other by an address of the link. What
 * comes in on one side goes out to the node on the other, as it is.
 */
export class NetworkLink {
  readonly network: LossyNetwork
  readonly #sides: readonly [Side, Side]

  constructor(surroundings: LabSurroundings, conditions: LabConditions, seed: number) {
    this.network = new LossyNetwork(surroundings.clock, createSeededIdSource(seed), conditions)
    const first: Side = new Side(surroundings, (bytes) => this.#pass(bytes, this.#sides[1]))
    const second: Side = new Side(surroundings, (bytes) => this.#pass(bytes, this.#sides[0]))
    this.#sides = [first, second]
  }

  /** Opens both sides; how each node reaches the other. */
  async open(
    nodes: readonly [Endpoint, Endpoint],
    addresses: readonly [string, string],
  ): Promise<{ readonly second: Endpoint; readonly first: Endpoint }> {
    const [first, second] = this.#sides
    first.node = nodes[0]
    second.node = nodes[1]
    return { second: await first.open(addresses[0]), first: await second.open(addresses[1]) }
  }

  async close(): Promise<void> {
    for (const side of this.#sides) await side.carrier.close()
  }

  #pass(bytes: Buffer, out: Side): void {
    this.network.pass(() => out.send(bytes))
  }
}

/** One end of a link, beside one node. */
class Side {
  node: Endpoint | undefined
  readonly carrier: Carrier

  constructor({ carrierOf }: LabSurroundings, onBytes: (bytes: Buffer) => void) {
    this.carrier = carrierOf('udp', {
      onBytes,
      onFramingFault: () => undefined,
      admits: () => true,
    })
  }

  open(address: string): Promise<Endpoint> {
    return this.carrier.listen({ protocol: 'udp', address, port: 0 }, undefined)
  }

  send(bytes: Buffer): void {
    if (this.node === undefined) return
    this.carrier.send(bytes, { protocol: 'udp', remote: this.node }, undefined, false)
  }
}
