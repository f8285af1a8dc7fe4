import type { CallAttempt } from '../api/contract/call-record.ts'
import { endReasons } from '../api/contract/call-record.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import { clientDialogState, Dialog } from '../sip/dialog/dialog.ts'
import type { DialogTimer } from '../sip/dialog/dialog-timer.ts'
import { agreeAsClient, leastSessionSeconds } from '../sip/dialog/session-timer.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type {
  ClientTransaction,
  ClientTransactionListener,
} from '../sip/transaction/transaction-user.ts'
import type { Destination, Flow } from '../sip/transport/transport.ts'
import { addBodyFields, hasSdp } from './body-fields.ts'
import { CallLeg } from './call-leg.ts'
import type { LegOwner } from './call-leg.ts'
import { stageAfter, stageEndReason, stageLimitMs } from './call-stage.ts'
import type { Stage } from './call-stage.ts'
import { DialogRequest, noOwner, sendBye } from './dialog-request.ts'
import { dialogDestination } from './dialog-destination.ts'
import { EarlyDialogs, reliableNumber, takesNumber } from './early-dialogs.ts'
import type { EarlyDialog } from './early-dialogs.ts'
import { callCompletedElsewhere, reasonField } from './failure-codes.ts'
import { userOf } from './identity-header-fields.ts'
import { InviteRetry } from './invite-retry.ts'
import type { LineHold } from './line-hold.ts'
import { createOutgoingInvite } from './outgoing-invite.ts'
import type { OutgoingInvite } from './outgoing-invite.ts'
import { outgoingLegTable } from './outgoing-leg-fsm.ts'
import type { OutgoingLegAction, OutgoingLegInput, OutgoingLegState } from './outgoing-leg-fsm.ts'

/** A reliable provisional response of the gateway that the caller's PRACK will acknowledge. */
export interface ReliableSource {
  readonly leg: OutgoingLeg
  readonly dialog: Dialog
  /** RAck value towards the gateway. */
  readonly rAck: string
}

/** The call, as far as its attempts ask. */
export interface OutgoingLegOwner extends LegOwner {
  /** A provisional response but 100; true when the caller's PRACK will come for `reliable`. */
  onProgress(leg: OutgoingLeg, response: SipResponse, reliable: ReliableSource | undefined): boolean
  onStage(leg: OutgoingLeg): void
  /** A response but 100 that is neither relayed nor the end of the attempt. */
  onResponded(leg: OutgoingLeg): void
  onAnswered(leg: OutgoingLeg, response: SipResponse): void
  /** No 2xx came, or it was not waited for; the line may still be held. */
  onAttemptFailed(leg: OutgoingLeg, result: number, response: SipResponse | undefined): void
}

/** As long as a gateway retransmits a 2xx: 64 × T1. */
const lostForMs = 32_000

/** The call leg towards a routing gateway: one attempt, RFC 3261 §13.2. */
export class OutgoingLeg extends CallLeg implements ClientTransactionListener, DialogTimer {
  dueAtMs = 0
  heapIndex = -1
  readonly gateway: RoutingGateway
  readonly attempt: CallAttempt
  readonly call: OutgoingLegOwner
  state: OutgoingLegState = 'inviting'
  stage: Stage = 0
  hasSdp = false
  private source: OutgoingInvite | undefined
  private transaction: ClientTransaction | undefined = undefined
  private invite: SipRequest | undefined = undefined
  private inviteSequence = 0
  private early: EarlyDialogs | undefined = undefined
  private flow: Flow | undefined = undefined
  private retry: InviteRetry | undefined = undefined
  private ackFields: string[] | undefined = undefined
  private ackBody: Uint8Array | undefined = undefined
  private byeReason = ''
  /** Result of an attempt that ended without a response. */
  private result = 0

  constructor(
    owner: OutgoingLegOwner,
    line: LineHold,
    source: OutgoingInvite,
    attempt: CallAttempt,
  ) {
    super(owner, line, source.local, source.contact, source.localTag)
    this.call = owner
    this.gateway = source.gateway
    this.source = source
    this.attempt = attempt
  }

  get usesTimer(): boolean {
    return this.gateway.sipTimer
  }

  get uses100rel(): boolean {
    return this.gateway.sip100Rel
  }

  get hasRung(): boolean {
    return this.stage === 4
  }

  override get isBusy(): boolean {
    return this.state !== 'confirmed' || super.isBusy
  }

  /** Whether this is the Call-ID and callee of our own INVITE. */
  sentInviteTo(callId: string, user: string | undefined): boolean {
    const { source } = this
    return source?.callId === callId && userOf(source.calleeSent) === user
  }

  /** Sends the INVITE; the stage timer runs from here. */
  start(): void {
    const { source } = this
    if (source === undefined) return
    const { transactions } = this.owner.environment.ports
    this.stage = 0
    this.inviteSequence = source.sequence
    this.invite = createOutgoingInvite(source)
    this.armStage()
    this.transaction = transactions.request(this.invite, source.destination, this)
  }

  /** Hangs up or cancels, whatever the attempt has come to. */
  override hangUp(reason: string): void {
    this.byeReason = reason
    this.input(this.state === 'inviting' ? 'giveUp' : 'hangUp')
  }

  /** The caller's ACK, with its session description when the INVITE had none. */
  acknowledge(ack: SipRequest): void {
    if (ack.body.length > 0) {
      const fields: string[] = []
      addBodyFields(fields, ack.fields)
      this.ackFields = [...(this.ackFields ?? []), ...fields]
      // Kept for retransmitted 2xx, so it must not keep the caller's datagram.
      this.ackBody = Uint8Array.from(ack.body)
    }
    this.input('acknowledge')
  }

  /** However the leg ends, a 2xx that comes after all is acknowledged and hung up. */
  override end(): void {
    this.stopStage()
    if (this.state === 'inviting' || this.state === 'cancelling') this.state = 'lost'
    super.end()
  }

  /** BYE came before 2xx or in the confirmed dialog. */
  onBye(): void {
    this.input('bye')
  }

  /** Acknowledges a reliable provisional response, RFC 3262 §4. */
  prack(dialog: Dialog, rAck: string): void {
    new DialogRequest(this, dialog, 'PRACK', { fields: ['RAck', rAck] }, noOwner).send()
  }

  dialogOf(request: SipRequest): Dialog | undefined {
    const dialog = this.dialog ?? this.early?.dialogOf(request.from.tag)
    return dialog?.matches(request) === true ? dialog : undefined
  }

  usableDialog(): Dialog | undefined {
    return this.dialog ?? (this.state === 'inviting' ? this.early?.newest : undefined)
  }

  onResponse(response: SipResponse, flow: Flow): void {
    try {
      if (this.flow === undefined) this.listenOn(flow)
      const { statusCode } = response
      if (statusCode < 200) this.input('provisional', response)
      else if (statusCode < 300) this.onSuccess(response)
      else this.input(this.prepareRetry(response) ? 'retriable' : 'failure', response)
    } catch (fault) {
      this.call.onFault(fault)
    }
  }

  onTimeout(): void {
    this.unanswered(endReasons.transactionTimeout)
  }

  onTransportError(): void {
    this.unanswered(endReasons.transportError)
  }

  /** The stage has lasted too long. */
  onDue(): void {
    if (this.state === 'lost') {
      this.forgetTags()
      return
    }
    const reason = stageEndReason(this.stage)
    this.byeReason = reasonField(reason)
    this.guard(() => {
      this.input('giveUp')
      this.call.onAttemptFailed(this, reason, undefined)
    })
  }

  private unanswered(result: number): void {
    this.result = result
    this.guard(() => this.input('unanswered'))
  }

  private input(input: OutgoingLegInput, response?: SipResponse): void {
    const step = outgoingLegTable[this.state][input]
    if (step === undefined) return
    this.state = step.to
    if (step.to !== 'inviting') this.stopStage()
    for (const action of step.actions) this.act(action, response)
  }

  private act(action: OutgoingLegAction, response: SipResponse | undefined): void {
    switch (action) {
      case 'relayProvisional':
        if (response !== undefined) this.onProvisional(response)
        break
      case 'takeAnswer':
        if (response !== undefined) this.takeAnswer(response)
        break
      case 'retryInvite':
        this.call.onResponded(this)
        this.start()
        break
      case 'fail':
        this.call.onAttemptFailed(this, response?.statusCode ?? (this.result || 480), response)
        break
      case 'cancelInvite':
        this.transaction?.cancel([['Reason', this.byeReason || callCompletedElsewhere]])
        break
      case 'sendAck':
        this.sendAck()
        break
      case 'sendBye':
        super.hangUp(this.byeReason)
        break
      case 'sendLateBye':
        if (this.dialog !== undefined) this.sendBye(this.dialog, callCompletedElsewhere)
        break
      case 'end':
        this.end()
        break
      case 'lose':
        this.lose()
        break
    }
  }

  private onProvisional(response: SipResponse): void {
    const { statusCode } = response
    const isDescribed = hasSdp(response)
    const reached = stageAfter(this.stage, statusCode, isDescribed)
    if (reached !== this.stage) {
      this.stage = reached
      this.armStage()
      this.call.onStage(this)
    }
    if (statusCode === 100) return
    const early = this.early?.note(response)
    this.learn(response)
    const number = early && reliableNumber(response)
    if (early !== undefined && number !== undefined && !takesNumber(early, number)) return
    if (isDescribed) this.hasSdp = true
    const source = early && number !== undefined ? this.reliableSource(early, number) : undefined
    const isRelayed = this.call.onProgress(this, response, source)
    if (source !== undefined && !isRelayed) this.prack(source.dialog, source.rAck)
  }

  private reliableSource(early: EarlyDialog, number: number): ReliableSource | undefined {
    const dialog = this.early?.open(early)
    if (dialog === undefined) return undefined
    return { leg: this, dialog, rAck: `${String(number)} ${String(this.inviteSequence)} INVITE` }
  }

  /** A 2xx: the first one answers, the same one again is acknowledged again, another dialog's is hung up. */
  private onSuccess(response: SipResponse): void {
    const { dialog } = this
    if (dialog === undefined) {
      this.dialog = this.early?.confirm(response)
      this.input('success', response)
    } else if (response.to.tag !== (dialog.remoteTag || undefined)) this.hangUpFork(response)
    else if (response.cseq.sequence === this.inviteSequence) this.input('success', response)
  }

  private takeAnswer(response: SipResponse): void {
    this.learn(response)
    if (hasSdp(response)) this.hasSdp = true
    const agreement = this.usesTimer ? agreeAsClient(response.fields) : undefined
    this.keepSession(agreement, agreement?.refresher === 'uac')
    const least = this.source?.leastSessionSeconds ?? leastSessionSeconds
    if (this.sessionTimer !== undefined) this.sessionTimer.leastSeconds = least
    const credentials = this.source?.credentials
    if (credentials !== undefined) this.ackFields = [...credentials]
    this.source = undefined
    this.transaction = undefined
    this.call.onAnswered(this, response)
    this.invite = undefined
    this.early = undefined
  }

  /** The peer has answered for the first time; the way it took is the way back. */
  private listenOn(flow: Flow): void {
    this.flow = flow
    this.early = new EarlyDialogs((response) => this.newDialog(response, flow))
  }

  private newDialog(response: SipResponse, flow: Flow): Dialog {
    const dialog = new Dialog(clientDialogState(response, this.localTag), flow)
    dialog.destination = this.destinationOf(dialog)
    return dialog
  }

  /** Where requests in the dialog go, by sipRequestAddressMethod. */
  override destinationOf(dialog: Dialog): Destination {
    const { resolver } = this.owner.environment.ports
    const { flow, gateway } = this
    if (flow === undefined) return dialog.destination
    return dialogDestination(resolver, dialog.nextHop, flow, gateway.sipRequestAddressMethod)
  }

  private sendAck(): void {
    if (this.dialog !== undefined) this.sendAckIn(this.dialog)
  }

  private sendAckIn(dialog: Dialog): void {
    const content = { fields: this.ackFields ?? [], body: this.ackBody }
    const ack = dialog.requestNumbered('ACK', this.inviteSequence, content)
    this.owner.environment.ports.transactions.sendAck(ack, dialog.destination)
  }

  /** RFC 3261 §13.2.2.4: a further 2xx of a forked INVITE is acknowledged and hung up. */
  private hangUpFork(response: SipResponse): void {
    if (this.flow === undefined) return
    const dialog = this.newDialog(response, this.flow)
    this.sendAckIn(dialog)
    const fields = ['Reason', callCompletedElsewhere]
    new DialogRequest(this, dialog, 'BYE', { fields }, noOwner).send()
  }

  /** Prepares the next INVITE to the same gateway after a challenge or 422; false when there is none. */
  private prepareRetry(response: SipResponse): boolean {
    const { source, invite } = this
    if (source === undefined || invite === undefined || this.state !== 'inviting') return false
    this.retry ??= new InviteRetry(this.owner.environment.answerer)
    const next = this.retry.after(response, invite, source)
    this.source = next ?? source
    return next !== undefined
  }

  private armStage(): void {
    const { environment, parameters } = this.owner
    const limitMs = stageLimitMs(this.stage, this.gateway, parameters)
    environment.timers.schedule(this, environment.ports.clock.monotonicMs() + limitMs)
  }

  private stopStage(): void {
    this.owner.environment.timers.cancel(this)
  }

  /** Over without an answer, but a 2xx that comes late must not leave a call hanging at the gateway. */
  private lose(): void {
    const { environment } = this.owner
    this.end()
    this.source = undefined
    this.transaction = undefined
    environment.legs.set(this.localTag, this)
    environment.timers.schedule(this, environment.ports.clock.monotonicMs() + lostForMs)
  }

  override onStrayResponse(response: SipResponse, flow: Flow): void {
    const isSuccess = response.statusCode >= 200 && response.statusCode < 300
    if (isSuccess && response.cseq.method === 'INVITE') this.onResponse(response, flow)
  }

  protected override sendBye(dialog: Dialog, reason: string): void {
    sendBye(this, dialog, reason)
  }
}
