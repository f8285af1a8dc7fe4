/* Back-to-back user agent: an INVITE from a mapping gateway becomes a call with two independent dialogs (RFC 3261
 * §12-15, RFC 3262, RFC 3311, RFC 4028, RFC 6026); nothing of one side's topology reaches the other.
 * Deliberately not: media, REFER, Replaces, redirection by 3xx (a 3xx is a failure). */
import { endReasons } from '../api/contract/call-record.ts'
import type { MappingGateway } from '../api/contract/gateways.ts'
import { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import { createDialogResponse } from '../sip/dialog/dialog-response.ts'
import { createDialogTimers } from '../sip/dialog/dialog-timer.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import { isSipUri } from '../sip/message/uri.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import type { Flow } from '../sip/transport/transport.ts'
import { answerInDialog } from './answer-in-dialog.ts'
import { Call } from './call.ts'
import type { CallEnvironment, CallLeg } from './call-leg.ts'
import { createCallRecord } from './call-records.ts'
import { LineHold } from './line-hold.ts'
import { contactFor } from './outgoing-invite.ts'
import { OutgoingLeg } from './outgoing-leg.ts'
import type { BackToBackUserAgent, CallPorts, CallView } from './ports.ts'
import { refusalOf } from './request-checks.ts'

const stopBoundMs = 5000
const stoppingRetrySeconds = 30

export function createBackToBackUserAgent(ports: CallPorts): BackToBackUserAgent {
  return new CallingUserAgent(ports)
}

/** Methods that belong to a call or to nothing. */
const callMethods: ReadonlySet<string> = new Set([
  'INVITE',
  'BYE',
  'UPDATE',
  'PRACK',
  'INFO',
  'REFER',
])

class CallingUserAgent implements BackToBackUserAgent {
  readonly #ports: CallPorts
  readonly #environment: CallEnvironment
  readonly #calls = new Map<number, Call>()
  readonly #onGone = (call: Call): void => this.#forget(call)
  #lastCallId = 0
  #stopped: (() => void) | undefined
  #isStopping = false
  #isDraining = false

  constructor(ports: CallPorts) {
    this.#ports = ports
    this.#environment = {
      ports,
      timers: createDialogTimers(ports.clock),
      legs: new Map<string, CallLeg>(),
      answerer: new DigestAnswerer({ ids: ports.ids }),
      releaseLine: (gateway) => ports.releaseLine(gateway),
      releaseMappingLine: (gateway) => ports.releaseMappingLine(gateway),
    }
  }

  get activeCalls(): number {
    let active = 0
    for (const call of this.#calls.values()) if (!call.isEnded) active++
    return active
  }

  *calls(): IterableIterator<CallView> {
    for (const call of this.#calls.values()) if (!call.isEnded) yield call
  }

  call(callId: number): CallView | undefined {
    const call = this.#calls.get(callId)
    return call?.isEnded === false ? call : undefined
  }

  heldLines(): { readonly routing: Map<string, number>; readonly mapping: Map<string, number> } {
    const held = { routing: new Map<string, number>(), mapping: new Map<string, number>() }
    for (const call of this.#calls.values()) {
      count(held.mapping, call.incoming.line)
      for (const leg of call.attempts.legs()) count(held.routing, leg.line)
    }
    return held
  }

  onRequest(request: SipRequest, transaction: ServerTransaction): boolean {
    const { tag } = request.to
    const leg = tag === undefined ? undefined : this.#environment.legs.get(tag)
    if (leg !== undefined) {
      this.#guard(leg, () => answerInDialog(leg, transaction))
      return true
    }
    if (!callMethods.has(request.method)) return false
    if (tag !== undefined || request.method !== 'INVITE') {
      // RFC 3261 §12.2.2; REFER starts nothing here.
      this.#answer(transaction, tag === undefined && request.method === 'REFER' ? 501 : 481)
      return true
    }
    try {
      this.#onInvite(request, transaction)
    } catch (fault) {
      this.#ports.log.error('an INVITE was refused by an internal fault', { fault: String(fault) })
      if (!transaction.isFinished) this.#answer(transaction, 500)
    }
    return true
  }

  onAck(request: SipRequest): void {
    const { tag } = request.to
    const leg = tag === undefined ? undefined : this.#environment.legs.get(tag)
    if (leg !== undefined) this.#guard(leg, () => leg.onAck(request))
  }

  onStrayResponse(response: SipResponse, flow: Flow): void {
    const { tag } = response.from
    const leg = tag === undefined ? undefined : this.#environment.legs.get(tag)
    leg?.onStrayResponse(response, flow)
  }

  disconnect(callId: number): boolean {
    const call = this.#calls.get(callId)
    if (call === undefined || call.isEnded) return false
    call.disconnect(endReasons.disconnectedByOperator)
    return true
  }

  drain(isOn: boolean): void {
    this.#isDraining = isOn
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    for (const call of [...this.#calls.values()]) call.disconnect(endReasons.serverStopped)
    await this.#untilGone()
    for (const call of [...this.#calls.values()]) call.abort()
    this.#environment.timers.clear()
  }

  /** Resolves when no call holds a line, or when the time for it is over. */
  #untilGone(): Promise<void> {
    if (this.#calls.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const bound = this.#ports.clock.startTimer(stopBoundMs, resolve)
      this.#stopped = () => {
        this.#ports.clock.stopTimer(bound)
        resolve()
      }
    })
  }

  #onInvite(request: SipRequest, transaction: ServerTransaction): void {
    if (this.#isStopping || this.#isDraining) {
      this.#answer(transaction, 503, ['Retry-After', String(stoppingRetrySeconds)])
      return
    }
    const verdict = this.#ports.identifyCaller(request, transaction.flow)
    if (verdict.kind === 'silent') return transaction.discard()
    if (verdict.kind === 'answer') {
      // No number can be read out of a URI of another scheme: RFC 3261 §8.2.2.1 has its own code for that.
      const isNoSipUri = request.uri !== undefined && !isSipUri(request.uri)
      if (isNoSipUri && verdict.response.statusCode === 484) this.#answer(transaction, 416)
      else transaction.respond(verdict.response)
      return
    }
    const refusal = refusalOf(request, verdict.gateway)
    if (refusal !== undefined) this.#answer(transaction, refusal.statusCode, refusal.fields)
    else if (this.#isLoop(request)) this.#answer(transaction, 482)
    else this.#startCall(transaction, verdict.gateway, verdict.caller, verdict.callee)
  }

  /** RFC 3261 §16.3 step 4: an INVITE of ours that comes back for the same number. */
  #isLoop(request: SipRequest): boolean {
    const { tag } = request.from
    const leg = tag === undefined ? undefined : this.#environment.legs.get(tag)
    if (!(leg instanceof OutgoingLeg)) return false
    const { uri } = request
    return leg.sentInviteTo(request.callId, uri && isSipUri(uri) ? uri.user : undefined)
  }

  #startCall(
    transaction: ServerTransaction,
    mappingGateway: MappingGateway,
    caller: string,
    callee: string,
  ): void {
    const { clock, transport, ids } = this.#ports
    const { request, flow } = transaction
    const local = transport.localFor(flow) ?? flow.local
    const plan = this.#ports.planRoute({ caller, callee, mappingGateway })
    const record = createCallRecord({
      flowNo: this.#ports.nextFlowNo(),
      callId: request.callId,
      caller,
      callee,
      callerE164: plan.callerE164,
      calleeE164: plan.calleeE164,
      mappingGateway: mappingGateway.name,
      remote: flow.remote,
      nowMs: clock.nowMs(),
    })
    const { name } = mappingGateway
    const line = this.#ports.reserveMappingLine(name)
      ? new LineHold(name, this.#environment.releaseMappingLine)
      : undefined
    const callId = ++this.#lastCallId
    const own = { local, contact: contactFor(flow.protocol, local), tag: ids.token(12) }
    const start = { callId, record, mappingGateway, transaction, own, line, onGone: this.#onGone }
    const call = new Call(this.#environment, start)
    this.#calls.set(callId, call)
    try {
      call.begin(plan)
    } catch (fault) {
      call.onFault(fault)
    }
  }

  #guard(leg: CallLeg, step: () => void): void {
    try {
      step()
    } catch (fault) {
      leg.owner.onFault(fault)
    }
  }

  #answer(
    transaction: ServerTransaction,
    statusCode: number,
    fields: readonly string[] = [],
  ): void {
    const tag = this.#ports.ids.token(12)
    transaction.respond(createDialogResponse(transaction.request, statusCode, tag, fields))
  }

  #forget(call: Call): void {
    this.#calls.delete(call.callId)
    if (this.#calls.size === 0) this.#stopped?.()
  }
}

function count(lines: Map<string, number>, line: LineHold | undefined): void {
  if (line?.isHeld === true) lines.set(line.gateway, (lines.get(line.gateway) ?? 0) + 1)
}
