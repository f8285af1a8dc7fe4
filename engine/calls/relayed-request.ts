import type { Dialog } from '../sip/dialog/dialog.ts'
import { createDialogResponse } from '../sip/dialog/dialog-response.ts'
import { agreeAsClient, agreeAsServer, readSessionOffer } from '../sip/dialog/session-timer.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import { endReasons } from '../api/contract/call-record.ts'
import { addBodyFields } from './body-fields.ts'
import { addAgreement, sdpTextOf } from './call-leg.ts'
import type { CallLeg, SessionChange } from './call-leg.ts'
import { DialogRequest } from './dialog-request.ts'
import type { DialogRequestOwner } from './dialog-request.ts'
import { presentable } from './failure-codes.ts'

/** Where a PRACK goes: the dialog whose response it acknowledges, and that response's RAck there. */
export interface PrackTarget {
  readonly dialog: Dialog
  readonly rAck: string
}

/** Passes INFO, UPDATE or PRACK on to the other leg, and its answer back; false when there is no dialog to use. */
export function relayRequest(
  from: CallLeg,
  transaction: ServerTransaction,
  to: CallLeg,
  target?: PrackTarget,
): boolean {
  const dialog = target?.dialog ?? to.usableDialog()
  if (dialog === undefined || to.isOver) return false
  new RelayedRequest(from, transaction, to).start(dialog, target?.rAck)
  return true
}

class RelayedRequest implements DialogRequestOwner, SessionChange {
  readonly #from: CallLeg
  readonly #to: CallLeg
  readonly #transaction: ServerTransaction
  readonly #request: SipRequest
  readonly #changesSession: boolean

  constructor(from: CallLeg, transaction: ServerTransaction, to: CallLeg) {
    this.#from = from
    this.#to = to
    this.#transaction = transaction
    this.#request = transaction.request
    this.#changesSession = transaction.request.method === 'UPDATE'
  }

  start(dialog: Dialog, rAck: string | undefined): void {
    const request = this.#request
    const fields: string[] = []
    if (this.#changesSession) {
      this.#from.change = this
      this.#to.change = this
      this.#to.addCapabilities(fields)
      this.#to.addSessionRefresh(fields)
    }
    if (rAck !== undefined) fields.push('RAck', rAck)
    const infoPackage = request.method === 'INFO' ? request.fields.get('Info-Package') : undefined
    if (infoPackage !== undefined) fields.push('Info-Package', infoPackage)
    if (request.body.length > 0) addBodyFields(fields, request.fields)
    const maxForwards = (request.maxForwards ?? 70) - 1
    const content = { fields, body: request.body, maxForwards }
    new DialogRequest(this.#to, dialog, request.method, content, this).send()
  }

  isAskedBy(leg: CallLeg): boolean {
    return leg === this.#from
  }

  abandon(): void {
    this.#finish()
    if (!this.#transaction.isFinished) this.#respond(487, [])
  }

  onFinal(response: SipResponse): void {
    this.#finish()
    if (this.#transaction.isFinished) return
    const isSuccess = response.statusCode < 300
    const fields: string[] = []
    if (isSuccess && this.#changesSession) this.#changed(response, fields)
    if (response.body.length > 0) addBodyFields(fields, response.fields)
    this.#respond(presentable(response.statusCode), fields, response.body)
    // RFC 3261 §12.2.1.2: the peer has lost the dialog. A late PRACK proves nothing.
    const isLost = response.statusCode === 481 || response.statusCode === 408
    if (isLost && this.#request.method !== 'PRACK') {
      this.#from.owner.onLegLost(this.#to, response.statusCode)
    }
  }

  onUnanswered(): void {
    this.#finish()
    if (!this.#transaction.isFinished) this.#respond(408, [])
    if (this.#request.method !== 'PRACK') {
      this.#from.owner.onLegLost(this.#to, endReasons.transactionTimeout)
    }
  }

  #respond(statusCode: number, fields: readonly string[], body?: Uint8Array): void {
    const { localTag } = this.#from
    this.#transaction.respond(
      createDialogResponse(this.#request, statusCode, localTag, fields, body),
    )
  }

  #finish(): void {
    if (this.#from.change === this) this.#from.change = undefined
    if (this.#to.change === this) this.#to.change = undefined
  }

  #changed(response: SipResponse, fields: string[]): void {
    applyChange(this.#from, this.#request, this.#to, response, fields)
  }
}

/** Both legs after a change of the session that the far side accepted: targets, timers, kept descriptions. */
export function applyChange(
  from: CallLeg,
  request: SipRequest,
  to: CallLeg,
  response: SipResponse,
  fields: string[],
): void {
  from.refreshTarget(request)
  from.learn(request)
  to.refreshTarget(response)
  to.learn(response)
  from.addCapabilities(fields)
  const { isAnswered, parameters } = from.owner
  if (from.usesTimer) {
    const offer = readSessionOffer(request.fields)
    const agreement = agreeAsServer(offer, parameters.SS_SIP_SESSION_TTL)
    addAgreement(fields, agreement)
    if (isAnswered) from.keepSession(agreement, agreement?.refresher === 'uas')
  }
  if (to.usesTimer && isAnswered) {
    const agreement = agreeAsClient(response.fields)
    to.keepSession(agreement, agreement?.refresher === 'uac')
  }
  keepDescriptions(from, sdpTextOf(request.body), to, sdpTextOf(response.body))
}

/** `fromSdp` came from one leg and went to the other, `toSdp` the other way. */
export function keepDescriptions(
  from: CallLeg,
  fromSdp: string | undefined,
  to: CallLeg,
  toSdp: string | undefined,
): void {
  from.keepSdp(toSdp, fromSdp)
  to.keepSdp(fromSdp, toSdp)
}
