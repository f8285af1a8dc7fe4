import { endReasons } from '../api/contract/call-record.ts'
import type { CallRecord } from '../api/contract/call-record.ts'
import type { MappingGateway } from '../api/contract/gateways.ts'
import type { CallStateName } from '../api/contract/live-rows.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import type { RoutePlan } from '../routing/route-plan.ts'
import type { DialogTimer } from '../sip/dialog/dialog-timer.ts'
import type { SessionTiming } from '../sip/dialog/session-timer.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import type { Endpoint } from '../sip/transport/transport.ts'
import { addBodyFields } from './body-fields.ts'
import { CallAttempts } from './call-attempts.ts'
import type { AttemptsOwner } from './call-attempts.ts'
import { CallJournal } from './call-journal.ts'
import { sdpTextOf } from './call-leg.ts'
import type { CallEnvironment, CallLeg } from './call-leg.ts'
import { addressOf } from './call-records.ts'
import { stageNames } from './call-stage.ts'
import {
  callCompletedElsewhere,
  callerStatusCode,
  passedReason,
  reasonField,
  statusCodeOf,
} from './failure-codes.ts'
import { IncomingLeg } from './incoming-leg.ts'
import type { IncomingLegOwner } from './incoming-leg.ts'
import type { LineHold } from './line-hold.ts'
import { OutgoingLeg } from './outgoing-leg.ts'
import type { ReliableSource } from './outgoing-leg.ts'
import type { CallView } from './ports.ts'
import { keepDescriptions } from './relayed-request.ts'
import { SessionRefresh } from './session-refresh.ts'

const noCircuitRetrySeconds = 10

/** What a call begins with. */
export interface CallStart {
  readonly callId: number
  readonly record: CallRecord
  readonly mappingGateway: MappingGateway
  readonly transaction: ServerTransaction
  readonly own: { readonly local: Endpoint; readonly contact: string; readonly tag: string }
  readonly line: LineHold | undefined
  /** Told once, when nothing of the call holds a line any more. */
  readonly onGone: (call: Call) => void
}

/**
 * One call: the incoming leg, the attempts, and the outgoing leg that answered.
 *
 *   searching --2xx--> answered --BYE of either side, expiry, operator--> ended
 *       \--CANCEL, last failure--> ended
 *
 * An attempt that was given up lives on by itself until its line is given back.
 */
export class Call implements IncomingLegOwner, AttemptsOwner, CallView, DialogTimer {
  dueAtMs = 0
  heapIndex = -1
  readonly callId: number
  readonly journal: CallJournal
  readonly environment: CallEnvironment
  readonly parameters: Readonly<ParameterValues>
  readonly incoming: IncomingLeg
  readonly attempts: CallAttempts
  isAnswered = false
  isEnded = false
  /** Session description of the gateway before its 2xx. */
  private earlyAnswer: Uint8Array | undefined = undefined
  private onGone: ((call: Call) => void) | undefined

  constructor(environment: CallEnvironment, start: CallStart) {
    this.environment = environment
    this.parameters = environment.ports.parameters.values
    this.callId = start.callId
    this.journal = new CallJournal(start.record, environment.ports)
    this.onGone = start.onGone
    const { mappingGateway, line, transaction, own } = start
    this.incoming = new IncomingLeg(this, mappingGateway, line, transaction, own)
    this.attempts = new CallAttempts(this)
  }

  get record(): CallRecord {
    return this.journal.record
  }

  get timing(): SessionTiming {
    return {
      segment: this.parameters.SS_SIP_SESSION_UPDATE_SEGMENT,
      earlyHangupSeconds: this.parameters.SS_SIP_SESSION_TIMEOUT_EARLY_HANGUP,
    }
  }

  get state(): CallStateName {
    if (this.isEnded) return 'Release'
    return this.isAnswered ? 'Ok' : stageNames[this.attempts.current?.stage ?? 0]
  }

  get callerLocalAddress(): string {
    return addressOf(this.incoming.local)
  }

  get calleeLocalAddress(): string {
    const { current } = this.attempts
    return current === undefined ? '' : addressOf(current.local)
  }

  get callIds(): readonly string[] {
    return [this.record.callerCallId, ...this.attempts.callIds]
  }

  /** Follows the route plan; the caller hears 100 as soon as there is a gateway to try. */
  begin(plan: RoutePlan): void {
    this.journal.started()
    this.onStateChanged()
    if (this.incoming.line === undefined) this.refuse(endReasons.lineLimit)
    else if (plan.kind === 'candidates') {
      this.incoming.trying()
      this.attempts.begin(() => plan.next())
    } else if (plan.kind === 'no-prefix') this.refuse(endReasons.noRoute)
    else this.refuse(plan.kind === 'not-allowed' ? 403 : endReasons.gatewayUnavailable)
  }

  onStateChanged(): void {
    this.environment.ports.facts.callStateChanged?.(this)
  }

  onStage(leg: OutgoingLeg): void {
    if (leg === this.attempts.current) this.onStateChanged()
  }

  onResponded(leg: OutgoingLeg): void {
    this.journal.responded(leg.attempt)
  }

  onProgress(
    leg: OutgoingLeg,
    response: SipResponse,
    reliable: ReliableSource | undefined,
  ): boolean {
    if (leg !== this.attempts.current || this.isEnded) return false
    this.journal.progressed(leg.attempt, response.statusCode)
    if (response.body.length > 0) this.earlyAnswer = response.body
    return this.incoming.progress(response, reliable)
  }

  onAnswered(leg: OutgoingLeg, response: SipResponse): void {
    const { incoming, attempts } = this
    if (leg !== attempts.current || this.isEnded) {
      leg.hangUp(callCompletedElsewhere)
      return
    }
    attempts.stop()
    this.isAnswered = true
    const offer = incoming.invite?.body
    const answer = response.body.length > 0 ? response.body : this.earlyAnswer
    this.earlyAnswer = undefined
    incoming.answer(response)
    const hasTimer = incoming.sessionTimer !== undefined || leg.sessionTimer !== undefined
    if (hasTimer) {
      keepDescriptions(incoming, offer && sdpTextOf(offer), leg, answer && sdpTextOf(answer))
    } else this.limitDuration()
    this.journal.answered(leg.attempt, response.statusCode)
    this.onStateChanged()
  }

  /** SS_SIP_NO_TIMER_REINVITE_INTERVAL: the longest call when neither side supports session timers. */
  private limitDuration(): void {
    const seconds = this.parameters.SS_SIP_NO_TIMER_REINVITE_INTERVAL
    if (seconds === 0) return
    const { ports, timers } = this.environment
    timers.schedule(this, ports.clock.monotonicMs() + seconds * 1000)
  }

  onDue(): void {
    try {
      this.disconnect(endReasons.noTimerLimit)
    } catch (fault) {
      this.onFault(fault)
    }
  }

  onAck(ack: SipRequest): void {
    const leg = this.attempts.current
    if (leg === undefined) return
    if (ack.body.length > 0) keepDescriptions(this.incoming, sdpTextOf(ack.body), leg, undefined)
    leg.acknowledge(ack)
  }

  onAttemptFailed(leg: OutgoingLeg, result: number, response: SipResponse | undefined): void {
    if (leg !== this.attempts.current || this.isEnded) return
    this.earlyAnswer = undefined
    this.attempts.failed(leg, result, response)
  }

  onSearchFailed(result: number, response: SipResponse | undefined): void {
    if (this.isEnded) return
    if (response === undefined) {
      this.refuse(result)
      return
    }
    const fields: string[] = []
    const reason = passedReason(response.fields.list('Reason'))
    if (reason !== undefined) fields.push('Reason', reason)
    const body = response.body.length > 0 ? response.body : undefined
    if (body !== undefined) addBodyFields(fields, response.fields)
    this.reject(1, result, fields, body)
  }

  /** Ends a call that no gateway has refused: the reason is the server's own. */
  private refuse(result: number): void {
    const fields = result > 0 ? [] : ['Reason', reasonField(result)]
    const isFull = result === endReasons.lineLimit || result === endReasons.gatewayUnavailable
    if (isFull) fields.push('Retry-After', String(noCircuitRetrySeconds))
    this.reject(2, result, fields)
  }

  private reject(direction: 1 | 2, result: number, fields: string[], body?: Uint8Array): void {
    const code = callerStatusCode(result, this.incoming.mappingGateway.callFailedSipCode)
    this.finish(direction, result)
    this.incoming.reject(code, fields, body)
    this.settle()
  }

  onCancelled(): void {
    if (this.isEnded || this.isAnswered) return
    this.giveUp(0, 487, callCompletedElsewhere)
  }

  /** Ends a call before it is answered: `result` is both the end reason and what the caller is told. */
  private giveUp(direction: 0 | 1 | 2, result: number, reason: string): void {
    const { attempts } = this
    attempts.stop()
    const leg = attempts.current
    if (leg !== undefined) {
      attempts.leave(leg, result)
      leg.hangUp(reason)
    }
    this.finish(direction, result)
    const fields = result > 0 ? [] : ['Reason', reasonField(result)]
    this.incoming.reject(statusCodeOf(result), fields)
    this.settle()
  }

  onHungUp(leg: CallLeg, bye: SipRequest): void {
    const isCaller = leg === this.incoming
    const passed = passedReason(bye.fields.list('Reason')) ?? reasonField(endReasons.normal)
    if (!this.isAnswered) {
      // RFC 3261 §15: the caller may end an early dialog; a gateway that does so has failed.
      if (isCaller) this.giveUp(0, 487, passed)
      else if (leg instanceof OutgoingLeg) leg.onBye()
      return
    }
    this.finish(isCaller ? 0 : 1, endReasons.normal)
    if (leg instanceof OutgoingLeg) leg.onBye()
    leg.end()
    this.peerOf(leg)?.hangUp(passed)
    this.settle()
  }

  onLegLost(leg: CallLeg, endReason: number): void {
    if (this.isEnded) {
      leg.end()
      this.settle()
    } else if (leg === this.incoming || leg === this.attempts.current) this.disconnect(endReason)
  }

  /** Ends the call on the server's behalf, whatever it has come to. */
  disconnect(endReason: number): void {
    if (this.isEnded) return
    const reason = reasonField(endReason)
    if (!this.isAnswered) {
      this.giveUp(2, endReason, reason)
      return
    }
    this.finish(2, endReason)
    this.attempts.current?.hangUp(reason)
    this.incoming.hangUp(reason)
    this.settle()
  }

  onRefreshDue(leg: CallLeg): void {
    new SessionRefresh(leg).start()
  }

  peerOf(leg: CallLeg): CallLeg | undefined {
    const { current } = this.attempts
    if (leg === this.incoming) return current
    return leg === current ? this.incoming : undefined
  }

  onLegDone(leg: CallLeg): void {
    if (leg instanceof OutgoingLeg) this.attempts.forget(leg)
    this.settle()
  }

  onFault(fault: unknown): void {
    this.environment.ports.log.error('a call ended by an internal fault', {
      callId: this.callId,
      fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault),
    })
    if (this.isEnded) {
      this.abort()
      return
    }
    try {
      this.disconnect(endReasons.internalError)
    } catch (second) {
      this.onFault(second)
    }
  }

  /** Gives everything back without a further word; for faults and the end of a bounded stop. */
  abort(): void {
    this.finish(2, endReasons.internalError)
    for (const leg of [...this.attempts.legs()]) leg.end()
    this.incoming.end()
    this.settle()
  }

  private finish(direction: 0 | 1 | 2, endReason: number): void {
    if (this.isEnded) return
    this.isEnded = true
    this.attempts.stop()
    this.earlyAnswer = undefined
    this.environment.timers.cancel(this)
    const attempt = this.attempts.current?.attempt
    if (attempt !== undefined) this.journal.attemptEnded(attempt, attempt.result || endReason)
    this.journal.ended(direction, endReason)
    this.onStateChanged()
  }

  /** The call is forgotten once it has ended and holds no line. */
  private settle(): void {
    if (!this.isEnded || this.incoming.line?.isHeld === true || this.attempts.holdsLine) return
    const { onGone } = this
    this.onGone = undefined
    onGone?.(this)
  }
}
