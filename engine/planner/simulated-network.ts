/* Requests between simulated nodes as the transaction layer would carry them over UDP: delay and loss on the way there
 * and back, repetitions (RFC 3261 §17.1.2.2 timer E), absorption at the other end (§17.2.2), timer F. Messages travel as
 * objects: what is simulated is the event state, not the parser. */
import type { Clock, Timer } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type { ClientTransactionListener } from '../sip/transaction/transaction-user.ts'
import type { Endpoint, Flow } from '../sip/transport/transport.ts'
import { WireSizes } from './wire-sizes.ts'

export interface LinkConditions {
  readonly delayMs: number
  /** 0 to 1. */
  readonly loss: number
}

/** Takes a request; `respond` may be called once, at once or later. */
export type RequestTaker = (
  request: SipRequest,
  flow: Flow,
  respond: (response: SipResponse) => void,
) => void

const timerT1Ms = 500
const timerT2Ms = 4000
const timerFMs = 64 * timerT1Ms

interface Exchange {
  readonly request: SipRequest
  readonly flow: Flow
  /** Within one machine: at once, and nothing is lost. */
  readonly isLocal: boolean
  readonly taker: RequestTaker
  readonly listener: ClientTransactionListener
  response: SipResponse | undefined
  isTaken: boolean
  isDone: boolean
  repeatMs: number
  repeat: Timer | undefined
}

/** Carries PUBLISH, and counts it. */
export class SimulatedNetwork {
  /** Requests sent, repetitions included. */
  requests = 0
  /** Of both directions, on the network. */
  bytes = 0
  readonly #clock: Clock
  readonly #ids: IdSource
  readonly #conditions: LinkConditions
  readonly #takers = new Map<string, RequestTaker>()
  readonly #sizes = new WireSizes()

  constructor(ports: { clock: Clock; ids: IdSource }, conditions: LinkConditions) {
    this.#clock = ports.clock
    this.#ids = ports.ids
    this.#conditions = conditions
  }

  listen(address: string, taker: RequestTaker): void {
    this.#takers.set(address, taker)
  }

  send(
    request: SipRequest,
    [from, to]: readonly [Endpoint, Endpoint],
    listener: ClientTransactionListener,
  ): void {
    const taker = this.#takers.get(to.address)
    if (taker === undefined) {
      this.#clock.startTimer(0, () => listener.onTransportError('no such node'))
      return
    }
    const exchange: Exchange = {
      ...{ request, taker, listener, response: undefined, isTaken: false, isDone: false },
      flow: { protocol: 'udp', local: to, remote: from, connection: 0 },
      isLocal: from.address === to.address,
      ...{ repeatMs: timerT1Ms, repeat: undefined },
    }
    const { delayMs, loss } = this.#conditions
    // On a good link no timer could fire before the answer.
    const isSlow = loss > 0 || 2 * delayMs >= timerT1Ms
    if (isSlow && !exchange.isLocal) this.#watch(exchange)
    this.#sendOnce(exchange)
  }

  #watch(exchange: Exchange): void {
    const giveUpAtMs = this.#clock.monotonicMs() + timerFMs
    const arm = (): void => {
      const leftMs = giveUpAtMs - this.#clock.monotonicMs()
      exchange.repeat = this.#clock.startTimer(Math.min(exchange.repeatMs, leftMs), () => {
        if (this.#clock.monotonicMs() >= giveUpAtMs) {
          exchange.isDone = true
          exchange.listener.onTimeout()
          return
        }
        exchange.repeatMs = Math.min(2 * exchange.repeatMs, timerT2Ms)
        arm()
        this.#sendOnce(exchange)
      })
    }
    arm()
  }

  #sendOnce(exchange: Exchange): void {
    this.requests++
    this.#count(exchange, this.#sizes.request(exchange.request))
    this.#carry(exchange, () => {
      if (exchange.response !== undefined) this.#answer(exchange)
      if (exchange.isTaken) return
      exchange.isTaken = true
      exchange.taker(exchange.request, exchange.flow, (response) => {
        exchange.response = response
        this.#answer(exchange)
      })
    })
  }

  #answer(exchange: Exchange): void {
    const { response } = exchange
    if (response === undefined) return
    this.#count(exchange, this.#sizes.response(response))
    this.#carry(exchange, () => {
      if (exchange.isDone) return
      exchange.isDone = true
      if (exchange.repeat !== undefined) this.#clock.stopTimer(exchange.repeat)
      exchange.listener.onResponse(response, exchange.flow)
    })
  }

  #count({ isLocal }: Exchange, bytes: number): void {
    if (!isLocal) this.bytes += bytes
  }

  #carry({ isLocal }: Exchange, onArrival: () => void): void {
    const { delayMs, loss } = this.#conditions
    if (!isLocal && loss > 0 && this.#ids.fraction() < loss) return
    this.#clock.startTimer(isLocal ? 0 : delayMs, onArrival)
  }
}
