import { endReasons } from '../api/contract/call-record.ts'
import { createDialogResponse } from '../sip/dialog/dialog-response.ts'
import { SuccessRetransmission } from '../sip/dialog/success-retransmission.ts'
import { createResponse } from '../sip/message/message.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import { parseDeltaSeconds } from '../sip/message/numbers.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import { addBodyFields } from './body-fields.ts'
import { sdpTextOf } from './call-leg.ts'
import type { AckReader, CallLeg, SessionChange } from './call-leg.ts'
import { DialogRequest } from './dialog-request.ts'
import type { DialogRequestOwner } from './dialog-request.ts'
import { presentable } from './failure-codes.ts'
import { applyChange, keepDescriptions } from './relayed-request.ts'

/**
 * A re-INVITE passed from one leg to the other, RFC 3261 §14, with the ACK and a description in it going the same
 * way. An UPDATE for a leg whose peer does not allow UPDATE goes as a re-INVITE too.
 */
export class SessionModification implements DialogRequestOwner, SessionChange, AckReader {
  readonly #from: CallLeg
  readonly #to: CallLeg
  readonly #transaction: ServerTransaction
  readonly #request: SipRequest
  #sent: DialogRequest | undefined
  #sequence = 0
  #ack: { readonly fields: readonly string[]; readonly body: Uint8Array | undefined } | undefined
  #isAnswered = false
  #isAbandoned = false
  #isIntervalRaised = false

  constructor(from: CallLeg, transaction: ServerTransaction, to: CallLeg) {
    this.#from = from
    this.#to = to
    this.#transaction = transaction
    this.#request = transaction.request
  }

  start(): void {
    const request = this.#request
    this.#from.change = this
    this.#to.change = this
    if (request.method === 'INVITE') {
      this.#transaction.onCancel = () => this.#sent?.cancel()
      this.#transaction.respond(createResponse(request, 100))
    }
    this.#send()
  }

  #send(): void {
    const request = this.#request
    const dialog = this.#to.usableDialog()
    if (dialog === undefined) {
      this.onUnanswered()
      return
    }
    const fields: string[] = []
    this.#to.addCapabilities(fields)
    this.#to.addSessionRefresh(fields)
    if (request.body.length > 0) addBodyFields(fields, request.fields)
    const maxForwards = (request.maxForwards ?? 70) - 1
    const content = { fields, body: request.body, maxForwards }
    this.#sent = new DialogRequest(this.#to, dialog, 'INVITE', content, this)
    this.#sent.send()
    this.#sequence = dialog.localSequence
  }

  isAskedBy(leg: CallLeg): boolean {
    return leg === this.#from
  }

  /** The call ends: what is pending on either side is brought to its end. */
  abandon(): void {
    if (this.#isAbandoned) return
    this.#isAbandoned = true
    this.#finish()
    if (!this.#transaction.isFinished) this.#respond(487, [])
    if (!this.#isAnswered) this.#sent?.cancel()
    else if (this.#ack === undefined) this.#acknowledge([], undefined)
  }

  onProvisional(response: SipResponse): void {
    const isPassed = response.statusCode > 100 && this.#request.method === 'INVITE'
    if (isPassed && !this.#transaction.isFinished) this.#respond(response.statusCode, [])
  }

  onFinal(response: SipResponse): void {
    if (response.statusCode < 300) this.#onSuccess(response)
    else if (!this.#raiseInterval(response)) this.#onFailure(response)
  }

  onUnanswered(): void {
    this.#finish()
    if (!this.#transaction.isFinished) this.#respond(408, [])
    if (!this.#isAbandoned) this.#from.owner.onLegLost(this.#to, endReasons.transactionTimeout)
  }

  onAck(ack: SipRequest): void {
    const fields: string[] = []
    const hasBody = ack.body.length > 0
    if (hasBody) {
      addBodyFields(fields, ack.fields)
      keepDescriptions(this.#from, sdpTextOf(ack.body), this.#to, undefined)
    }
    this.#acknowledge(fields, hasBody ? Uint8Array.from(ack.body) : undefined)
    this.#finish()
  }

  #onSuccess(response: SipResponse): void {
    if (this.#isAnswered || this.#isAbandoned) {
      // A retransmission, or an answer to what is no longer wanted.
      if (this.#ack !== undefined || this.#isAbandoned) this.#acknowledgeAgain()
      return
    }
    this.#isAnswered = true
    this.#sequence = response.cseq.sequence
    const fields: string[] = []
    applyChange(this.#from, this.#request, this.#to, response, fields)
    if (response.body.length > 0) addBodyFields(fields, response.fields)
    if (this.#request.method === 'INVITE') this.#answer(response, fields)
    else {
      this.#respond(200, fields, response.body)
      this.#acknowledge([], undefined)
      this.#finish()
    }
  }

  #answer(response: SipResponse, fields: readonly string[]): void {
    const from = this.#from
    const { environment, parameters } = from.owner
    const answer = createDialogResponse(this.#request, 200, from.localTag, fields, response.body)
    const intervals = parameters.SS_SIP_RESEND_INTERVAL
    const { timers } = environment
    const success = new SuccessRetransmission(this.#transaction, answer, intervals, timers, from)
    from.sendSuccess(success, this)
  }

  #onFailure(response: SipResponse): void {
    this.#finish()
    const fields: string[] = []
    if (response.body.length > 0) addBodyFields(fields, response.fields)
    const { statusCode } = response
    if (!this.#transaction.isFinished) this.#respond(presentable(statusCode), fields, response.body)
    const isLost = statusCode === 481 || statusCode === 408
    if (isLost && !this.#isAbandoned) this.#from.owner.onLegLost(this.#to, statusCode)
  }

  /** RFC 4028 §7.3: the same once more with the interval that was asked for. */
  #raiseInterval(response: SipResponse): boolean {
    const timer = this.#to.sessionTimer
    const least = parseDeltaSeconds(response.fields.get('Min-SE'))
    if (response.statusCode !== 422 || timer === undefined || least === undefined) return false
    if (this.#isIntervalRaised || this.#isAbandoned) return false
    this.#isIntervalRaised = true
    timer.leastSeconds = Math.max(timer.leastSeconds, least)
    this.#send()
    return true
  }

  #acknowledge(fields: readonly string[], body: Uint8Array | undefined): void {
    this.#ack = { fields: [...fields, ...(this.#sent?.credentials ?? [])], body }
    this.#acknowledgeAgain()
  }

  #acknowledgeAgain(): void {
    const { dialog, owner } = this.#to
    if (dialog === undefined) return
    const content = this.#ack ?? { fields: [] }
    const ack = dialog.requestNumbered('ACK', this.#sequence, content)
    owner.environment.ports.transactions.sendAck(ack, dialog.destination)
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
}
