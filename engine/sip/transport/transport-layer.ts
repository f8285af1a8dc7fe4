/* Transport layer, RFC 3261 §18, RFC 3581 (rport), RFC 5626 §4.4.1 (CRLF keep-alive).
 * Implemented: UDP, TCP, TLS over IPv4 and IPv6; framing; received and rport; sent-by check of responses;
 * stateless answers to requests that cannot be parsed; source admission before parsing; traffic observer.
 * Not here: SCTP, WebSocket, multicast, change of transport by message size (§18.1.1). */
import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import { createResponse } from '../message/message.ts'
import type { SipMessage, SipResponse } from '../message/message.ts'
import { parseMessage } from '../message/parse-message.ts'
import { serializeMessage } from '../message/serialize-message.ts'
import { isSameAddress } from './ip-address.ts'
import { QuietLog } from './quiet-log.ts'
import { markReceived } from './received-via.ts'
import { connectionLimits } from './stream-carrier.ts'
import type { ConnectionLimits } from './stream-carrier.ts'
import { createTcpCarrier } from './tcp-transport.ts'
import { createTlsCarrier } from './tls-transport.ts'
import type { TlsTrust } from './tls-transport.ts'
import { defaultPort } from './transport.ts'
import type {
  Carrier,
  CarrierEvents,
  CarrierSource,
  Destination,
  Endpoint,
  Flow,
  ListenAddress,
  SendFailure,
  TlsIdentity,
  TrafficObserver,
  TransportProtocol,
} from './transport.ts'
import { createUdpCarrier } from './udp-transport.ts'

/** What a transport layer is made of. */
export interface TransportLayerOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly observer?: TrafficObserver
  /** Asked before anything is parsed: false drops the bytes unread. */
  readonly admitSource?: (flow: Flow) => boolean
  /** Type-of-service octet of connections; the platform offers none for UDP. */
  readonly typeOfService?: number
  readonly tlsTrust?: TlsTrust
  readonly limits?: Partial<ConnectionLimits>
  /** Takes the place of the sockets, for tests and simulations. */
  readonly carrierOf?: CarrierSource
  onMessage(message: SipMessage, flow: Flow): void
}

/** Sends and receives SIP messages over every transport. */
export interface TransportLayer {
  /** The address really bound; fails with an EngineError such as PORT_IN_USE. */
  listen(address: ListenAddress, tls?: TlsIdentity): Promise<ListenAddress>
  unlisten(address: ListenAddress): Promise<void>
  close(): Promise<void>
  readonly addresses: readonly ListenAddress[]
  /** What Via and Contact must show to a peer at `destination`; undefined without a fitting listener. */
  localFor(destination: Destination): Endpoint | undefined
  /** `onError` is called at most once and never from within. */
  send(
    bytes: Buffer,
    destination: Destination,
    message: SipMessage | undefined,
    onError?: SendFailure,
  ): void
  /** A keep-alive that is not SIP; the observer is not told. */
  sendPayload(payload: Buffer, destination: Destination): void
}

export function createTransportLayer(options: TransportLayerOptions): TransportLayer {
  return new CarriedTransportLayer(options)
}

class CarriedTransportLayer implements TransportLayer {
  readonly #onMessage: (message: SipMessage, flow: Flow) => void
  readonly #admitSource: ((flow: Flow) => boolean) | undefined
  readonly #observer: TrafficObserver | undefined
  readonly #quietLog: QuietLog
  readonly #udp: Carrier
  readonly #tcp: Carrier
  readonly #tls: Carrier
  readonly #ownHosts = new Set<string>()
  readonly #ownPorts = new Set<number>()
  #addresses: readonly ListenAddress[] = []

  constructor(options: TransportLayerOptions) {
    this.#onMessage = (message, flow) => options.onMessage(message, flow)
    this.#admitSource = options.admitSource
    this.#observer = options.observer
    this.#quietLog = new QuietLog(options.clock, options.log)
    const events: CarrierEvents = {
      onBytes: (bytes, flow) => this.#receive(bytes, flow),
      onFramingFault: (head, flow) => this.#refuseStream(head, flow),
      admits: (flow) => this.#admitSource === undefined || this.#admitSource(flow),
    }
    const carrierOf = options.carrierOf ?? socketCarriers(options)
    this.#udp = carrierOf('udp', events)
    this.#tcp = carrierOf('tcp', events)
    this.#tls = carrierOf('tls', events)
  }

  get addresses(): readonly ListenAddress[] {
    return this.#addresses
  }

  async listen(address: ListenAddress, tls?: TlsIdentity): Promise<ListenAddress> {
    const bound = await this.#carrier(address.protocol).listen(address, tls)
    this.#addresses = [...this.#addresses, bound]
    this.#ownPorts.add(bound.port)
    return bound
  }

  async unlisten(address: ListenAddress): Promise<void> {
    this.#addresses = this.#addresses.filter((each) => !isSameListener(each, address))
    await this.#carrier(address.protocol).unlisten(address)
  }

  async close(): Promise<void> {
    this.#addresses = []
    await Promise.all([this.#udp.close(), this.#tcp.close(), this.#tls.close()])
  }

  localFor(destination: Destination): Endpoint | undefined {
    const local = this.#carrier(destination.protocol).localFor(destination)
    if (local !== undefined) this.#ownHosts.add(local.address)
    return local
  }

  send(
    bytes: Buffer,
    destination: Destination,
    message: SipMessage | undefined,
    onError?: SendFailure,
  ): void {
    const carrier = this.#carrier(destination.protocol)
    const connection = carrier.send(bytes, destination, onError, message?.kind === 'request')
    if (this.#observer === undefined) return
    const { protocol, remote } = destination
    const local = carrier.localFor(destination) ?? { address: '', port: 0 }
    this.#observer.sent(bytes, { protocol, local, remote, connection }, message)
  }

  sendPayload(payload: Buffer, destination: Destination): void {
    this.#carrier(destination.protocol).send(payload, destination, undefined, false)
  }

  #carrier(protocol: TransportProtocol): Carrier {
    if (protocol === 'udp') return this.#udp
    return protocol === 'tcp' ? this.#tcp : this.#tls
  }

  #receive(bytes: Buffer, flow: Flow): void {
    if (this.#admitSource !== undefined && !this.#admitSource(flow)) return
    const outcome = parseMessage(bytes)
    if (!outcome.ok) {
      if (outcome.fault !== 'empty') this.#refuse(bytes, flow, outcome.fault, outcome.reply)
      return
    }
    const { message } = outcome
    this.#observer?.received(bytes, flow, message)
    if (message.kind === 'request') markReceived(message, flow.remote)
    else if (!this.#isOurs(message, flow)) return
    this.#onMessage(message, flow)
  }

  #refuse(bytes: Buffer, flow: Flow, fault: string, reply: SipResponse | undefined): void {
    this.#observer?.received(bytes, flow, undefined)
    this.#quietLog.warn('a message could not be parsed', () => ({ fault, from: flow.remote }))
    if (reply !== undefined) this.send(serializeMessage(reply), flow, reply)
  }

  // RFC 3261 §18.3: without a usable Content-Length a stream cannot go on; the carrier closes it after this.
  #refuseStream(head: Buffer, flow: Flow): void {
    const outcome = parseMessage(head)
    if (!outcome.ok) return this.#refuse(head, flow, outcome.fault, outcome.reply)
    const { message } = outcome
    const isAnswered = message.kind === 'request' && message.method !== 'ACK'
    const reply = isAnswered
      ? createResponse(message, 400, { reasonPhrase: 'Content-Length missing or too large' })
      : undefined
    this.#refuse(head, flow, 'framing', reply)
  }

  // RFC 3261 §18.1.2: a response whose sent-by is not ours is discarded.
  #isOurs(response: SipResponse, flow: Flow): boolean {
    const { host, port } = response.topVia
    if (this.#ownPorts.has(port ?? defaultPort(flow.protocol))) {
      if (this.#ownHosts.has(host)) return true
      for (const own of this.#ownHosts) if (isSameAddress(own, host)) return true
    }
    this.#quietLog.warn('a response is not for us', () => ({ sentBy: host, from: flow.remote }))
    return false
  }
}

function isSameListener(a: ListenAddress, b: ListenAddress): boolean {
  return a.protocol === b.protocol && a.address === b.address && a.port === b.port
}

function socketCarriers(options: TransportLayerOptions): CarrierSource {
  const { clock, log, typeOfService } = options
  const limits = { ...connectionLimits, ...options.limits }
  let connections = 0
  const nextConnection = (): number => ++connections
  return (protocol, events) => {
    if (protocol === 'udp') return createUdpCarrier({ clock, log, events })
    const streams = { clock, log, events, limits, typeOfService, nextConnection }
    if (protocol === 'tcp') return createTcpCarrier(streams)
    return createTlsCarrier(streams, options.tlsTrust ?? { verifyPeers: true })
  }
}
