import type { Socket } from 'node:net'
import { StreamFramer } from './stream-framer.ts'
import type { Endpoint, Flow, SendFailure } from './transport.ts'

/** What a connection tells the carrier that keeps it. */
export interface ConnectionEvents {
  onBytes(bytes: Buffer, flow: Flow): void
  onFramingFault(head: Buffer, flow: Flow): void
  onClosed(connection: StreamConnection): void
  /** Something came in or went out. */
  nowMs(): number
}

/** Bytes that may wait for a peer that does not read. */
const longestQueueBytes = 1024 * 1024
const pong = Buffer.from('\r\n')

/** One TCP or TLS connection, dialled or accepted. */
export class StreamConnection {
  readonly number: number
  readonly remote: Endpoint
  /** Under which it can be found again; empty for accepted ones. */
  readonly key: string
  readonly #protocol: Flow['protocol']
  readonly #socket: Socket
  readonly #events: ConnectionEvents
  readonly #framer: StreamFramer
  #flow: Flow | undefined
  #failure: string | undefined
  #lastTrafficMs: number
  #messageBeganMs = 0

  constructor(
    socket: Socket,
    {
      number,
      remote,
      key,
      protocol,
    }: { number: number; key: string } & Pick<Flow, 'remote' | 'protocol'>,
    events: ConnectionEvents,
  ) {
    this.number = number
    this.remote = remote
    this.key = key
    this.#protocol = protocol
    this.#socket = socket
    this.#events = events
    this.#lastTrafficMs = events.nowMs()
    this.#framer = new StreamFramer({
      onMessage: (bytes) => events.onBytes(bytes, this.flow),
      onPing: () => this.send(pong, undefined),
      onFault: (_fault, head) => this.#giveUp(head),
    })
    this.#listen()
  }

  /** How messages on this connection come and go. */
  get flow(): Flow {
    this.#flow ??= {
      protocol: this.#protocol,
      local: {
        address: this.#socket.localAddress ?? '',
        port: this.#socket.localPort ?? 0,
      },
      remote: this.remote,
      connection: this.number,
    }
    return this.#flow
  }

  get isUsable(): boolean {
    return !this.#socket.destroyed && !this.#socket.writableEnded
  }

  /** Writes in order; the failure is told after this call has returned. */
  send(bytes: Buffer, onError: SendFailure | undefined): void {
    if (this.#socket.writableLength > longestQueueBytes) this.fail('the peer does not read')
    this.#lastTrafficMs = this.#events.nowMs()
    if (onError === undefined) {
      this.#socket.write(bytes)
      return
    }
    this.#socket.write(bytes, (error) => {
      if (error) onError(this.#failure ?? error.message)
    })
  }

  /** Breaks the connection for `reason`. */
  fail(reason: string): void {
    this.#failure ??= reason
    this.#socket.destroy(new Error(reason))
  }

  /** Says goodbye after what is still queued. */
  end(): void {
    this.#socket.end()
  }

  /** Since when nothing has come or gone. */
  get lastTrafficMs(): number {
    return this.#lastTrafficMs
  }

  /** Since when a message that began has not ended; undefined between messages. */
  get messageBeganMs(): number | undefined {
    return this.#framer.isInsideMessage ? this.#messageBeganMs : undefined
  }

  #listen(): void {
    const socket = this.#socket
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 60_000)
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('error', (error) => {
      this.#failure ??= error.message
    })
    socket.on('close', () => this.#events.onClosed(this))
  }

  #receive(chunk: Buffer): void {
    this.#lastTrafficMs = this.#events.nowMs()
    if (!this.#framer.isInsideMessage) this.#messageBeganMs = this.#lastTrafficMs
    this.#framer.push(chunk)
  }

  #giveUp(head: Buffer): void {
    this.#events.onFramingFault(head, this.flow)
    this.end()
    this.#socket.resume()
  }
}
