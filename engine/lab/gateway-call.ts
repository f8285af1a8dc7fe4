import type { SimulatedGateway } from '../api/contract/lab-peers.ts'
import type { Timer } from '../kernel/clock.ts'
import { serverDialogState } from '../sip/dialog/dialog.ts'
import { createDialogResponse } from '../sip/dialog/dialog-response.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import { drawDuration } from './duration.ts'
import type { GatewayOutcome } from './gateway-outcome.ts'
import type { LabPeer } from './lab-peer.ts'
import { PeerDialog } from './peer-dialog.ts'
import { sessionDescription } from './session-description.ts'

/** The gateway that a call is at. */
export interface GatewayCallOwner {
  readonly peer: LabPeer
  readonly plan: SimulatedGateway
  onAnswered(): void
  onFailed(): void
  onCancelled(): void
  /** The call is over and its channel free. */
  onOver(call: GatewayCall): void
}

/** One call at a simulated gateway, from the INVITE to its end. */
export class GatewayCall {
  readonly callId: string
  readonly #owner: GatewayCallOwner
  readonly #transaction: ServerTransaction
  readonly #outcome: GatewayOutcome
  readonly #localTag: string
  #timer: Timer | undefined
  #dialog: PeerDialog | undefined
  #isOver = false

  constructor(owner: GatewayCallOwner, transaction: ServerTransaction, outcome: GatewayOutcome) {
    this.#owner = owner
    this.#transaction = transaction
    this.#outcome = outcome
    this.callId = transaction.request.callId
    this.#localTag = owner.peer.surroundings.ids.token(10)
    transaction.onCancel = () => this.#onCancel()
  }

  get sessionTimer(): boolean {
    return this.#owner.plan.sessionTimer
  }

  get peer(): LabPeer {
    return this.#owner.peer
  }

  start(): void {
    const { plan, peer } = this.#owner
    this.#after(drawDuration(plan.responseDelay, peer.chance), () => {
      if (typeof this.#outcome === 'number') this.#fail(this.#outcome)
      else this.#ring()
    })
  }

  /** A request of the engine within the call; false = it belongs to no dialog of this call. */
  take(transaction: ServerTransaction): boolean {
    if (transaction.request.to.tag !== this.#localTag || !this.#dialog) return false
    this.#dialog.take(transaction)
    return true
  }

  onAck(request: SipRequest): void {
    this.#dialog?.onAck(request)
  }

  onDialogEnded(): void {
    this.#end()
  }

  /** Ends it from this side, whatever state it is in. */
  hangUp(): void {
    if (this.#isOver) return
    if (this.#dialog) {
      this.#dialog.hangUp()
      this.#end()
    } else this.#fail(503)
  }

  #ring(): void {
    const { plan, peer } = this.#owner
    const fields = ['Contact', peer.contact]
    if (plan.earlyMedia) fields.push('Content-Type', 'application/sdp')
    const body = plan.earlyMedia ? sessionDescription(peer.endpoint) : undefined
    this.#respond(plan.earlyMedia ? 183 : 180, fields, body)
    if (this.#outcome === 'no answer') return
    this.#after(drawDuration(plan.ring, peer.chance), () => this.#answer())
  }

  #answer(): void {
    const { plan, peer } = this.#owner
    const { request, flow } = this.#transaction
    const state = serverDialogState(request, this.#localTag)
    this.#dialog = new PeerDialog(this, state, flow.remote)
    this.#owner.onAnswered()
    this.#dialog.answer(this.#transaction)
    if (plan.talk === null) return
    this.#dialog.talkFor(drawDuration(plan.talk, peer.chance), () => this.hangUp())
  }

  #fail(statusCode: number): void {
    const { retryAfterSeconds } = this.#owner.plan
    const isLater = statusCode === 503 && retryAfterSeconds > 0
    this.#respond(statusCode, isLater ? ['Retry-After', String(retryAfterSeconds)] : [])
    this.#owner.onFailed()
    this.#end()
  }

  #onCancel(): void {
    if (this.#isOver || this.#dialog) return
    this.#respond(487, [])
    this.#owner.onCancelled()
    this.#end()
  }

  #respond(statusCode: number, fields: readonly string[], body?: Uint8Array): void {
    const { request } = this.#transaction
    this.#transaction.respond(
      createDialogResponse(request, statusCode, this.#localTag, fields, body),
    )
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    if (this.#timer) this.peer.surroundings.clock.stopTimer(this.#timer)
    this.#owner.onOver(this)
  }

  #after(delayMs: number, then: () => void): void {
    if (delayMs === 0) then()
    else this.#timer = this.peer.surroundings.clock.startTimer(delayMs, then)
  }
}
