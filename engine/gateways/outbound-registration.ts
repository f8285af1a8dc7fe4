/* Outbound registration of routing gateways of type Registration, RFC 3261 §10.2.
 * Implemented: digest (RFC 8760), lifetime by SS_SIP_USER_AGENT_EXPIRE or as the registrar grants, 423, refresh
 * before expiry, retry, Retry-After, every address of the registrar, un-registration.
 * Deliberately not: Path, Service-Route, reg-id (RFC 5626). */
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { Clock, Timer } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import {
  registrationTable,
  type RegistrationAction,
  type RegistrationInput,
  type RegistrationState,
} from './outbound-registration-fsm.ts'
import {
  RegisterExchange,
  type RegisterExchangePorts,
  type RegisterOutcome,
} from './register-exchange.ts'

/** What outbound registration needs. */
export interface OutboundRegistrationPorts extends RegisterExchangePorts {
  readonly clock: Clock
  readonly log: Logger
  readonly parameters: {
    readonly values: Pick<
      ParameterValues,
      | 'SS_SIP_USER_AGENT_EXPIRE'
      | 'SS_SIP_USER_AGENT_RETRY_DELAY'
      | 'SS_SIP_USER_AGENT_SEND_UNREGISTER'
    >
  }
}

/** Told of what becomes of a registration. */
export interface RegistrationListener {
  /** Registered, first or again. */
  gained(): void
  lost(reason: string): void
  /** Nothing more will happen. */
  ended(): void
  /** The status is another one. */
  changed(): void
}

/** The live state of a registration, as it is shown. */
export interface RegistrationStatus {
  readonly state: RegistrationState
  readonly registrar: string
  /** 0 = never. */
  readonly registeredAtMs: number
  /** When the binding expires, 0 = none. */
  readonly expiresAtMs: number
  readonly grantedSeconds: number
  /** When the next REGISTER is due, 0 = none is. */
  readonly dueAtMs: number
  /** Empty after a success. */
  readonly lastError: string
}

/** Longest lifetime believed and longest Retry-After obeyed. */
const longestLifetimeSeconds = 604_800
const longestRetrySeconds = 3600

/** One registration: keeps a binding at the registrar alive from `start` to `stop`. */
export class OutboundRegistration {
  readonly gateway: RoutingGateway
  readonly #ports: OutboundRegistrationPorts
  readonly #listener: RegistrationListener
  readonly #exchange: RegisterExchange
  #state: RegistrationState = 'idle'
  #grantedSeconds = 0
  #retryAfterSeconds = 0
  #registeredAtMs = 0
  #expiresAtMs = 0
  #dueAtMs = 0
  #lastError = ''
  /** The request under way was overtaken by a change. */
  #isOutdated = false
  #dueTimer: Timer | undefined
  #expiryTimer: Timer | undefined

  constructor(
    gateway: RoutingGateway,
    ports: OutboundRegistrationPorts,
    listener: RegistrationListener,
  ) {
    this.gateway = gateway
    this.#ports = ports
    this.#listener = listener
    this.#exchange = new RegisterExchange(gateway, ports)
  }

  start(): void {
    this.#step('start')
  }

  stop(): void {
    this.#step('stop')
  }

  /** Tries now instead of when due. */
  registerNow(): void {
    this.#step('due')
  }

  /** What is asked for or named as contact has changed: a binding is renewed now, whatever is under way. */
  renew(): void {
    this.#isOutdated = this.#state === 'registering' || this.#state === 'refreshing'
    if (this.#state === 'registered' || this.#state === 'lapsing') this.#step('due')
  }

  /** SS_SIP_USER_AGENT_RETRY_DELAY changed: a wait under way begins anew. */
  retryDelayChanged(): void {
    if (this.#state === 'failed' || this.#state === 'lapsing') this.#armRetry()
  }

  get status(): RegistrationStatus {
    return {
      state: this.#state,
      registrar: this.#exchange.registrar,
      registeredAtMs: this.#registeredAtMs,
      expiresAtMs: this.#expiresAtMs,
      grantedSeconds: this.#grantedSeconds,
      dueAtMs: this.#dueAtMs,
      lastError: this.#lastError,
    }
  }

  #step(input: RegistrationInput): void {
    const step = registrationTable[this.#state][input]
    if (!step) return
    this.#state = step.to
    for (const action of step.actions) this.#act(action)
    this.#listener.changed()
  }

  #act(action: RegistrationAction): void {
    switch (action) {
      case 'sendRegister':
        return this.#send(this.#wantedSeconds())
      case 'sendUnregister':
        return this.#unregister()
      case 'armRefresh':
        return this.#armRefresh()
      case 'armRetry':
        return this.#armRetry()
      case 'tellGained':
        return this.#listener.gained()
      case 'tellLost':
        this.#endBinding()
        return this.#listener.lost(this.#lastError)
      case 'tellEnded':
        this.#disarm()
        this.#endBinding()
        this.#exchange.abandon()
        return this.#listener.ended()
    }
  }

  /** Auto Negotiation: nothing on the first REGISTER, then what the registrar granted. */
  #wantedSeconds(): number | undefined {
    const wanted = this.#ports.parameters.values.SS_SIP_USER_AGENT_EXPIRE
    const seconds = wanted === 'Auto Negotiation' ? this.#grantedSeconds : wanted
    const asked = Math.max(seconds, this.#exchange.leastSeconds)
    return asked === 0 ? undefined : asked
  }

  #unregister(): void {
    if (this.#ports.parameters.values.SS_SIP_USER_AGENT_SEND_UNREGISTER) this.#send(0)
    else this.#step('ended')
  }

  #send(askedSeconds: number | undefined): void {
    this.#disarm()
    this.#exchange.send(askedSeconds, (outcome) => this.#onOutcome(outcome))
  }

  #onOutcome(outcome: RegisterOutcome): void {
    if (this.#state === 'unregistering') return this.#step('ended')
    if (outcome.kind === 'granted') this.#startBinding(outcome.seconds)
    else {
      this.#lastError = outcome.error
      this.#retryAfterSeconds = outcome.retryAfterSeconds
    }
    this.#step(outcome.kind)
    if (this.#isOutdated) this.renew()
  }

  #startBinding(granted: number): void {
    const { clock } = this.#ports
    const seconds = Math.min(granted, longestLifetimeSeconds)
    this.#endBinding()
    this.#grantedSeconds = seconds
    this.#registeredAtMs = clock.nowMs()
    this.#expiresAtMs = this.#registeredAtMs + seconds * 1000
    this.#lastError = ''
    this.#expiryTimer = clock.startTimer(seconds * 1000, () => {
      this.#expiryTimer = undefined
      this.#step('expired')
    })
  }

  #endBinding(): void {
    if (this.#expiryTimer) this.#ports.clock.stopTimer(this.#expiryTimer)
    this.#expiryTimer = undefined
    this.#expiresAtMs = 0
  }

  /** Between 80 and 90 % of the lifetime, so that many registrations spread. */
  #armRefresh(): void {
    const share = 0.8 + 0.1 * this.#ports.ids.fraction()
    this.#arm(this.#grantedSeconds * 1000 * share)
  }

  #armRetry(): void {
    const { SS_SIP_USER_AGENT_RETRY_DELAY: delaySeconds } = this.#ports.parameters.values
    const asked = Math.min(this.#retryAfterSeconds, longestRetrySeconds)
    this.#arm(Math.max(delaySeconds, asked) * 1000)
  }

  #arm(delayMs: number): void {
    const { clock } = this.#ports
    this.#disarm()
    this.#dueAtMs = Math.round(clock.nowMs() + delayMs)
    this.#dueTimer = clock.startTimer(delayMs, () => {
      this.#disarm()
      this.#step('due')
    })
  }

  #disarm(): void {
    if (this.#dueTimer) this.#ports.clock.stopTimer(this.#dueTimer)
    this.#dueTimer = undefined
    this.#dueAtMs = 0
  }
}
