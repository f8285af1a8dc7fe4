import type { CallGenerator } from '../api/contract/lab-peers.ts'
import type { Timer } from '../kernel/clock.ts'
import { clientDialogState } from '../sip/dialog/dialog.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipRequest, type SipResponse } from '../sip/message/message.ts'
import { hostPort } from '../sip/message/uri.ts'
import type { ClientTransaction, ServerTransaction } from '../sip/transaction/transaction-user.ts'
import type { Endpoint, Flow } from '../sip/transport/transport.ts'
import { drawDuration } from './duration.ts'
import type { LabPeer } from './lab-peer.ts'
import { allowedMethods, PeerDialog } from './peer-dialog.ts'
import { sessionDescription } from './session-description.ts'

/** The generator that placed a call. */
export interface GeneratedCallOwner {
  readonly peer: LabPeer
  readonly plan: CallGenerator
  readonly target: Endpoint
  onAnswered(): void
  /** 0 = there was no answer at all. */
  onFailed(code: number): void
  onCancelled(): void
  onEndedByPeer(): void
  onOver(call: GeneratedCall): void
}

/** Who calls whom. */
export interface CallNumbers {
  readonly caller: string
  readonly callee: string
}

/** One call of a generator, from its INVITE to its end. */
export class GeneratedCall {
  readonly callId: string
  readonly #owner: GeneratedCallOwner
  readonly #localTag: string
  #invite: ClientTransaction | undefined
  #patience: Timer | undefined
  #dialog: PeerDialog | undefined
  #resendAck: (() => void) | undefined
  readonly #settle: () => void
  #isCancelled = false
  #isOver = false

  constructor(owner: GeneratedCallOwner) {
    this.#settle = owner.peer.hold()
    const { ids } = owner.peer.surroundings
    this.#owner = owner
    this.#localTag = ids.token(10)
    this.callId = `${ids.token(20)}@lab`
  }

  get peer(): LabPeer {
    return this.#owner.peer
  }

  get sessionTimer(): boolean {
    return this.#owner.plan.sessionTimer
  }

  start(numbers: CallNumbers): void {
    const { peer, plan, target } = this.#owner
    const destination = { protocol: 'udp', remote: target } as const
    this.#invite = peer.transactions.request(this.#compose(numbers), destination, {
      onResponse: (response, flow) => this.#onResponse(response, flow),
      onTimeout: () => this.#fail(0),
      onTransportError: () => this.#fail(0),
    })
    const patienceMs = plan.patienceSeconds * 1000
    this.#patience = peer.surroundings.clock.startTimer(patienceMs, () => this.#cancel())
  }

  take(transaction: ServerTransaction): boolean {
    if (transaction.request.to.tag !== this.#localTag || !this.#dialog) return false
    this.#dialog.take(transaction)
    return true
  }

  onAck(request: SipRequest): void {
    this.#dialog?.onAck(request)
  }

  onDialogEnded(): void {
    this.#owner.onEndedByPeer()
    this.#end()
  }

  /** Hangs up, or gives up where nobody has answered yet. */
  hangUp(): void {
    if (this.#isOver) return
    if (this.#dialog) {
      this.#dialog.hangUp()
      this.#end()
    } else this.#cancel()
  }

  #onResponse(response: SipResponse, flow: Flow): void {
    const { statusCode } = response
    if (statusCode < 200) return
    if (statusCode >= 300) this.#fail(statusCode)
    else if (this.#dialog) this.#resendAck?.()
    else this.#answered(response, flow)
  }

  #answered(response: SipResponse, { remote }: Flow): void {
    const { plan } = this.#owner
    const state = clientDialogState(response, this.#localTag)
    const dialog = new PeerDialog(this, state, remote)
    this.#dialog = dialog
    this.#resendAck = dialog.acknowledge(response.cseq.sequence)
    this.#stopWaiting()
    // RFC 3261 §9.1: a 2xx can cross the CANCEL; the call is hung up then.
    if (this.#isCancelled || this.#isOver) {
      dialog.hangUp()
      this.#end()
      return
    }
    this.#owner.onAnswered()
    dialog.talkFor(drawDuration(plan.talk, this.peer.chance), () => this.hangUp())
  }

  #cancel(): void {
    if (this.#isCancelled || this.#isOver) return
    this.#isCancelled = true
    this.#stopWaiting()
    this.#invite?.cancel()
  }

  #fail(code: number): void {
    if (this.#isOver) return
    if (this.#isCancelled) this.#owner.onCancelled()
    else this.#owner.onFailed(code)
    this.#end()
  }

  #stopWaiting(): void {
    if (this.#patience) this.peer.surroundings.clock.stopTimer(this.#patience)
  }

  #end(): void {
    this.#stopWaiting()
    if (this.#isOver) return
    this.#isOver = true
    this.#settle()
    this.#owner.onOver(this)
  }

  #compose({ caller, callee }: CallNumbers): SipRequest {
    const { peer, plan, target } = this.#owner
    const uri = `sip:${callee}@${hostPort(target.address, target.port)}`
    const from = `<sip:${caller}@${hostPort(peer.endpoint.address)}>;tag=${this.#localTag}`
    const entries = ['Max-Forwards', '70', 'From', from, 'To', `<${uri}>`]
    entries.push('Call-ID', this.callId, 'CSeq', '1 INVITE', 'Contact', peer.contact)
    entries.push('Allow', allowedMethods, 'User-Agent', 'Trunkline lab')
    if (plan.sessionTimer) entries.push('Supported', 'timer')
    entries.push('Content-Type', 'application/sdp')
    const body = sessionDescription(peer.endpoint)
    return new SipRequest('INVITE', uri, new HeaderFields(entries), body)
  }
}
