import type { SipMessage } from '../message/message.ts'

/** The transports spoken here, RFC 3261 §18. */
export type TransportProtocol = 'udp' | 'tcp' | 'tls'

/** An IP literal without brackets, and a port. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** Where the transport layer waits for messages. */
export interface ListenAddress extends Endpoint {
  readonly protocol: TransportProtocol
}

/** The way one message came or went. */
export interface Flow {
  readonly protocol: TransportProtocol
  readonly local: Endpoint
  readonly remote: Endpoint
  /** Number of the connection, never used twice; 0 = UDP. */
  readonly connection: number
}

/** Where a message shall go; a flow is one, so that an answer can go back as it came. */
export interface Destination {
  readonly protocol: TransportProtocol
  readonly remote: Endpoint
  /** Own address to send from. */
  readonly localAddress?: string
  /** Own address and port to send from (RFC 3581 §4: where the request was received). */
  readonly local?: Endpoint
  /** Connection to use while it is open; `remote` is dialled when it is not. */
  readonly connection?: number
  /** Name that the certificate of a TLS peer must carry; absent = the address. */
  readonly serverName?: string
}

/** Certificate of a TLS listener, PEM. */
export interface TlsIdentity {
  readonly certificate: Buffer
  readonly key: Buffer
}

/** Told of everything that goes in or out, with the very bytes. */
export interface TrafficObserver {
  sent(bytes: Buffer, flow: Flow, message: SipMessage | undefined): void
  /** `message` is undefined when the bytes could not be parsed. */
  received(bytes: Buffer, flow: Flow, message: SipMessage | undefined): void
}

/** Told why a message could not be sent. */
export type SendFailure = (reason: string) => void

/** What a carrier tells the transport layer. */
export interface CarrierEvents {
  /** One datagram or one framed stream message. */
  onBytes(bytes: Buffer, flow: Flow): void
  /** A stream that can no longer be cut into messages; `head` is what was read of the broken one. */
  onFramingFault(head: Buffer, flow: Flow): void
  /** Whether a source may open a connection. */
  admits(flow: Flow): boolean
}

/** The sockets of one transport protocol. */
export interface Carrier {
  listen(address: ListenAddress, tls: TlsIdentity | undefined): Promise<ListenAddress>
  unlisten(address: ListenAddress): Promise<void>
  close(): Promise<void>
  /** Own address that a peer at `destination` can answer to. */
  localFor(destination: Destination): Endpoint | undefined
  /**
   * Number of the connection used, 0 without one. A failure is reported later, never from within, and once;
   * with `awaitsAnswer` the loss of the connection soon after counts as one.
   */
  send(
    bytes: Buffer,
    destination: Destination,
    onError: SendFailure | undefined,
    awaitsAnswer: boolean,
  ): number
}

/** Makes the carrier of each transport protocol. */
export type CarrierSource = (protocol: TransportProtocol, events: CarrierEvents) => Carrier

/** RFC 3261 §19.1.2 and §18.1.1: 5061 with TLS, else 5060. */
export function defaultPort(protocol: TransportProtocol): number {
  return protocol === 'tls' ? 5061 : 5060
}

/** Whether the transport delivers by itself, so that nothing is retransmitted over it. */
export function isReliable(protocol: TransportProtocol): boolean {
  return protocol !== 'udp'
}
