import type { LabConditions } from '../api/contract/lab-peers.ts'
import { systemClock, type Clock } from '../kernel/clock.ts'
import { createRandomIdSource, createSeededIdSource, type IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import { createDialogTimers, type DialogTimers } from '../sip/dialog/dialog-timer.ts'
import { createTimerValues, standardResendIntervalsMs } from '../sip/transaction/timer-values.ts'
import {
  createTransactionLayer,
  type TransactionLayer,
} from '../sip/transaction/transaction-layer.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type { TransactionUser } from '../sip/transaction/transaction-user.ts'
import { createTransportLayer, type TransportLayer } from '../sip/transport/transport-layer.ts'
import type { CarrierSource, Endpoint } from '../sip/transport/transport.ts'
import { createUdpCarrier } from '../sip/transport/udp-transport.ts'
import { LossyNetwork } from './lossy-network.ts'

/** Where the lab lives: the machine's clock and sockets, or virtual time and a network without sockets. */
export interface LabSurroundings {
  readonly clock: Clock
  /** Of tags, branches and Call-IDs. */
  readonly ids: IdSource
  readonly log: Logger
  readonly carrierOf: CarrierSource
}

/** The machine's clock and its UDP sockets. */
export function createRealSurroundings(log: Logger): LabSurroundings {
  const clock = systemClock
  return {
    ...{ clock, ids: createRandomIdSource(), log },
    carrierOf: (_protocol, events) => createUdpCarrier({ clock, log, events }),
  }
}

const timerValues = createTimerValues({ resendIntervalsMs: standardResendIntervalsMs })

/** Where a peer is opened, and what the network around it is like. */
export interface LabPeerPlace {
  readonly address: string
  /** 0 = any free one. */
  readonly port: number
  readonly seed: number
  readonly conditions: LabConditions
}

/** How long a peer that closes waits for the answers to its last requests. */
const farewellMs = 2000

/** One SIP element of the lab, up to its transactions. */
export class LabPeer {
  readonly surroundings: LabSurroundings
  /** What happens by chance at this peer; the same seed gives the same again. */
  readonly chance: IdSource
  readonly network: LossyNetwork
  readonly transactions: TransactionLayer
  readonly timers: DialogTimers
  endpoint: Endpoint
  readonly #transport: TransportLayer
  #unsettled = 0
  #onSettled: (() => void) | undefined

  constructor(surroundings: LabSurroundings, place: LabPeerPlace, user: TransactionUser) {
    const { clock, ids, log, carrierOf } = surroundings
    this.surroundings = surroundings
    this.endpoint = { address: place.address, port: place.port }
    this.chance = createSeededIdSource(place.seed)
    // Apart from the chance of calls, so that one more datagram does not change what they come to.
    this.network = new LossyNetwork(clock, createSeededIdSource(place.seed + 1), place.conditions)
    this.#transport = createTransportLayer({
      ...{ clock, log },
      carrierOf: this.network.around(carrierOf),
      onMessage: (message, flow) => this.transactions.onMessage(message, flow),
    })
    this.transactions = createTransactionLayer({
      ...{ clock, ids, log, transport: this.#transport, transactionUser: user },
      timerValues: () => timerValues,
    })
    this.timers = createDialogTimers(clock)
  }

  get contact(): string {
    const { address, port } = this.endpoint
    const host = address.includes(':') ? `[${address}]` : address
    return `<sip:lab@${host}:${String(port)}>`
  }

  /** Opens the port; one that is taken is an EngineError. */
  async open(): Promise<void> {
    this.endpoint = await this.#transport.listen({ protocol: 'udp', ...this.endpoint })
  }

  /** Something that a closing peer should wait for; to be called once it is settled. */
  hold(): () => void {
    this.#unsettled++
    return () => {
      if (--this.#unsettled === 0) this.#onSettled?.()
    }
  }

  /** Sends a request; `onFinal` hears of the final response, or of undefined when none came. */
  request(
    request: SipRequest,
    remote: Endpoint,
    onFinal: (response: SipResponse | undefined) => void = () => undefined,
  ): void {
    const settle = this.hold()
    const finish = (response: SipResponse | undefined): void => {
      settle()
      onFinal(response)
    }
    const destination = { protocol: 'udp', remote } as const
    this.transactions.request(request, destination, {
      onResponse: (response) => {
        if (response.statusCode >= 200) finish(response)
      },
      onTimeout: () => finish(undefined),
      onTransportError: () => finish(undefined),
    })
  }

  /** Waits for the answers to what was sent last, and closes the port. */
  async close(): Promise<void> {
    if (this.#unsettled > 0 && !this.network.isSilent) await this.#settled()
    this.timers.clear()
    this.transactions.close()
    await this.#transport.close()
  }

  #settled(): Promise<void> {
    const { clock } = this.surroundings
    return new Promise((resolve) => {
      const limit = clock.startTimer(farewellMs, resolve)
      this.#onSettled = () => {
        clock.stopTimer(limit)
        resolve()
      }
    })
  }
}
