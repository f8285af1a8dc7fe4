import type { Timer } from '../kernel/clock.ts'
import { Dialog, type DialogState } from '../sip/dialog/dialog.ts'
import { createDialogResponse } from '../sip/dialog/dialog-response.ts'
import {
  agreeAsServer,
  formatSessionExpires,
  readSessionOffer,
} from '../sip/dialog/session-timer.ts'
import { SuccessRetransmission } from '../sip/dialog/success-retransmission.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { standardResendIntervalsMs } from '../sip/transaction/timer-values.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import type { Endpoint } from '../sip/transport/transport.ts'
import type { LabPeer } from './lab-peer.ts'
import { sessionDescription } from './session-description.ts'

export const allowedMethods = 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO'
/** Session interval that the lab agrees to at most. */
const ownSessionSeconds = 7200
const resendSeconds = standardResendIntervalsMs.map((waitMs) => waitMs / 1000)
/** Told how a dialog of the lab ends. */
export interface PeerDialogOwner {
  readonly peer: LabPeer
  readonly sessionTimer: boolean
  /** BYE came, or the 2xx was never acknowledged. */
  onDialogEnded(): void
}

/** An answered call of a lab peer: talk time, refreshes, and its end from either side. */
export class PeerDialog {
  readonly #owner: PeerDialogOwner
  readonly #dialog: Dialog
  readonly #remote: Endpoint
  #success: SuccessRetransmission | undefined
  #talk: Timer | undefined
  #isOver = false

  constructor(owner: PeerDialogOwner, state: DialogState, remote: Endpoint) {
    this.#owner = owner
    this.#remote = remote
    this.#dialog = new Dialog(state, { protocol: 'udp', remote })
  }

  /** Hangs up when the talk time is over. */
  talkFor(talkMs: number, onOver: () => void): void {
    this.#talk = this.#owner.peer.surroundings.clock.startTimer(talkMs, onOver)
  }

  /** The 2xx of an INVITE, sent until its ACK comes (RFC 3261 §13.3.1.4). */
  answer(transaction: ServerTransaction): void {
    const { peer } = this.#owner
    const { request } = transaction
    const fields = ['Contact', peer.contact, 'Allow', allowedMethods]
    this.#addSession(request, fields)
    const isOffered = request.method === 'INVITE' || request.body.length > 0
    if (isOffered) fields.push('Content-Type', 'application/sdp')
    const body = isOffered ? sessionDescription(peer.endpoint) : undefined
    const response = createDialogResponse(request, 200, this.#dialog.localTag, fields, body)
    if (request.method !== 'INVITE') {
      transaction.respond(response)
      return
    }
    this.#success?.stop()
    this.#success = new SuccessRetransmission(transaction, response, resendSeconds, peer.timers, {
      onAckTimeout: () => this.#end(),
    })
    this.#success.start(peer.surroundings.clock.monotonicMs())
  }

  onAck(request: SipRequest): void {
    if (this.#success?.sequence !== request.cseq.sequence) return
    this.#success.stop()
    this.#success = undefined
  }

  /** ACK to the 2xx of our own INVITE; the bytes serve for every retransmission of it. */
  acknowledge(sequence: number): () => void {
    const { transactions } = this.#owner.peer
    const ack = this.#dialog.requestNumbered('ACK', sequence, { fields: [] })
    const { destination } = this.#dialog
    const bytes = transactions.sendAck(ack, destination)
    return () => transactions.resend(bytes, destination)
  }

  /** A request of the other side within the dialog. */
  take(transaction: ServerTransaction): void {
    const { request } = transaction
    if (!this.#dialog.takeSequence(request.cseq.sequence)) this.#respond(transaction, 500)
    else if (request.method === 'BYE') {
      this.#respond(transaction, 200)
      this.#end()
    } else if (request.method === 'INVITE' || request.method === 'UPDATE') {
      this.#dialog.refreshTarget(request)
      this.answer(transaction)
    } else this.#respond(transaction, 200)
  }

  /** BYE; whatever comes of it, the call is over here. */
  hangUp(): void {
    if (this.#isOver) return
    this.#stopTimers()
    const bye = this.#dialog.request('BYE', { fields: [] })
    this.#owner.peer.request(bye, this.#remote)
  }

  #end(): void {
    if (this.#isOver) return
    this.#stopTimers()
    this.#owner.onDialogEnded()
  }

  #stopTimers(): void {
    this.#isOver = true
    this.#success?.stop()
    if (this.#talk) this.#owner.peer.surroundings.clock.stopTimer(this.#talk)
  }

  #respond(transaction: ServerTransaction, statusCode: number): void {
    const { localTag } = this.#dialog
    transaction.respond(createDialogResponse(transaction.request, statusCode, localTag, []))
  }

  #addSession(request: SipRequest, fields: string[]): void {
    if (!this.#owner.sessionTimer) return
    fields.push('Supported', 'timer')
    const agreement = agreeAsServer(readSessionOffer(request.fields), ownSessionSeconds)
    // Without a refresher on the other side the lab, which never refreshes, agrees to nothing.
    if (agreement?.refresher !== 'uac') return
    fields.push('Require', 'timer', 'Session-Expires')
    fields.push(formatSessionExpires(agreement.seconds, 'uac'))
  }
}
