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

/** A request whose answer is still to be expected when the connection is lost. */
interface SentRequest {
  readonly sentAtMs: number
  onError: SendFailure | undefined
}

/** As long as a lost connection is taken for a lost request; later the user's own timers decide. */
const answerMs = 10_000
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
  #sentRequests: SentRequest[] = []

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
      onPing: () => this.send(pong, undefined, false),
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

  /** Writes in order; a failure is told once, after this call has returned. */
  send(bytes: Buffer, onError: SendFailure | undefined, awaitsAnswer: boolean): void {
    if (this.#socket.writableLength > longestQueueBytes) this.fail('the peer does not read')
    this.#lastTrafficMs = this.#events.nowMs()
    if (onError === undefined) {
      this.#socket.write(bytes)
      return
    }
    const sent: SentRequest = { sentAtMs: this.#lastTrafficMs, onError }
    if (awaitsAnswer) this.#expectAnswer(sent)
    this.#socket.write(bytes, (error) => {
      if (error) this.#tell(sent, error.message)
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
    socket.on('close', () => this.#close())
  }

  #receive(chunk: Buffer): void {
    this.#lastTrafficMs = this.#events.nowMs()
    if (!this.#framer.isInsideMessage) this.#messageBeganMs = this.#lastTrafficMs
    this.#framer.push(chunk)
  }

  #expectAnswer(sent: SentRequest): void {
    const requests = this.#sentRequests
    const oldest = requests[0]
    if (oldest !== undefined && sent.sentAtMs - oldest.sentAtMs > 2 * answerMs) {
      const fromMs = sent.sentAtMs - answerMs
      this.#sentRequests = requests.filter(({ sentAtMs }) => sentAtMs >= fromMs)
    }
    this.#sentRequests.push(sent)
  }

  #tell(sent: SentRequest, reason: string): void {
    const { onError } = sent
    sent.onError = undefined
    onError?.(this.#failure ?? reason)
  }

  // RFC 3261 §18.4: what was written to a connection that then failed counts as not sent.
  #close(): void {
    const fromMs = this.#events.nowMs() - answerMs
    this.#events.onClosed(this)
    for (const sent of this.#sentRequests.splice(0)) {
      if (sent.sentAtMs >= fromMs) this.#tell(sent, 'the connection was closed')
    }
  }

  #giveUp(head: Buffer): void {
    this.#events.onFramingFault(head, this.flow)
    this.end()
    this.#socket.resume()
  }
}
