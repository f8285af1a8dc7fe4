import type { Clock } from '../../kernel/clock.ts'
import { EngineError } from '../../api/contract/errors.ts'
import type { IdSource } from '../../kernel/id-source.ts'
import { familyOf, isUnicast, isWildcard, sentBy } from './ip-address.ts'
import { createTransportLayer } from './transport-layer.ts'
import type { TransportLayer, TransportLayerOptions } from './transport-layer.ts'
import type {
  Carrier,
  CarrierEvents,
  CarrierSource,
  Destination,
  Endpoint,
  ListenAddress,
  SendFailure,
  TransportProtocol,
} from './transport.ts'

/** How badly a network behaves; each part from 0 to 1. Loss and duplication strike datagrams only. */
export interface NetworkConditions {
  readonly loss: number
  readonly duplication: number
  /** Every packet takes between these two; unequal values reorder datagrams. */
  readonly shortestDelayMs: number
  readonly longestDelayMs: number
}

/** Loses nothing, takes no time. */
export const perfectConditions: NetworkConditions = {
  loss: 0,
  duplication: 0,
  shortestDelayMs: 0,
  longestDelayMs: 0,
}

/** A network without sockets: transport layers made by it reach each other, on any addresses they like. */
export interface MemoryNetwork {
  conditions: NetworkConditions
  /** Packets handed over so far, duplicates included. */
  readonly delivered: number
  readonly lost: number
  /** A real transport layer whose carriers end in this network. */
  createTransport(options: TransportLayerOptions): TransportLayer
  /** What takes the place of the sockets of a transport layer. */
  readonly carrierOf: CarrierSource
}

interface MemoryListener {
  readonly bound: ListenAddress
  readonly events: CarrierEvents
  readonly carrier: MemoryCarrier
}

/** One end of a stream connection; `peer` is undefined once it is closed. */
interface MemoryConnection {
  readonly number: number
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly carrier: MemoryCarrier
  peer: MemoryConnection | undefined
  /** Streams keep their order: nothing overtakes what was written before. */
  lastArrivalMs: number
  /** Requests sent here whose failure is still of interest. */
  readonly awaiting: Set<SendFailure>
}

const firstFreePort = 40_000

class Network implements MemoryNetwork {
  conditions: NetworkConditions = perfectConditions
  delivered = 0
  lost = 0
  readonly clock: Clock
  readonly #ids: IdSource
  readonly listeners = new Map<string, MemoryListener>()
  #ports = firstFreePort
  #connections = 0

  constructor(clock: Clock, ids: IdSource) {
    this.clock = clock
    this.#ids = ids
  }

  readonly carrierOf: CarrierSource = (protocol, events) =>
    new MemoryCarrier(this, protocol, events)

  createTransport(options: TransportLayerOptions): TransportLayer {
    return createTransportLayer({ ...options, carrierOf: this.carrierOf })
  }

  nextPort(): number {
    return this.#ports++
  }

  nextConnection(): number {
    return ++this.#connections
  }

  listenerAt(protocol: TransportProtocol, { address, port }: Endpoint): MemoryListener | undefined {
    const wildcard = familyOf(address) === 6 ? '::' : '0.0.0.0'
    return (
      this.listeners.get(keyOf(protocol, { address, port })) ??
      this.listeners.get(keyOf(protocol, { address: wildcard, port }))
    )
  }

  /** Time that the next packet takes. */
  delayMs(): number {
    const { shortestDelayMs, longestDelayMs } = this.conditions
    if (longestDelayMs <= shortestDelayMs) return shortestDelayMs
    return shortestDelayMs + this.#ids.fraction() * (longestDelayMs - shortestDelayMs)
  }

  happens(chance: number): boolean {
    return chance > 0 && this.#ids.fraction() < chance
  }
}

/** A network on `clock`, with chance taken from `ids`. */
export function createMemoryNetwork(ports: { clock: Clock; ids: IdSource }): MemoryNetwork {
  return new Network(ports.clock, ports.ids)
}

class MemoryCarrier implements Carrier {
  readonly events: CarrierEvents
  readonly #network: Network
  readonly #protocol: TransportProtocol
  readonly #listeners: MemoryListener[] = []
  readonly #connections = new Map<number, MemoryConnection>()
  readonly #dialled = new Map<string, MemoryConnection>()

  constructor(network: Network, protocol: TransportProtocol, events: CarrierEvents) {
    this.#network = network
    this.#protocol = protocol
    this.events = events
  }

  listen(asked: ListenAddress): Promise<ListenAddress> {
    const bound = { ...asked, port: asked.port === 0 ? this.#network.nextPort() : asked.port }
    const key = keyOf(this.#protocol, bound)
    if (this.#network.listeners.has(key)) {
      const shown = `${bound.protocol} ${sentBy(bound)}`
      return Promise.reject(new EngineError('PORT_IN_USE', `${shown} is already in use`))
    }
    const listener = { bound, events: this.events, carrier: this }
    this.#network.listeners.set(key, listener)
    this.#listeners.push(listener)
    return Promise.resolve(bound)
  }

  unlisten(address: ListenAddress): Promise<void> {
    const at = this.#listeners.findIndex(
      ({ bound }) => bound.address === address.address && bound.port === address.port,
    )
    if (at >= 0) {
      this.#listeners.splice(at, 1)
      this.#network.listeners.delete(keyOf(this.#protocol, address))
    }
    for (const connection of [...this.#connections.values()]) {
      if (connection.local.port === address.port) this.#cut(connection)
    }
    return Promise.resolve()
  }

  async close(): Promise<void> {
    for (const { bound } of [...this.#listeners]) await this.unlisten(bound)
    for (const connection of [...this.#connections.values()]) this.#cut(connection)
  }

  localFor({ remote, local, localAddress }: Destination): Endpoint | undefined {
    const family = familyOf(remote.address)
    const usable = this.#listeners.filter(({ bound }) => familyOf(bound.address) === family)
    const listener =
      usable.find(({ bound }) => bound.port === local?.port && bound.address === local.address) ??
      usable.find(({ bound }) => bound.address === localAddress) ??
      usable[0]
    if (listener === undefined) return undefined
    const { address, port } = listener.bound
    return isWildcard(address)
      ? { address: localAddress ?? (family === 6 ? '::1' : '127.0.0.1'), port }
      : listener.bound
  }

  send(
    bytes: Buffer,
    destination: Destination,
    onError: SendFailure | undefined,
    awaitsAnswer: boolean,
  ): number {
    const local = this.localFor(destination)
    if (local === undefined || !isUnicast(destination.remote)) {
      this.#report('no listener can reach this address', onError)
      return 0
    }
    if (this.#protocol === 'udp') {
      this.#sendDatagram(bytes, local, destination.remote)
      return 0
    }
    const connection = this.#connectionTo(destination, local)
    if (connection === undefined) {
      this.#report('connection refused', onError)
      return 0
    }
    if (awaitsAnswer && onError !== undefined) connection.awaiting.add(onError)
    this.#write(connection, bytes)
    return connection.number
  }

  #sendDatagram(bytes: Buffer, local: Endpoint, remote: Endpoint): void {
    const network = this.#network
    const { loss, duplication } = network.conditions
    const copies = network.happens(loss) ? 0 : network.happens(duplication) ? 2 : 1
    if (copies === 0) network.lost++
    for (let copy = 0; copy < copies; copy++) {
      network.clock.startTimer(network.delayMs(), () => {
        const listener = network.listenerAt('udp', remote)
        if (listener === undefined) return
        network.delivered++
        const flow = { protocol: 'udp', local: remote, remote: local, connection: 0 } as const
        listener.events.onBytes(Buffer.from(bytes), flow)
      })
    }
  }

  #connectionTo(destination: Destination, local: Endpoint): MemoryConnection | undefined {
    return (
      this.#connections.get(destination.connection ?? 0) ??
      this.#dialled.get(sentBy(destination.remote)) ??
      this.#dial(destination.remote, local)
    )
  }

  #write(connection: MemoryConnection, bytes: Buffer): void {
    const { clock } = this.#network
    const nowMs = clock.monotonicMs()
    const arrivalMs = Math.max(connection.lastArrivalMs, nowMs + this.#network.delayMs())
    connection.lastArrivalMs = arrivalMs
    clock.startTimer(arrivalMs - nowMs, () => {
      const { peer } = connection
      if (peer === undefined) {
        this.#cut(connection)
        return
      }
      this.#network.delivered++
      const { local, remote, number } = peer
      const flow = { protocol: this.#protocol, local, remote, connection: number }
      peer.carrier.events.onBytes(Buffer.from(bytes), flow)
    })
  }

  #dial(remote: Endpoint, local: Endpoint): MemoryConnection | undefined {
    const listener = this.#network.listenerAt(this.#protocol, remote)
    if (listener === undefined) return undefined
    const source = { address: local.address, port: this.#network.nextPort() }
    const near = this.#connect(this, source, remote)
    const far = this.#connect(listener.carrier, remote, source)
    const flow = { protocol: this.#protocol, local: remote, remote: source, connection: far.number }
    if (listener.events.admits(flow)) {
      near.peer = far
      far.peer = near
    }
    this.#dialled.set(sentBy(remote), near)
    return near
  }

  #connect(carrier: MemoryCarrier, local: Endpoint, remote: Endpoint): MemoryConnection {
    const number = this.#network.nextConnection()
    const connection = {
      number,
      local,
      remote,
      carrier,
      peer: undefined,
      lastArrivalMs: 0,
      awaiting: new Set<SendFailure>(),
    }
    carrier.#connections.set(number, connection)
    return connection
  }

  #cut(connection: MemoryConnection): void {
    for (const end of [connection, connection.peer]) {
      if (end === undefined) continue
      end.peer = undefined
      end.carrier.#connections.delete(end.number)
      for (const onError of end.awaiting) this.#report('the connection was closed', onError)
      end.awaiting.clear()
      const { remote } = end
      if (end.carrier.#dialled.get(sentBy(remote)) === end) {
        end.carrier.#dialled.delete(sentBy(remote))
      }
    }
  }

  #report(reason: string, onError: SendFailure | undefined): void {
    if (onError !== undefined) this.#network.clock.startTimer(0, () => onError(reason))
  }
}

function keyOf(protocol: TransportProtocol, { address, port }: Endpoint): string {
  return `${protocol} ${address} ${port}`
}
