import { endReasons } from '../api/contract/call-record.ts'
import type { CallRecord } from '../api/contract/call-record.ts'
import type { MappingGateway } from '../api/contract/gateways.ts'
import type { CallStateName } from '../api/contract/live-rows.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import type { RouteCandidate, RoutePlan } from '../routing/route-plan.ts'
import type { DialogTimer } from '../sip/dialog/dialog-timer.ts'
import type { SessionTiming } from '../sip/dialog/session-timer.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import type { Destination, Endpoint } from '../sip/transport/transport.ts'
import { addBodyFields } from './body-fields.ts'
import { retryAfterSeconds, sdpTextOf } from './call-leg.ts'
import type { CallEnvironment, CallLeg } from './call-leg.ts'
import { addAttempt, addressOf } from './call-records.ts'
import { stageNames } from './call-stage.ts'
import {
  callerStatusCode,
  callCompletedElsewhere,
  passedReason,
  reasonField,
} from './failure-codes.ts'
import { GatewaySearch } from './gateway-search.ts'
import type { GatewaySearchOwner } from './gateway-search.ts'
import { IncomingLeg } from './incoming-leg.ts'
import type { IncomingLegOwner } from './incoming-leg.ts'
import type { LineHold } from './line-hold.ts'
import { contactFor } from './outgoing-invite.ts'
import { OutgoingLeg } from './outgoing-leg.ts'
import type { OutgoingLegOwner, ReliableSource } from './outgoing-leg.ts'
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
export class Call
  implements IncomingLegOwner, OutgoingLegOwner, GatewaySearchOwner, CallView, DialogTimer
{
  dueAtMs = 0
  heapIndex = -1
  readonly callId: number
  readonly record: CallRecord
  readonly environment: CallEnvironment
  readonly parameters: Readonly<ParameterValues>
  readonly incoming: IncomingLeg
  outgoing: OutgoingLeg | undefined = undefined
  isAnswered = false
  isEnded = false
  private search: GatewaySearch | undefined = undefined
  /** Attempts given up that still hold their line. */
  private leaving: OutgoingLeg[] | undefined = undefined
  /** Session description of the gateway before its 2xx. */
  private earlyAnswer: Uint8Array | undefined = undefined
  private readonly onGone: (call: Call) => void

  constructor(environment: CallEnvironment, start: CallStart) {
    this.environment = environment
    this.parameters = environment.ports.parameters.values
    this.callId = start.callId
    this.record = start.record
    this.onGone = start.onGone
    const { mappingGateway, line, transaction, own } = start
    this.incoming = new IncomingLeg(this, mappingGateway, line, transaction, own)
  }

  get timing(): SessionTiming {
    return {
      segment: this.parameters.SS_SIP_SESSION_UPDATE_SEGMENT,
      earlyHangupSeconds: this.parameters.SS_SIP_SESSION_TIMEOUT_EARLY_HANGUP,
    }
  }

  get state(): CallStateName {
    if (this.isEnded) return 'Release'
    return this.isAnswered ? 'Ok' : stageNames[this.outgoing?.stage ?? 0]
  }

  get callerLocalAddress(): string {
    return addressOf(this.incoming.local)
  }

  get calleeLocalAddress(): string {
    return this.outgoing === undefined ? '' : addressOf(this.outgoing.local)
  }

  /** Legs that hold a routing line now. */
  *routingLegs(): IterableIterator<OutgoingLeg> {
    if (this.outgoing !== undefined) yield this.outgoing
    if (this.leaving !== undefined) yield* this.leaving
  }

  /** Follows the route plan; the caller hears 100 as soon as there is a gateway to try. */
  begin(plan: RoutePlan): void {
    const { facts } = this.environment.ports
    facts.callStarted(this.record)
    facts.callStateChanged?.(this)
    if (this.incoming.line === undefined) this.refuse(endReasons.lineLimit)
    else if (plan.kind === 'candidates') {
      this.incoming.trying()
      const next = () => plan.next()
      this.search = new GatewaySearch(this.environment, this.parameters, next, this)
      this.search.advance()
    } else if (plan.kind === 'no-prefix') this.refuse(endReasons.noRoute)
    else this.refuse(plan.kind === 'not-allowed' ? 403 : endReasons.gatewayUnavailable)
  }

  place(candidate: RouteCandidate, destination: Destination, line: LineHold): boolean {
    const { gateway, callerSent, calleeSent } = candidate
    const { ports } = this.environment
    const { invite } = this.incoming
    const target =
      gateway.localIp === '' ? destination : { ...destination, localAddress: gateway.localIp }
    const local = ports.transport.localFor(target)
    if (local === undefined || invite === undefined) return false
    const { record } = this
    const nowMs = ports.clock.nowMs()
    const { remote } = destination
    const attempt = addAttempt(record, gateway.name, remote, callerSent, calleeSent, nowMs)
    const source = {
      gateway,
      parameters: this.parameters,
      invite,
      maxForwards: (invite.maxForwards ?? 70) - 1,
      callerSent,
      calleeSent,
      calleeDialled: record.calleeAccessE164,
      destination: target,
      local,
      localTag: ports.ids.token(12),
      callId: ports.ids.token(24),
      sequence: 1,
      contact: contactFor(target.protocol, local, gateway),
      // Without an offer of the caller's, a reliable 18x would bring one that only its PRACK could answer.
      offers100rel: gateway.sip100Rel && (invite.body.length > 0 || this.incoming.canRelayReliably),
      leastSessionSeconds: 90,
      credentials: undefined,
    }
    const leg = new OutgoingLeg(this, line, source, attempt)
    this.outgoing = leg
    this.earlyAnswer = undefined
    ports.facts.attemptStarted(record, attempt)
    leg.start()
    ports.facts.callStateChanged?.(this)
    return true
  }

  onStage(leg: OutgoingLeg): void {
    if (leg === this.outgoing) this.environment.ports.facts.callStateChanged?.(this)
  }

  onProgress(
    leg: OutgoingLeg,
    response: SipResponse,
    reliable: ReliableSource | undefined,
  ): boolean {
    if (leg !== this.outgoing || this.isEnded) return false
    this.onResponded(leg)
    const { record } = this
    const { clock, facts } = this.environment.ports
    if (record.setupDelayMs === 0) record.setupDelayMs = this.elapsedMs(leg)
    if (response.statusCode === 180 && record.ringingAtMs === 0) {
      record.ringingAtMs = clock.nowMs()
      facts.callRinging(record)
    }
    if (response.body.length > 0) this.earlyAnswer = response.body
    return this.incoming.progress(response, reliable)
  }

  onAnswered(leg: OutgoingLeg, response: SipResponse): void {
    const { record, incoming } = this
    if (leg !== this.outgoing || this.isEnded) {
      leg.hangUp(callCompletedElsewhere)
      return
    }
    const { clock, facts } = this.environment.ports
    this.onResponded(leg)
    if (record.setupDelayMs === 0) record.setupDelayMs = this.elapsedMs(leg)
    this.search?.stop()
    this.search = undefined
    this.isAnswered = true
    record.answeredAtMs = clock.nowMs()
    leg.attempt.result = response.statusCode
    const offer = incoming.invite?.body
    const answer = response.body.length > 0 ? response.body : this.earlyAnswer
    this.earlyAnswer = undefined
    incoming.answer(response)
    const hasTimer = incoming.sessionTimer !== undefined || leg.sessionTimer !== undefined
    if (hasTimer) {
      keepDescriptions(incoming, offer && sdpTextOf(offer), leg, answer && sdpTextOf(answer))
    } else this.limitDuration()
    facts.callAnswered(record)
    facts.callStateChanged?.(this)
  }

  /** SS_SIP_NO_TIMER_REINVITE_INTERVAL: the longest call when neither side supports session timers. */
  private limitDuration(): void {
    const seconds = this.parameters.SS_SIP_NO_TIMER_REINVITE_INTERVAL
    if (seconds === 0) return
    const { ports, timers } = this.environment
    timers.schedule(this, ports.clock.monotonicMs() + seconds * 1000)
  }

  onDue(): void {
    this.disconnect(endReasons.noTimerLimit)
  }

  onAck(ack: SipRequest): void {
    const { outgoing, incoming } = this
    if (outgoing === undefined) return
    if (ack.body.length > 0) keepDescriptions(incoming, sdpTextOf(ack.body), outgoing, undefined)
    outgoing.acknowledge(ack)
  }

  onAttemptFailed(leg: OutgoingLeg, result: number, response: SipResponse | undefined): void {
    if (leg !== this.outgoing || this.isEnded) return
    if (response !== undefined) {
      this.onResponded(leg)
      this.suspendAfter(leg, response)
    }
    this.leave(leg, result)
    const attempt = { result, hasRung: leg.hasRung, hasSdp: leg.hasSdp }
    this.search?.onAttemptFailed(attempt, leg.gateway, response)
  }

  onSearchFailed(result: number, response: SipResponse | undefined): void {
    if (this.isEnded) return
    const direction = result > 0 ? 1 : 2
    const fields: string[] = []
    const reason = response && passedReason(response.fields.list('Reason'))
    if (reason !== undefined) fields.push('Reason', reason)
    if (response === undefined) this.refuse(result)
    else {
      const body = response.body.length > 0 ? response.body : undefined
      if (body !== undefined) addBodyFields(fields, response.fields)
      const code = callerStatusCode(result, this.incoming.mappingGateway.callFailedSipCode)
      this.finish(direction, result)
      this.incoming.reject(code, fields, body)
      this.settle()
    }
  }

  /** Ends a call that no gateway has refused: the reason is the server's own. */
  private refuse(result: number): void {
    const code = callerStatusCode(result, this.incoming.mappingGateway.callFailedSipCode)
    const fields = result > 0 ? [] : ['Reason', reasonField(result)]
    const isFull = result === endReasons.lineLimit || result === endReasons.gatewayUnavailable
    if (isFull && code === 503) fields.push('Retry-After', String(noCircuitRetrySeconds))
    this.finish(2, result)
    this.incoming.reject(code, fields)
    this.settle()
  }

  onCancelled(): void {
    if (this.isEnded || this.isAnswered) return
    this.giveUp(0, 487, callCompletedElsewhere)
  }

  /** Ends a call before it is answered: `result` is both the end reason and what the caller is told. */
  private giveUp(direction: 0 | 1 | 2, result: number, reason: string): void {
    this.search?.stop()
    const leg = this.outgoing
    if (leg !== undefined) {
      this.leave(leg, result)
      leg.hangUp(reason)
    }
    this.finish(direction, result)
    const code = callerStatusCode(result, '')
    this.incoming.reject(code, result > 0 ? [] : ['Reason', reasonField(result)])
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
    } else if (leg === this.incoming || leg === this.outgoing) this.disconnect(endReason)
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
    this.outgoing?.hangUp(reason)
    this.incoming.hangUp(reason)
    this.settle()
  }

  onRefreshDue(leg: CallLeg): void {
    new SessionRefresh(leg).start()
  }

  peerOf(leg: CallLeg): CallLeg | undefined {
    if (leg === this.incoming) return this.outgoing
    return leg === this.outgoing ? this.incoming : undefined
  }

  onLegDone(leg: CallLeg): void {
    const leaving = this.leaving
    if (leaving !== undefined) this.leaving = leaving.filter((each) => each !== leg)
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
    this.search?.stop()
    this.finish(2, endReasons.internalError)
    for (const leg of [...this.routingLegs()]) leg.end()
    this.incoming.end()
    this.settle()
  }

  /** The attempt's part in the search is over; its line is given back when the gateway has let go of it. */
  private leave(leg: OutgoingLeg, result: number): void {
    this.endAttempt(leg, result)
    if (leg.isOver) return
    this.leaving = [...(this.leaving ?? []), leg]
    this.outgoing = undefined
  }

  private endAttempt(leg: OutgoingLeg, result: number): void {
    const { attempt } = leg
    if (attempt.endedAtMs > 0) return
    attempt.endedAtMs = this.environment.ports.clock.nowMs()
    attempt.result = result
    this.environment.ports.facts.attemptEnded(this.record, attempt)
  }

  onResponded(leg: OutgoingLeg): void {
    const { attempt } = leg
    if (attempt.firstResponseAtMs > 0) return
    attempt.firstResponseAtMs = this.environment.ports.clock.nowMs()
    this.environment.ports.facts.attemptResponded(this.record, attempt)
  }

  /** RFC 3261 §20.33: a gateway that asks for it is left alone. */
  private suspendAfter(leg: OutgoingLeg, response: SipResponse): void {
    const seconds = response.statusCode === 503 ? retryAfterSeconds(response.fields) : 0
    if (seconds === 0) return
    const { ports } = this.environment
    ports.suspendGateway(leg.gateway.name, 'retry-after', ports.clock.nowMs() + seconds * 1000)
  }

  private elapsedMs(leg: OutgoingLeg): number {
    return Math.max(1, this.environment.ports.clock.nowMs() - leg.attempt.startedAtMs)
  }

  private finish(direction: 0 | 1 | 2, endReason: number): void {
    if (this.isEnded) return
    this.isEnded = true
    this.search?.stop()
    this.search = undefined
    this.earlyAnswer = undefined
    const { ports, timers } = this.environment
    timers.cancel(this)
    const { outgoing, record } = this
    if (outgoing !== undefined) this.endAttempt(outgoing, outgoing.attempt.result || endReason)
    record.endedAtMs = ports.clock.nowMs()
    record.endDirection = direction
    record.endReason = endReason
    ports.facts.callEnded(record)
    ports.facts.callStateChanged?.(this)
  }

  private isGone = false

  /** The call is forgotten once it has ended and holds no line. */
  private settle(): void {
    if (this.isGone || !this.isEnded || this.incoming.line?.isHeld === true) return
    for (const leg of this.routingLegs()) if (leg.line?.isHeld === true) return
    this.isGone = true
    this.onGone(this)
  }
}
