import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import type { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import type { Dialog } from '../sip/dialog/dialog.ts'
import type { DialogTimers } from '../sip/dialog/dialog-timer.ts'
import { allowsMethod } from '../sip/dialog/option-tags.ts'
import { formatSessionExpires, SessionTimer } from '../sip/dialog/session-timer.ts'
import type {
  SessionAgreement,
  SessionTimerOwner,
  SessionTiming,
} from '../sip/dialog/session-timer.ts'
import type { SuccessOwner, SuccessRetransmission } from '../sip/dialog/success-retransmission.ts'
import type { HeaderFields } from '../sip/message/header-fields.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type { Destination, Endpoint, Flow } from '../sip/transport/transport.ts'
import { endReasons } from '../api/contract/call-record.ts'
import type { LineHold, ReleaseLine } from './line-hold.ts'
import type { CallPorts } from './ports.ts'

/** What every call of this node shares. */
export interface CallEnvironment {
  readonly ports: CallPorts
  readonly timers: DialogTimers
  /** By the tag we gave. */
  readonly legs: Map<string, CallLeg>
  readonly answerer: DigestAnswerer
  readonly releaseLine: ReleaseLine
  readonly releaseMappingLine: ReleaseLine
}

/** The call that a leg belongs to. */
export interface LegOwner {
  readonly environment: CallEnvironment
  readonly parameters: Readonly<ParameterValues>
  readonly timing: SessionTiming
  readonly isAnswered: boolean
  /** The other leg, undefined while there is none. */
  peerOf(leg: CallLeg): CallLeg | undefined
  /** BYE came from the leg's peer. */
  onHungUp(leg: CallLeg, bye: SipRequest): void
  /** The leg can no longer be used. */
  onLegLost(leg: CallLeg, endReason: number): void
  /** The leg's time to refresh its session has come. */
  onRefreshDue(leg: CallLeg): void
  /** The leg is over and its line given back. */
  onLegDone(leg: CallLeg): void
  /** A bug: the call must end at once. */
  onFault(fault: unknown): void
}

/** Waits for the ACK of a 2xx that the leg has sent. */
export interface AckReader {
  onAck(ack: SipRequest): void
}

/** A change of the session under way on a leg; a second one at the same time is glare. */
export interface SessionChange {
  /** Whether the leg's peer asked for it or is being asked. */
  isAskedBy(leg: CallLeg): boolean
  /** The call ends in the middle of it. */
  abandon(): void
}

/** Session description of a message, kept as text of one character per byte. */
export function sdpTextOf(body: Uint8Array): string | undefined {
  if (body.length === 0) return undefined
  return Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1')
}

/** One dialog of a call: what both directions have in common once there is a dialog. */
export abstract class CallLeg implements SessionTimerOwner, SuccessOwner {
  readonly owner: LegOwner
  readonly line: LineHold | undefined
  readonly local: Endpoint
  /** Contact value. */
  readonly contact: string
  localTag: string
  dialog: Dialog | undefined = undefined
  sessionTimer: SessionTimer | undefined = undefined
  /** Session description that this leg's peer has from us last, kept while a refresh may need it. */
  sentSdp: string | undefined = undefined
  receivedSdp: string | undefined = undefined
  change: SessionChange | undefined = undefined
  peerAllowsUpdate = false
  isOver = false
  private success: SuccessRetransmission | undefined = undefined
  private ackReader: AckReader | undefined = undefined
  /** Reason of a BYE that waits for the ACK: RFC 3261 §15 lets a UAS hang up only after it. */
  private delayedBye: string | undefined = undefined

  constructor(
    owner: LegOwner,
    line: LineHold | undefined,
    local: Endpoint,
    contact: string,
    localTag: string,
  ) {
    this.owner = owner
    this.line = line
    this.local = local
    this.contact = contact
    this.localTag = localTag
    owner.environment.legs.set(localTag, this)
  }

  abstract readonly usesTimer: boolean
  abstract readonly uses100rel: boolean
  /** The routing gateway, for credentials; undefined towards callers. */
  abstract readonly gateway: RoutingGateway | undefined
  /** The dialog, early or confirmed, that a request from the peer belongs to. */
  abstract dialogOf(request: SipRequest): Dialog | undefined
  /** The dialog in which a request can be sent to the peer now. */
  abstract usableDialog(): Dialog | undefined
  /** Where requests in the dialog go. */
  protected abstract destinationOf(dialog: Dialog): Destination
  protected abstract sendBye(dialog: Dialog, reason: string): void

  /** A response that matches no transaction any more. */
  onStrayResponse(_response: SipResponse, _flow: Flow): void {
    return
  }

  /** BYE has been answered. */
  onFinal(): void {
    this.forgetTags()
  }

  /** BYE will not be answered. */
  onUnanswered(): void {
    this.forgetTags()
  }

  get isWaitingForAck(): boolean {
    return this.success !== undefined
  }

  /** Whether an INVITE or a change of the session is under way, so that another one would be glare. */
  get isBusy(): boolean {
    return this.success !== undefined || this.change !== undefined
  }

  /** Hangs up the confirmed dialog; the line is given back when BYE leaves. */
  hangUp(reason: string): void {
    if (this.isOver) return
    this.stopSessionTimer()
    this.abandonChange()
    if (this.success !== undefined) {
      this.delayedBye ??= reason
      return
    }
    this.isOver = true
    this.line?.release()
    if (this.dialog !== undefined) this.sendBye(this.dialog, reason)
    else this.forgetTags()
    this.owner.onLegDone(this)
  }

  /** The peer has hung up, or there never was a dialog. */
  end(): void {
    this.stopSessionTimer()
    this.abandonChange()
    this.success?.stop()
    this.success = undefined
    this.ackReader = undefined
    this.forgetTags()
    if (this.isOver) return
    this.isOver = true
    this.line?.release()
    this.owner.onLegDone(this)
  }

  private abandonChange(): void {
    const { change } = this
    this.change = undefined
    change?.abandon()
  }

  forgetTags(): void {
    this.owner.environment.legs.delete(this.localTag)
  }

  /** Sends a 2xx to an INVITE until its ACK comes, which `reader` is given. */
  sendSuccess(success: SuccessRetransmission, reader: AckReader): void {
    this.success = success
    this.ackReader = reader
    success.start(this.owner.environment.ports.clock.monotonicMs())
  }

  onAck(ack: SipRequest): void {
    const success = this.success
    if (success === undefined || success.sequence !== ack.cseq.sequence) return
    success.stop()
    const reader = this.ackReader
    this.success = undefined
    this.ackReader = undefined
    reader?.onAck(ack)
    this.sendDelayedBye()
  }

  onAckTimeout(): void {
    this.success = undefined
    this.ackReader = undefined
    this.guard(() => {
      if (this.delayedBye === undefined) this.owner.onLegLost(this, endReasons.ackTimeout)
      else this.sendDelayedBye()
    })
  }

  private sendDelayedBye(): void {
    const reason = this.delayedBye
    if (reason === undefined) return
    this.delayedBye = undefined
    this.hangUp(reason)
  }

  /** RFC 3311 §4: Allow tells whether UPDATE may be sent. */
  learn(message: SipRequest | SipResponse): void {
    if (message.fields.has('Allow')) this.peerAllowsUpdate = allowsMethod(message.fields, 'UPDATE')
  }

  /** RFC 3261 §12.2: Contact of a target refresh moves the remote target. */
  refreshTarget(message: SipRequest | SipResponse): void {
    const { dialog } = this
    if (dialog?.refreshTarget(message) === true) dialog.destination = this.destinationOf(dialog)
  }

  /** Starts the session timer anew, or ends it when nothing was agreed. */
  keepSession(agreement: SessionAgreement | undefined, isOwnRefresh: boolean): void {
    if (agreement === undefined || this.isOver) {
      this.stopSessionTimer()
      return
    }
    const { environment, timing } = this.owner
    this.sessionTimer ??= new SessionTimer(environment.timers, this)
    const nowMs = environment.ports.clock.monotonicMs()
    this.sessionTimer.start(agreement.seconds, isOwnRefresh, timing, nowMs)
  }

  stopSessionTimer(): void {
    this.sessionTimer?.stop()
    this.sessionTimer = undefined
  }

  onRefreshDue(): void {
    this.guard(() => this.owner.onRefreshDue(this))
  }

  onSessionExpired(): void {
    this.guard(() => this.owner.onLegLost(this, endReasons.sessionTimeout))
  }

  /** A bug in what a timer or a transaction calls costs this call, not the others. */
  protected guard(step: () => void): void {
    try {
      step()
    } catch (fault) {
      this.owner.onFault(fault)
    }
  }

  /** Keeps the session descriptions while a refresh by re-INVITE may need them, RFC 4028 §7.4. */
  keepSdp(sent: string | undefined, received: string | undefined): void {
    if (this.sessionTimer === undefined) {
      this.sentSdp = undefined
      this.receivedSdp = undefined
      return
    }
    this.sentSdp = sent ?? this.sentSdp
    this.receivedSdp = received ?? this.receivedSdp
  }

  /** Supported and Allow of everything that this leg sends within the dialog. */
  addCapabilities(entries: string[]): void {
    entries.push('Contact', this.contact, 'Allow', this.uses100rel ? allowWithPrack : allowed)
    const supported = supportedTags(this.usesTimer, this.uses100rel)
    if (supported !== '') entries.push('Supported', supported)
  }

  /** Session-Expires and Min-SE of a session refresh request that we send, RFC 4028 §7.4. */
  addSessionRefresh(entries: string[]): void {
    const timer = this.sessionTimer
    if (timer === undefined) return
    const seconds = Math.max(timer.seconds, timer.leastSeconds)
    entries.push(
      'Session-Expires',
      formatSessionExpires(seconds, timer.isOwnRefresh ? 'uac' : 'uas'),
    )
    if (timer.leastSeconds > 90) entries.push('Min-SE', String(timer.leastSeconds))
  }
}

const methods = 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO'

/** Allow of a leg without and with reliable provisional responses. */
export const allowed = methods
export const allowWithPrack = `${methods}, PRACK`

/** Supported of a leg; empty when nothing is. */
export function supportedTags(usesTimer: boolean, uses100rel: boolean): string {
  if (usesTimer) return uses100rel ? 'timer, 100rel' : 'timer'
  return uses100rel ? '100rel' : ''
}

/** Appends what a 2xx says about an agreed session timer, RFC 4028 §9. */
export function addAgreement(entries: string[], agreement: SessionAgreement | undefined): void {
  if (agreement === undefined) return
  if (agreement.isRequired) entries.push('Require', 'timer')
  entries.push('Session-Expires', formatSessionExpires(agreement.seconds, agreement.refresher))
}

/** What a Retry-After asks for, in seconds, kept within a day; 0 = nothing. */
export function retryAfterSeconds(fields: HeaderFields): number {
  const text = fields.get('Retry-After')
  if (text === undefined) return 0
  const seconds = Number.parseInt(text, 10)
  return seconds > 0 ? Math.min(seconds, 86_400) : 0
}
