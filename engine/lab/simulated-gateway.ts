/* A gateway that exists in the lab alone: a user agent server on a UDP port of its own, RFC 3261 §8.2 and §13.3.
 * Implemented: calls with the outcome that its plan draws, a true channel limit, OPTIONS, session refreshes of the other
 * side (RFC 4028), publication of its own state (RFC 3903), loss, delay and silence.
 * Not here: registration with the engine, digest, media. */
import { simulatedGateway, type SimulatedGateway } from '../api/contract/lab-peers.ts'
import type { LabGatewayRow } from '../api/contract/lab-rows.ts'
import { createResponse, type SipRequest } from '../sip/message/message.ts'
import type { ServerTransaction, TransactionUser } from '../sip/transaction/transaction-user.ts'
import type { Endpoint } from '../sip/transport/transport.ts'
import { checkPlan } from './check-plan.ts'
import { GatewayCall, type GatewayCallOwner } from './gateway-call.ts'
import { drawOutcome, type GatewayOutcome } from './gateway-outcome.ts'
import { GatewayPublisher, type PublishTo } from './gateway-publisher.ts'
import { LabPeer, type LabSurroundings } from './lab-peer.ts'

/** Calls left without a word are known for so long, so that their retransmissions are no new ones. */
const silencedMs = 60_000

export interface SimulatedGatewayOptions {
  readonly surroundings: LabSurroundings
  readonly address: string
  readonly plan: SimulatedGateway
  /** Where it publishes to, read whenever it does; undefined = there is nobody. */
  readonly publishTo: () => PublishTo | undefined
  /** A counter or the plan changed. */
  readonly onChange?: () => void
}

/** Counters of a gateway from its start. */
type Counters = Pick<
  { -readonly [K in keyof LabGatewayRow]: LabGatewayRow[K] },
  'invites' | 'answered' | 'refusedFull' | 'refused' | 'cancelled' | 'ended' | 'peak' | 'probes'
>

export class SimulatedGatewayPeer implements GatewayCallOwner, TransactionUser {
  plan: SimulatedGateway
  readonly peer: LabPeer
  readonly #options: SimulatedGatewayOptions
  readonly #publisher: GatewayPublisher
  readonly #calls = new Map<string, GatewayCall>()
  readonly #silenced = new Set<string>()
  readonly #counters: Counters = {
    ...{ invites: 0, answered: 0, refusedFull: 0, refused: 0 },
    ...{ cancelled: 0, ended: 0, peak: 0, probes: 0 },
  }

  constructor(options: SimulatedGatewayOptions) {
    const { surroundings, address, plan } = options
    this.#options = options
    this.plan = plan
    const { port, seed } = plan
    this.peer = new LabPeer(surroundings, { address, port, seed, conditions: plan }, this)
    this.peer.network.isSilent = plan.isSilent
    this.#publisher = new GatewayPublisher(this.peer, {
      plan: () => this.plan,
      to: options.publishTo,
      active: () => this.active,
      onChange: () => this.#changed(),
    })
  }

  get endpoint(): Endpoint {
    return this.peer.endpoint
  }

  get active(): number {
    return this.#calls.size
  }

  async open(): Promise<void> {
    await this.peer.open()
    this.#publisher.follow()
  }

  /** Changes fields of the plan, for calls from now on. */
  change(changes: Readonly<Record<string, unknown>>): void {
    const { name, port } = this.plan
    this.plan = checkPlan(simulatedGateway, { ...this.plan, ...changes, name, port })
    this.peer.network.conditions = this.plan
    this.peer.network.isSilent = this.plan.isSilent
    this.#publisher.follow()
    this.#changed()
  }

  /** Hangs up every call, takes its publication back and closes the port. */
  async close(): Promise<void> {
    this.#publisher.stop()
    for (const call of [...this.#calls.values()]) call.hangUp()
    await this.peer.close()
  }

  row(isSample = false): LabGatewayRow {
    const { address, port } = this.endpoint
    return {
      ...{ name: this.plan.name, plan: this.plan, address, port, isSample, ...this.#counters },
      ...{ active: this.active, published: this.#publisher.granted, lost: this.peer.network.lost },
    }
  }

  onRequest(request: SipRequest, transaction: ServerTransaction): void {
    const { method } = request
    if (request.to.tag !== undefined) {
      if (this.#calls.get(request.callId)?.take(transaction)) return
      transaction.respond(createResponse(request, 481))
    } else if (method === 'INVITE') this.#onInvite(request, transaction)
    else if (method === 'OPTIONS') {
      this.#counters.probes++
      this.#changed()
      this.#respond(transaction, 200)
    } else this.#respond(transaction, 405)
  }

  onAck(request: SipRequest): void {
    this.#calls.get(request.callId)?.onAck(request)
  }

  onAnswered(): void {
    this.#counters.answered++
    this.#changed()
  }

  onFailed(): void {
    this.#counters.refused++
  }

  onCancelled(): void {
    this.#counters.cancelled++
  }

  onOver(call: GatewayCall): void {
    this.#calls.delete(call.callId)
    this.#counters.ended++
    this.#publisher.numbersChanged()
    this.#changed()
  }

  #onInvite(request: SipRequest, transaction: ServerTransaction): void {
    if (this.#silenced.has(request.callId)) {
      transaction.discard()
      return
    }
    this.#counters.invites++
    const { channels } = this.plan
    if (channels > 0 && this.active >= channels) this.#refuseFull(transaction)
    else this.#begin(transaction, drawOutcome(this.plan, this.peer.chance))
    this.#changed()
  }

  #begin(transaction: ServerTransaction, outcome: GatewayOutcome): void {
    if (outcome === 'silence') {
      this.#silence(transaction)
      return
    }
    const call = new GatewayCall(this, transaction, outcome)
    this.#calls.set(call.callId, call)
    this.#counters.peak = Math.max(this.#counters.peak, this.active)
    this.#publisher.numbersChanged()
    call.start()
  }

  #refuseFull(transaction: ServerTransaction): void {
    const { retryAfterSeconds } = this.plan
    this.#counters.refusedFull++
    this.#respond(
      transaction,
      503,
      retryAfterSeconds > 0 ? [['Retry-After', String(retryAfterSeconds)]] : [],
    )
  }

  #silence(transaction: ServerTransaction): void {
    const { callId } = transaction.request
    this.#silenced.add(callId)
    this.peer.surroundings.clock.startTimer(silencedMs, () => this.#silenced.delete(callId))
    transaction.discard()
  }

  #respond(
    transaction: ServerTransaction,
    statusCode: number,
    fields: readonly (readonly [string, string])[] = [],
  ): void {
    const toTag = this.peer.surroundings.ids.token(10)
    transaction.respond(createResponse(transaction.request, statusCode, { toTag, fields }))
  }

  #changed(): void {
    this.#options.onChange?.()
  }
}
