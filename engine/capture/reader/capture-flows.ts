import type { Flow } from '../../sip/transport/transport.ts'
import type { AddressTable } from './address-table.ts'
import { NumberTable } from './number-table.ts'

/** Who sends to whom: numbers of the address table, and ports. */
export interface Ends {
  readonly source: number
  readonly sourcePort: number
  readonly destination: number
  readonly destinationPort: number
}

const firstRoom = 1024

/** A number that no other pair of ends has. */
export class EndsKeys {
  readonly #pairs = new NumberTable()

  keyOf({ source, sourcePort, destination, destinationPort }: Ends): number {
    const pair = source * 0x400_0000 + destination
    let number = this.#pairs.get(pair)
    if (number === undefined) {
      number = this.#pairs.size
      this.#pairs.set(pair, number)
    }
    return number * 0x1_0000_0000 + sourcePort * 0x1_0000 + destinationPort
  }
}

/** Ways of messages through a capture, as columns, because a scan may leave a million of them. */
export class CaptureFlows {
  readonly addresses: AddressTable
  readonly keys = new EndsKeys()
  readonly #datagrams = new NumberTable()
  #ends = new Uint32Array(2 * firstRoom)
  #ports = new Uint16Array(2 * firstRoom)
  /** 0 = UDP. */
  #connections = new Uint32Array(firstRoom)
  /** 1 = the source is taken for the local end. */
  #sent = new Uint8Array(firstRoom)
  size = 0

  constructor(addresses: AddressTable) {
    this.addresses = addresses
  }

  datagram(ends: Ends): number {
    const key = this.keys.keyOf(ends)
    const known = this.#datagrams.get(key)
    if (known !== undefined) return known
    this.#datagrams.set(key, this.size)
    return this.add(ends, 0)
  }

  /** A direction of a connection, or a new pair of datagram ends. */
  add(ends: Ends, connection: number): number {
    const flow = this.size++
    if (flow >= this.#connections.length) this.#grow()
    this.#ends[2 * flow] = ends.source
    this.#ends[2 * flow + 1] = ends.destination
    this.#ports[2 * flow] = ends.sourcePort
    this.#ports[2 * flow + 1] = ends.destinationPort
    this.#connections[flow] = connection
    return flow
  }

  isSent(flow: number): boolean {
    return this.#sent[flow] === 1
  }

  at(flow: number): Flow {
    const near = this.isSent(flow) ? 2 * flow : 2 * flow + 1
    const connection = this.#connections[flow] ?? 0
    return {
      protocol: connection === 0 ? 'udp' : 'tcp',
      local: this.#endpoint(near),
      remote: this.#endpoint(near ^ 1),
      connection,
    }
  }

  /**
   * Takes the address with the most messages for the machine whose traffic was recorded, and on one machine alone the
   * busiest port; `messages` counts them by flow.
   */
  chooseLocal(messages: Uint32Array): void {
    const byAddress = new Map<number, number>()
    const byEndpoint = new Map<number, number>()
    const count = (to: Map<number, number>, key: number, by: number): void => {
      to.set(key, (to.get(key) ?? 0) + by)
    }
    for (let end = 0; end < 2 * this.size; end++) {
      const by = messages[end >> 1] ?? 0
      count(byAddress, this.#ends[end] ?? 0, by)
      count(byEndpoint, this.#endpointKey(end), by)
    }
    let local = -1
    for (const [address, by] of byAddress) {
      if (by > (byAddress.get(local) ?? 0)) local = address
    }
    for (let flow = 0; flow < this.size; flow++) {
      const isFromLocal = this.#ends[2 * flow] === local
      const isToLocal = this.#ends[2 * flow + 1] === local
      const source = byEndpoint.get(this.#endpointKey(2 * flow)) ?? 0
      const destination = byEndpoint.get(this.#endpointKey(2 * flow + 1)) ?? 0
      const isSent = isFromLocal && (!isToLocal || source > destination)
      this.#sent[flow] = isSent ? 1 : 0
    }
  }

  #endpointKey(end: number): number {
    return (this.#ends[end] ?? 0) * 0x1_0000 + (this.#ports[end] ?? 0)
  }

  #endpoint(end: number): Flow['local'] {
    return { address: this.addresses.textOf(this.#ends[end] ?? 0), port: this.#ports[end] ?? 0 }
  }

  #grow(): void {
    const room = 2 * this.#connections.length
    const grown = <T extends Uint32Array | Uint16Array | Uint8Array>(larger: T, former: T): T => {
      larger.set(former)
      return larger
    }
    this.#ends = grown(new Uint32Array(2 * room), this.#ends)
    this.#ports = grown(new Uint16Array(2 * room), this.#ports)
    this.#connections = grown(new Uint32Array(room), this.#connections)
    this.#sent = grown(new Uint8Array(room), this.#sent)
  }
}
