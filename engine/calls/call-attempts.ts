import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import type { RouteCandidate } from '../routing/route-plan.ts'
import type { SipResponse } from '../sip/message/message.ts'
import type { Destination } from '../sip/transport/transport.ts'
import { retryAfterSeconds } from './call-leg.ts'
import type { CallEnvironment } from './call-leg.ts'
import type { CallJournal } from './call-journal.ts'
import { GatewaySearch } from './gateway-search.ts'
import type { GatewaySearchOwner } from './gateway-search.ts'
import type { IncomingLeg } from './incoming-leg.ts'
import type { LineHold } from './line-hold.ts'
import { planOutgoingInvite } from './outgoing-invite.ts'
import { OutgoingLeg } from './outgoing-leg.ts'
import type { OutgoingLegOwner } from './outgoing-leg.ts'

/** The call whose attempts these are. */
export interface AttemptsOwner extends OutgoingLegOwner {
  readonly environment: CallEnvironment
  readonly parameters: Readonly<ParameterValues>
  readonly journal: CallJournal
  readonly incoming: IncomingLeg
  onStateChanged(): void
  onSearchFailed(result: number, response: SipResponse | undefined): void
}

/** The attempts of one call: the one that counts, and those given up that still hold their line. */
export class CallAttempts implements GatewaySearchOwner {
  /** The attempt that is tried, or has answered. */
  current: OutgoingLeg | undefined = undefined
  /** Call-IDs of all attempts so far. */
  readonly callIds: string[] = []
  readonly #call: AttemptsOwner
  #search: GatewaySearch | undefined
  #leaving: OutgoingLeg[] | undefined

  constructor(call: AttemptsOwner) {
    this.#call = call
  }

  /** Tries the candidates of a route plan until one answers. */
  begin(next: () => RouteCandidate | undefined): void {
    const { environment, parameters } = this.#call
    this.#search = new GatewaySearch(environment, parameters, next, this)
    this.#search.advance()
  }

  /** Nothing more is tried. */
  stop(): void {
    this.#search?.stop()
    this.#search = undefined
  }

  /** Every attempt that may still hold a line. */
  *legs(): IterableIterator<OutgoingLeg> {
    if (this.current !== undefined) yield this.current
    if (this.#leaving !== undefined) yield* this.#leaving
  }

  get holdsLine(): boolean {
    if (this.current?.line?.isHeld === true) return true
    return this.#leaving?.some(({ line }) => line?.isHeld === true) === true
  }

  place(candidate: RouteCandidate, destination: Destination, line: LineHold): boolean {
    const call = this.#call
    const { environment, journal, incoming, parameters } = call
    const { transport, ids } = environment.ports
    const { localIp } = candidate.gateway
    const target = localIp === '' ? destination : { ...destination, localAddress: localIp }
    const local = transport.localFor(target)
    const { invite, canRelayReliably } = incoming
    if (local === undefined || invite === undefined) return false
    const source = planOutgoingInvite({
      ...{ candidate, destination: target, local, invite, parameters, ids, canRelayReliably },
      calleeDialled: journal.record.calleeAccessE164,
    })
    const attempt = journal.attemptStarted(candidate, destination.remote)
    const leg = new OutgoingLeg(call, line, source, attempt)
    this.current = leg
    this.callIds.push(source.callId)
    leg.start()
    call.onStateChanged()
    return true
  }

  /** Goes on to the next gateway, or ends the search. */
  failed(leg: OutgoingLeg, result: number, response: SipResponse | undefined): void {
    const { journal } = this.#call
    if (response !== undefined) {
      journal.responded(leg.attempt)
      this.#suspendAfter(leg, response)
    }
    this.leave(leg, result)
    const attempt = { result, hasRung: leg.hasRung, hasSdp: leg.hasSdp }
    this.#search?.onAttemptFailed(attempt, leg.gateway, response)
  }

  /** The attempt's part is over; its line is given back when the gateway has let go of it. */
  leave(leg: OutgoingLeg, result: number): void {
    this.#call.journal.attemptEnded(leg.attempt, result)
    if (leg.isOver) return
    this.#leaving = [...(this.#leaving ?? []), leg]
    this.current = undefined
  }

  /** The leg has given its line back. */
  forget(leg: OutgoingLeg): void {
    this.#leaving = this.#leaving?.filter((each) => each !== leg)
  }

  onSearchFailed(result: number, response: SipResponse | undefined): void {
    this.#call.onSearchFailed(result, response)
  }

  onFault(fault: unknown): void {
    this.#call.onFault(fault)
  }

  /** RFC 3261 §20.33: a gateway that asks for it is left alone. */
  #suspendAfter(leg: OutgoingLeg, response: SipResponse): void {
    const seconds = response.statusCode === 503 ? retryAfterSeconds(response.fields) : 0
    if (seconds === 0) return
    const { ports } = this.#call.environment
    ports.suspendGateway(leg.gateway.name, 'retry-after', ports.clock.nowMs() + seconds * 1000)
  }
}
