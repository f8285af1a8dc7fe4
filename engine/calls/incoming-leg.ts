import type { MappingGateway } from '../api/contract/gateways.ts'
import { endReasons } from '../api/contract/call-record.ts'
import { contactOf, Dialog, serverDialogState } from '../sip/dialog/dialog.ts'
import { createDialogResponse } from '../sip/dialog/dialog-response.ts'
import { hasOptionTag } from '../sip/dialog/option-tags.ts'
import { parseRAck, ReliableProvisionals } from '../sip/dialog/reliable-provisional.ts'
import { agreeAsServer, readSessionOffer } from '../sip/dialog/session-timer.ts'
import { SuccessRetransmission } from '../sip/dialog/success-retransmission.ts'
import { createResponse } from '../sip/message/message.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import type { Destination, Endpoint, Flow } from '../sip/transport/transport.ts'
import { addBodyFields, hasSdp } from './body-fields.ts'
import { addAgreement, CallLeg } from './call-leg.ts'
import type { AckReader, LegOwner } from './call-leg.ts'
import { callerAddressMethod, dialogDestination } from './dialog-destination.ts'
import { sendBye } from './dialog-request.ts'
import type { LineHold } from './line-hold.ts'
import type { ReliableSource } from './outgoing-leg.ts'

/** The call, as far as its incoming leg asks. */
export interface IncomingLegOwner extends LegOwner, AckReader {
  onCancelled(): void
}

/** A response that has to wait for a PRACK, RFC 3262 §3. */
interface Waiting {
  readonly response: SipResponse
  readonly source: ReliableSource | undefined
  readonly isAnswer: boolean
}

/** The call leg from a mapping gateway, RFC 3261 §13.3. */
export class IncomingLeg extends CallLeg {
  readonly gateway = undefined
  readonly mappingGateway: MappingGateway
  readonly call: IncomingLegOwner
  readonly flow: Flow
  /** The INVITE, until it is answered. */
  invite: SipRequest | undefined
  private transaction: ServerTransaction | undefined
  /** 0 no, 1 the caller supports 100rel, 2 it requires it. */
  private readonly reliability: 0 | 1 | 2
  private readonly addressMethod: 0 | 1 | 2
  private reliable: ReliableProvisionals | undefined = undefined
  private unacknowledged: ReliableSource | undefined = undefined
  private waiting: Waiting[] | undefined = undefined
  /** To tag of the gateway's dialog whose session description was passed on. */
  private describedBy: string | undefined = undefined
  private formerTags: string[] | undefined = undefined

  constructor(
    owner: IncomingLegOwner,
    mappingGateway: MappingGateway,
    line: LineHold | undefined,
    transaction: ServerTransaction,
    own: { readonly local: Endpoint; readonly contact: string; readonly tag: string },
  ) {
    super(owner, line, own.local, own.contact, own.tag)
    const { request, flow } = transaction
    this.call = owner
    this.mappingGateway = mappingGateway
    this.flow = flow
    this.invite = request
    this.transaction = transaction
    this.reliability = mappingGateway.sip100Rel ? reliabilityOf(request) : 0
    this.addressMethod = callerAddressMethod(request.topVia, contactOf(request)?.uri)
    this.learn(request)
    transaction.onCancel = () => this.guard(() => owner.onCancelled())
    transaction.onTransportError = () =>
      this.guard(() => owner.onLegLost(this, endReasons.transportError))
  }

  get usesTimer(): boolean {
    return this.mappingGateway.sipTimer
  }

  get uses100rel(): boolean {
    return this.mappingGateway.sip100Rel
  }

  /** Whether a reliable provisional response can be passed on as one. */
  get canRelayReliably(): boolean {
    return this.reliability > 0
  }

  trying(): void {
    const { transaction } = this
    transaction?.respond(createResponse(transaction.request, 100))
  }

  /** Passes a provisional response on; true when the caller's PRACK will be relayed to `source`. */
  progress(response: SipResponse, source: ReliableSource | undefined): boolean {
    const { invite, transaction } = this
    if (invite === undefined || transaction === undefined) return false
    if (hasSdp(response)) this.describe(response.to.tag)
    const extra: string[] = []
    this.addCapabilities(extra)
    if (response.body.length > 0) addBodyFields(extra, response.fields)
    const code = response.statusCode
    const passed = createDialogResponse(invite, code, this.localTag, extra, response.body)
    const isReliable = this.reliability === 2 || (this.reliability === 1 && source !== undefined)
    if (isReliable) this.sendReliably({ response: passed, source, isAnswer: false })
    else transaction.respond(passed)
    return isReliable && source !== undefined
  }

  /** Answers with the gateway's 2xx; the session timer of this leg is agreed here. */
  answer(response: SipResponse): void {
    const { invite } = this
    if (invite === undefined) return
    if (hasSdp(response)) this.describe(response.to.tag)
    const extra: string[] = []
    this.addCapabilities(extra)
    const agreement = this.usesTimer
      ? agreeAsServer(readSessionOffer(invite.fields), this.owner.parameters.SS_SIP_SESSION_TTL)
      : undefined
    addAgreement(extra, agreement)
    if (response.body.length > 0) addBodyFields(extra, response.fields)
    const answer = createDialogResponse(
      invite,
      response.statusCode,
      this.localTag,
      extra,
      response.body,
    )
    this.openDialog(invite)
    this.keepSession(agreement, agreement?.refresher === 'uas')
    if (this.reliable?.isWaiting === true) {
      this.waiting = [
        ...(this.waiting ?? []),
        { response: answer, source: undefined, isAnswer: true },
      ]
    } else this.sendAnswer(answer)
  }

  /** A final response other than 2xx: the leg is over. */
  reject(statusCode: number, fields: readonly string[], body?: Uint8Array): void {
    const { invite, transaction } = this
    if (invite !== undefined && transaction !== undefined) {
      transaction.respond(createDialogResponse(invite, statusCode, this.localTag, fields, body))
    }
    this.end()
  }

  /** An answer that still waits for a PRACK is never given: the INVITE is refused instead of hung up. */
  override hangUp(reason: string): void {
    if (this.invite === undefined) super.hangUp(reason)
    else this.reject(480, ['Reason', reason])
  }

  override end(): void {
    const { transaction } = this
    // RFC 3261 §15.1.2: a BYE ends what is still pending with 487.
    if (transaction?.isFinished === false) {
      transaction.respond(createDialogResponse(transaction.request, 487, this.localTag, []))
    }
    this.reliable?.stop()
    this.release()
    super.end()
  }

  override forgetTags(): void {
    super.forgetTags()
    for (const tag of this.formerTags ?? []) this.owner.environment.legs.delete(tag)
  }

  dialogOf(request: SipRequest): Dialog | undefined {
    const dialog = this.usableDialog()
    return dialog?.matches(request) === true ? dialog : undefined
  }

  usableDialog(): Dialog | undefined {
    if (this.dialog === undefined && this.invite !== undefined) this.openDialog(this.invite)
    return this.dialog
  }

  /** The response that a PRACK acknowledges; undefined when there is none: 481. */
  takePrack(prack: SipRequest): { readonly source: ReliableSource | undefined } | undefined {
    const rAck = parseRAck(prack.fields.get('RAck'))
    if (rAck === undefined || this.reliable?.acknowledge(rAck) !== true) return undefined
    const source = this.unacknowledged
    this.unacknowledged = undefined
    return { source }
  }

  /** Sends what had to wait for a PRACK. */
  sendWaiting(): void {
    const next = this.waiting?.shift()
    if (next === undefined) return
    if (next.isAnswer) this.sendAnswer(next.response)
    else this.sendReliably(next)
  }

  onPrackTimeout(): void {
    this.guard(() => this.owner.onLegLost(this, endReasons.ackTimeout))
  }

  protected override destinationOf(dialog: Dialog): Destination {
    const { resolver } = this.owner.environment.ports
    return dialogDestination(resolver, dialog.nextHop, this.flow, this.addressMethod)
  }

  protected override sendBye(dialog: Dialog, reason: string): void {
    this.release()
    sendBye(this, dialog, reason)
  }

  private sendAnswer(answer: SipResponse): void {
    const { transaction, owner } = this
    if (transaction === undefined) return
    const { environment, parameters } = owner
    const success = new SuccessRetransmission(
      transaction,
      answer,
      parameters.SS_SIP_RESEND_INTERVAL,
      environment.timers,
      this,
    )
    this.release()
    this.sendSuccess(success, this.call)
  }

  private sendReliably(next: Waiting): void {
    const { transaction, owner } = this
    if (transaction === undefined) return
    if (this.reliable?.isWaiting === true) {
      this.waiting = [...(this.waiting ?? []), next]
      return
    }
    const { environment, parameters } = owner
    const { ids, clock } = environment.ports
    this.reliable ??= new ReliableProvisionals(
      transaction,
      1 + Math.floor(ids.fraction() * 0x3fff_ffff),
      parameters.SS_SIP_RESEND_INTERVAL,
      environment.timers,
      this,
    )
    this.unacknowledged = next.source
    this.reliable.send(next.response, clock.monotonicMs())
  }

  private openDialog(invite: SipRequest): void {
    if (this.dialog !== undefined) return
    const dialog = new Dialog(serverDialogState(invite, this.localTag), this.flow)
    dialog.destination = this.destinationOf(dialog)
    this.dialog = dialog
  }

  /**
   * A dialog has one answer: a session description of another dialog of the gateway's side (fork, next
   * gateway) goes to the caller under a new tag, as a fork would (RFC 3261 §13.2.2.4).
   */
  private describe(remoteTag: string | undefined): void {
    const tag = remoteTag ?? ''
    const before = this.describedBy
    this.describedBy = tag
    if (before === undefined || before === tag) return
    const { ports, legs } = this.owner.environment
    this.formerTags = [...(this.formerTags ?? []), this.localTag]
    this.localTag = ports.ids.token(12)
    legs.set(this.localTag, this)
    this.dialog = undefined
    this.reliable?.stop()
    this.waiting = undefined
  }

  /** What is only needed until the INVITE is answered. */
  private release(): void {
    if (this.transaction !== undefined) this.transaction.onCancel = undefined
    this.invite = undefined
    this.transaction = undefined
    this.waiting = undefined
    this.unacknowledged = undefined
  }
}

function reliabilityOf(invite: SipRequest): 0 | 1 | 2 {
  if (hasOptionTag(invite.fields, 'Require', '100rel')) return 2
  return hasOptionTag(invite.fields, 'Supported', '100rel') ? 1 : 0
}
