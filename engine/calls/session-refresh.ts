import { endReasons } from '../api/contract/call-record.ts'
import { agreeAsClient } from '../sip/dialog/session-timer.ts'
import type { SipResponse } from '../sip/message/message.ts'
import { parseDeltaSeconds } from '../sip/message/numbers.ts'
import type { CallLeg, SessionChange } from './call-leg.ts'
import { DialogRequest } from './dialog-request.ts'
import type { DialogRequestOwner } from './dialog-request.ts'

const busyRetryMs = 1000
const leastRetryMs = 1000

/** A session refresh of our own on one leg, RFC 4028 §10: UPDATE where it is allowed, else re-INVITE with the same description. */
export class SessionRefresh implements DialogRequestOwner, SessionChange {
  readonly #leg: CallLeg
  #sent: DialogRequest | undefined
  #isInvite = false
  #tries = 0
  #isDone = false

  constructor(leg: CallLeg) {
    this.#leg = leg
  }

  start(): void {
    const leg = this.#leg
    if (leg.isBusy) {
      this.#retryIn(busyRetryMs)
      return
    }
    leg.change = this
    this.#send()
  }

  isAskedBy(): boolean {
    return false
  }

  abandon(): void {
    this.#isDone = true
    if (this.#isInvite) this.#sent?.cancel()
  }

  onFinal(response: SipResponse): void {
    const { statusCode } = response
    if (statusCode < 300) this.#onSuccess(response)
    else if (this.#isDone) return
    else if (statusCode === 408 || statusCode === 481) this.onUnanswered()
    else if (this.#tries < 3 && this.#isChanged(response)) this.#send()
    else {
      this.#finish()
      this.#retryIn(this.#delayAfter(statusCode))
    }
  }

  onUnanswered(): void {
    if (this.#isDone) return
    this.#finish()
    this.#leg.owner.onLegLost(this.#leg, endReasons.sessionTimeout)
  }

  #send(): void {
    const leg = this.#leg
    const dialog = leg.usableDialog()
    if (dialog === undefined) return
    this.#tries++
    const { sentSdp } = leg
    this.#isInvite = !leg.peerAllowsUpdate && sentSdp !== undefined
    const fields: string[] = []
    leg.addCapabilities(fields)
    leg.addSessionRefresh(fields)
    let body: Uint8Array | undefined
    if (this.#isInvite && sentSdp !== undefined) {
      fields.push('Content-Type', 'application/sdp')
      body = Buffer.from(sentSdp, 'latin1')
    }
    const method = this.#isInvite ? 'INVITE' : 'UPDATE'
    this.#sent = new DialogRequest(leg, dialog, method, { fields, body }, this)
    this.#sent.send()
  }

  #onSuccess(response: SipResponse): void {
    const leg = this.#leg
    if (this.#isInvite) this.#acknowledge(response)
    if (this.#isDone) return
    this.#finish()
    leg.refreshTarget(response)
    leg.learn(response)
    const agreement = agreeAsClient(response.fields)
    leg.keepSession(agreement, agreement?.refresher === 'uac')
  }

  #acknowledge(response: SipResponse): void {
    const { dialog, owner } = this.#leg
    if (dialog === undefined) return
    const fields = this.#sent?.credentials ?? []
    const ack = dialog.requestNumbered('ACK', response.cseq.sequence, { fields })
    owner.environment.ports.transactions.sendAck(ack, dialog.destination)
  }

  /** Whether the next try differs: a raised interval (RFC 4028 §7.3), or re-INVITE for a peer without UPDATE. */
  #isChanged(response: SipResponse): boolean {
    const leg = this.#leg
    if (response.statusCode === 422) {
      const least = parseDeltaSeconds(response.fields.get('Min-SE'))
      const timer = leg.sessionTimer
      if (timer === undefined || least === undefined || least <= timer.leastSeconds) return false
      timer.leastSeconds = least
      return true
    }
    const isUnknown = response.statusCode === 405 || response.statusCode === 501
    if (!isUnknown || this.#isInvite || leg.sentSdp === undefined) return false
    leg.peerAllowsUpdate = false
    return true
  }

  /** RFC 3261 §14.1: after glare the owner of the Call-ID waits longer than the other side. */
  #delayAfter(statusCode: number): number {
    const { ids, clock } = this.#leg.owner.environment.ports
    if (statusCode === 491) {
      const steps = Math.floor(ids.fraction() * 190)
      return this.#leg.gateway === undefined ? steps * 10 : 2100 + steps * 10
    }
    const leftMs = this.#leg.sessionTimer?.remainingMs(clock.monotonicMs()) ?? 0
    return Math.max(leastRetryMs, leftMs / 2)
  }

  #retryIn(delayMs: number): void {
    const { clock } = this.#leg.owner.environment.ports
    this.#leg.sessionTimer?.retry(delayMs, clock.monotonicMs())
  }

  #finish(): void {
    this.#isDone = true
    if (this.#leg.change === this) this.#leg.change = undefined
  }
}
