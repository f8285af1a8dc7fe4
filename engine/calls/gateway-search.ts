import { endReasons } from '../api/contract/call-record.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import type { RouteCandidate } from '../routing/route-plan.ts'
import type { SipResponse } from '../sip/message/message.ts'
import type { Destination } from '../sip/transport/transport.ts'
import { LineHold } from './line-hold.ts'
import type { CallEnvironment } from './call-leg.ts'
import type { CallPorts, GatewayDestinations } from './ports.ts'
import { isLimitReached, maySwitch } from './switching-rules.ts'
import type { FailedAttempt } from './switching-rules.ts'

/** The call whose way out is searched. */
export interface GatewaySearchOwner {
  /** Sends the INVITE; false when this node has no listener for that destination. */
  place(candidate: RouteCandidate, destination: Destination, line: LineHold): boolean
  /** No (further) gateway is tried; `response` is that of the last one, if it sent any. */
  onSearchFailed(result: number, response: SipResponse | undefined): void
  onFault(fault: unknown): void
}

/** Tries the candidates of a route plan one after the other, each with a line of its own. */
export class GatewaySearch {
  readonly #environment: CallEnvironment
  readonly #ports: CallPorts
  readonly #parameters: Readonly<ParameterValues>
  readonly #next: () => RouteCandidate | undefined
  readonly #owner: GatewaySearchOwner
  #attempts = 0
  #isOver = false
  #candidate: RouteCandidate | undefined
  /** Further addresses of the gateway being tried, RFC 3263 §4.3. */
  #alternatives: readonly Destination[] = []
  #lastResult: number = endReasons.gatewayUnavailable
  #lastResponse: SipResponse | undefined

  constructor(
    environment: CallEnvironment,
    parameters: Readonly<ParameterValues>,
    next: () => RouteCandidate | undefined,
    owner: GatewaySearchOwner,
  ) {
    this.#environment = environment
    this.#ports = environment.ports
    this.#parameters = parameters
    this.#next = next
    this.#owner = owner
  }

  /** Goes on until an INVITE has left or nothing is left to try. */
  advance(): void {
    while (!this.#isOver) {
      if (isLimitReached(this.#attempts, this.#parameters)) return this.#fail()
      const candidate = this.#next()
      if (candidate === undefined) return this.#fail()
      const found = this.#ports.destinationOf(candidate.gateway)
      if (found instanceof Promise) {
        this.#await(candidate, found)
        return
      }
      if (this.#try(candidate, found)) return
    }
  }

  /** What happens after an attempt that failed. */
  onAttemptFailed(
    attempt: FailedAttempt,
    gateway: RoutingGateway,
    response: SipResponse | undefined,
  ): void {
    if (this.#isOver) return
    this.#lastResult = attempt.result
    this.#lastResponse = response
    if (attempt.result === endReasons.transportError && this.#tryAlternative()) return
    if (maySwitch(attempt, gateway, this.#parameters, this.#attempts)) this.advance()
    else this.#fail()
  }

  /** The caller is gone or a gateway has answered: nothing more is tried. */
  stop(): void {
    this.#isOver = true
  }

  #fail(): void {
    this.#isOver = true
    this.#owner.onSearchFailed(this.#lastResult, this.#lastResponse)
  }

  #await(candidate: RouteCandidate, found: Promise<GatewayDestinations>): void {
    found
      .catch(() => undefined)
      .then((destinations) => {
        if (!this.#isOver && !this.#try(candidate, destinations)) this.advance()
      })
      .catch((fault: unknown) => this.#owner.onFault(fault))
  }

  #try(candidate: RouteCandidate, destinations: GatewayDestinations): boolean {
    const [first, ...others] = destinations ?? []
    if (first === undefined) {
      this.#note(endReasons.gatewayUnavailable)
      return false
    }
    this.#candidate = candidate
    this.#alternatives = others
    if (!this.#place(candidate, first)) return false
    this.#attempts++
    return true
  }

  #tryAlternative(): boolean {
    const candidate = this.#candidate
    const [next, ...others] = this.#alternatives
    if (candidate === undefined || next === undefined) return false
    this.#alternatives = others
    return this.#place(candidate, next)
  }

  #place(candidate: RouteCandidate, destination: Destination): boolean {
    const { name } = candidate.gateway
    if (!this.#ports.reserveLine(name)) {
      this.#note(endReasons.lineLimit)
      return false
    }
    const line = new LineHold(name, this.#environment.releaseLine)
    if (this.#owner.place(candidate, destination, line)) return true
    line.release()
    this.#note(endReasons.gatewayUnavailable)
    return false
  }

  /** Why a gateway was passed over counts only while none has been tried. */
  #note(result: number): void {
    if (this.#attempts === 0) this.#lastResult = result
  }
}
