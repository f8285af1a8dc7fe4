/* SIP over connections, RFC 3261 §18: what TCP and TLS have in common.
 * Implemented: reuse by address, port and name; answers on the connection of the request, else a new one (§18.2.2);
 * connect timeout, idle close, stalled messages, keep-alive CRLF (RFC 5626 §4.4.1).
 * Not here: connection reuse by alias (RFC 5923), client-initiated pings. */
import type { Server, Socket } from 'node:net'
import type { Clock, Timer } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import { isUnicast, isWildcard } from './ip-address.ts'
import { listenError } from './listen-error.ts'
import { ListenerChoice } from './listener-choice.ts'
import type { Listener } from './listener-choice.ts'
import { LocalAddressFinder } from './local-address.ts'
import { StreamConnection } from './stream-connection.ts'
import type { ConnectionEvents } from './stream-connection.ts'
import type {
  Carrier,
  CarrierEvents,
  Destination,
  Endpoint,
  ListenAddress,
  SendFailure,
  TlsIdentity,
} from './transport.ts'

/** What tells TCP from TLS. */
export interface StreamProtocol {
  readonly protocol: 'tcp' | 'tls'
  /** The socket's word for "messages may be written". */
  readonly readyEvent: 'connect' | 'secureConnect'
  createServer(
    onSocket: (socket: Socket) => void,
    tls: TlsIdentity | undefined,
    admits: (socket: Socket) => boolean,
  ): Server
  dial(destination: Destination, localAddress: string | undefined): Socket
}

/** How long connections may take and last. */
export interface ConnectionLimits {
  readonly connectMs: number
  /** RFC 3261 §18: at least as long as a transaction. */
  readonly idleMs: number
  /** From the first to the last byte of one message. */
  readonly messageMs: number
  readonly mostPerListener: number
}

export const connectionLimits: ConnectionLimits = {
  connectMs: 5_000,
  idleMs: 600_000,
  messageMs: 32_000,
  mostPerListener: 10_000,
}

/** What a carrier of connections is made of. */
export interface StreamCarrierOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly events: CarrierEvents
  readonly limits: ConnectionLimits
  readonly typeOfService: number | undefined
  /** Numbers connections over all carriers. */
  nextConnection(): number
}

interface StreamListener extends Listener {
  readonly server: Server
  readonly accepted: Set<StreamConnection>
}

/** Often enough for the shortest limit, at most every five seconds. */
function sweepMs({ idleMs, messageMs }: ConnectionLimits): number {
  return Math.min(5_000, Math.max(10, Math.min(idleMs, messageMs) / 4))
}

/** The listeners and connections of one stream protocol. */
export class StreamCarrier implements Carrier {
  readonly #options: StreamCarrierOptions
  readonly #protocol: StreamProtocol
  readonly #choice: ListenerChoice<StreamListener>
  readonly #connections = new Map<number, StreamConnection>()
  readonly #dialled = new Map<string, StreamConnection>()
  readonly #connectionEvents: ConnectionEvents
  #sweep: Timer | undefined

  constructor(protocol: StreamProtocol, options: StreamCarrierOptions) {
    this.#protocol = protocol
    this.#options = options
    this.#choice = new ListenerChoice(new LocalAddressFinder(options.clock))
    this.#connectionEvents = {
      onBytes: (bytes, flow) => options.events.onBytes(bytes, flow),
      onFramingFault: (head, flow) => options.events.onFramingFault(head, flow),
      onClosed: (connection) => this.#forget(connection),
      nowMs: () => options.clock.monotonicMs(),
    }
  }

  async listen(address: ListenAddress, tls: TlsIdentity | undefined): Promise<ListenAddress> {
    const accepted = new Set<StreamConnection>()
    const server = this.#protocol.createServer(
      (socket) => this.#accept(socket, accepted),
      tls,
      (socket) => this.#admits(socket),
    )
    server.maxConnections = this.#options.limits.mostPerListener
    const bound = await openServer(server, address)
    server.on('error', (error) =>
      this.#options.log.warn('listener reports an error', { error: error.message }),
    )
    this.#choice.add({ server, accepted, bound })
    return bound
  }

  async unlisten(address: ListenAddress): Promise<void> {
    const listener = this.#choice.remove(address)
    if (listener === undefined) return
    const closed = new Promise<void>((resolve) => {
      listener.server.close(() => resolve())
    })
    for (const connection of [...listener.accepted]) connection.fail('the listener was closed')
    await closed
  }

  async close(): Promise<void> {
    for (const connection of [...this.#connections.values()]) {
      connection.fail('the transport was closed')
    }
    for (const { bound } of [...this.#choice.all]) await this.unlisten(bound)
    if (this.#sweep !== undefined) this.#options.clock.stopTimer(this.#sweep)
    this.#sweep = undefined
  }

  localFor(destination: Destination): Endpoint | undefined {
    return this.#choice.localFor(destination)
  }

  send(
    bytes: Buffer,
    destination: Destination,
    onError: SendFailure | undefined,
    awaitsAnswer: boolean,
  ): number {
    const connection = this.#connectionFor(destination)
    if (connection === undefined) {
      if (onError !== undefined) {
        this.#options.clock.startTimer(0, () =>
          onError('no connection can be opened to this address'),
        )
      }
      return 0
    }
    connection.send(bytes, onError, awaitsAnswer)
    return connection.number
  }

  #connectionFor(destination: Destination): StreamConnection | undefined {
    const named = this.#connections.get(destination.connection ?? 0)
    if (named?.isUsable === true) return named
    const key = keyOf(destination)
    const dialled = this.#dialled.get(key)
    if (dialled?.isUsable === true) return dialled
    return isUnicast(destination.remote) ? this.#dial(destination, key) : undefined
  }

  #dial(destination: Destination, key: string): StreamConnection | undefined {
    const { clock, limits } = this.#options
    const listener = this.#choice.listenerFor(destination)
    if (listener === undefined) return undefined
    const { address } = listener.bound
    const socket = this.#protocol.dial(destination, isWildcard(address) ? undefined : address)
    const connection = this.#keep(socket, destination.remote, key)
    this.#dialled.set(key, connection)
    const timer = clock.startTimer(limits.connectMs, () => connection.fail('connect timeout'))
    socket.once(this.#protocol.readyEvent, () => clock.stopTimer(timer))
    socket.once('close', () => clock.stopTimer(timer))
    return connection
  }

  #accept(socket: Socket, accepted: Set<StreamConnection>): void {
    const remote = remoteOf(socket)
    if (remote === undefined || !this.#admits(socket)) {
      socket.destroy()
      return
    }
    const connection = this.#keep(socket, remote, '')
    accepted.add(connection)
    socket.once('close', () => accepted.delete(connection))
  }

  /** Whether whoever is at the other end may have a connection at all. */
  #admits(socket: Socket): boolean {
    const remote = remoteOf(socket)
    if (remote === undefined) return false
    const local = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 }
    const { protocol } = this.#protocol
    return this.#options.events.admits({ protocol, local, remote, connection: 0 })
  }

  #keep(socket: Socket, remote: Endpoint, key: string): StreamConnection {
    const number = this.#options.nextConnection()
    const { protocol } = this.#protocol
    markService(socket, this.#options.typeOfService)
    const identity = { number, remote, key, protocol }
    const connection = new StreamConnection(socket, identity, this.#connectionEvents)
    this.#connections.set(number, connection)
    this.#startSweep()
    return connection
  }

  #forget(connection: StreamConnection): void {
    this.#connections.delete(connection.number)
    if (this.#dialled.get(connection.key) === connection) this.#dialled.delete(connection.key)
  }

  #closeIdle(): void {
    const { clock, limits } = this.#options
    const nowMs = clock.monotonicMs()
    for (const connection of [...this.#connections.values()]) {
      const beganMs = connection.messageBeganMs
      if (beganMs !== undefined && nowMs - beganMs >= limits.messageMs) {
        connection.fail('a message was begun and not ended')
      } else if (nowMs - connection.lastTrafficMs >= limits.idleMs) connection.end()
    }
    this.#sweep = undefined
    if (this.#connections.size > 0) this.#startSweep()
  }

  #startSweep(): void {
    const { clock, limits } = this.#options
    this.#sweep ??= clock.startTimer(sweepMs(limits), () => this.#closeIdle())
  }
}

function remoteOf({ remoteAddress, remotePort }: Socket): Endpoint | undefined {
  if (remoteAddress === undefined || remotePort === undefined) return undefined
  return { address: remoteAddress, port: remotePort }
}

/** Sets the type-of-service octet where the platform can (Node 24.15 and later). */
function markService(socket: Socket, typeOfService: number | undefined): void {
  if (typeOfService === undefined || !('setTypeOfService' in socket)) return
  socket.setTypeOfService(typeOfService)
}

function keyOf({ remote, serverName, localAddress }: Destination): string {
  return `${remote.address}|${remote.port}|${serverName ?? ''}|${localAddress ?? ''}`
}

function openServer(server: Server, address: ListenAddress): Promise<ListenAddress> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: Error): void => reject(listenError(cause, address))
    server.once('error', refuse)
    const where = { host: address.address, port: address.port, ipv6Only: true, exclusive: true }
    server.listen(where, () => {
      server.removeListener('error', refuse)
      const bound = server.address()
      const port = typeof bound === 'object' && bound !== null ? bound.port : address.port
      resolve({ protocol: address.protocol, address: address.address, port })
    })
  })
}
