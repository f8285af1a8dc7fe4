import { EngineError } from '../contract/errors.ts'
import type { ClientFrame, ServerFrame } from '../contract/frames.ts'
import type { Answer, Handlers, Visitor } from '../contract/procedures.ts'
import type { Clock, Timer } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import { answerAsk } from './answer-ask.ts'
import { readClientFrame } from './client-frame.ts'
import type { FeedHub } from './feeds/feed-hub.ts'
import type { Following } from './feeds/feed-sink.ts'

/** What carries the frames of one connection: a WebSocket, a MessagePort, or nothing at all. */
export interface FrameCarrier {
  send(frame: ServerFrame): void
  /** What was sent is still on its way. */
  isClogged(): boolean
  /** Ends a connection whose client does not keep to the contract. */
  close(reason: string): void
}

/** What every connection to one engine shares. */
export interface ConnectionPorts {
  readonly handlers: Handlers
  readonly feeds: FeedHub
  readonly version: string
  readonly clock: Clock
  readonly log: Logger
}

/** Asks of one connection that are answered at once; feeds that it follows. */
const mostAsks = 256
const mostFeeds = 128
/** A client takes a longer silence than several of these for absence. */
const beatMs = 10_000

type Refusal = Extract<Answer, { ok: false }>

/** One client at one carrier: a visitor, its asks and the feeds that it follows. */
export class Connection {
  readonly #ports: ConnectionPorts
  readonly #visitor: Visitor
  readonly #carrier: FrameCarrier
  readonly #following = new Map<number, Following>()
  readonly #stopListening: () => void
  #asks = 0
  #hasSpoken = false
  #isClosed = false
  #beat: Timer

  constructor(ports: ConnectionPorts, visitor: Visitor, carrier: FrameCarrier) {
    this.#ports = ports
    this.#visitor = visitor
    this.#carrier = carrier
    this.#stopListening = visitor.onSignedOut(() => {
      this.#signedOut()
    })
    this.#beat = this.#startBeat()
    this.#send({ hello: { instance: ports.feeds.instance, version: ports.version } })
  }

  get isSignedIn(): boolean {
    return this.#visitor.caller() !== undefined
  }

  /** Takes what the client sent, whatever it is. */
  receive(value: unknown): void {
    if (this.#isClosed) return
    const frame = readClientFrame(value)
    if (frame === undefined) this.#carrier.close('this is no frame of the contract')
    else if ('ask' in frame) void this.#answer(frame.id, frame.ask, frame.input)
    else if ('feed' in frame) this.#follow(frame)
    else if ('cancel' in frame) this.#cancel(frame.id)
  }

  /** The carrier is gone; the client may come back and go on where it was. */
  closed(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#stopListening()
    this.#ports.clock.stopTimer(this.#beat)
    for (const following of this.#following.values()) following.lost()
    this.#following.clear()
  }

  async #answer(id: number, name: string, input: unknown): Promise<void> {
    if (this.#asks >= mostAsks) {
      const sentence = `at most ${mostAsks} asks are answered at once`
      this.#send({ id, answer: refusalOf(new EngineError('BUSY', sentence)) })
      return
    }
    this.#asks++
    const answer = await answerAsk(this.#ports.handlers, name, input, this.#visitor).catch(
      (error: unknown) => {
        // The client must not wait for ever; signalling has no part in the fault.
        this.#ports.log.error('a procedure failed', { procedure: name, error })
        return refusalOf(
          new EngineError('INTERNAL', `${name} has failed; the engine's log says why`),
        )
      },
    )
    this.#asks--
    this.#send({ id, answer })
  }

  #follow({ id, feed, input, resume }: Extract<ClientFrame, { readonly feed: string }>): void {
    if (this.#following.has(id)) {
      this.#carrier.close(`the number ${id} is in use`)
      return
    }
    try {
      const caller = this.#visitor.caller()
      if (!caller) {
        throw new EngineError('SIGN_IN_REQUIRED', `${feed} needs a session: sign in first`)
      }
      if (this.#following.size >= mostFeeds) {
        throw new EngineError('BUSY', `at most ${mostFeeds} feeds are followed at once`)
      }
      const following = this.#ports.feeds.follow(
        { feed, input, resume, role: caller.role },
        {
          isClogged: () => this.#carrier.isClogged(),
          update: (update, mark) => {
            this.#send({ id, update, resume: mark })
          },
          ended: (error) => {
            this.#following.delete(id)
            this.#send({ id, ended: refusalOf(error) })
          },
        },
      )
      this.#following.set(id, following)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      this.#send({ id, ended: refusalOf(error) })
    }
  }

  #cancel(id: number): void {
    this.#following.get(id)?.cancel()
    this.#following.delete(id)
  }

  #signedOut(): void {
    const ended = refusalOf(new EngineError('SIGN_IN_REQUIRED', 'the session has ended'))
    for (const [id, following] of this.#following) {
      following.cancel()
      this.#send({ id, ended })
    }
    this.#following.clear()
    this.#send({ signedOut: true })
  }

  #startBeat(): Timer {
    return this.#ports.clock.startTimer(beatMs, () => {
      if (!this.#hasSpoken) this.#send({ beat: true })
      this.#hasSpoken = false
      this.#beat = this.#startBeat()
    })
  }

  #send(frame: ServerFrame): void {
    if (this.#isClosed) return
    this.#hasSpoken = true
    this.#carrier.send(frame)
  }
}

function refusalOf({ code, message, details }: EngineError): Refusal {
  return { ok: false, code, message, details }
}
