import type { AlarmSink } from '../api/contract/alarms.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { GatewayAvailability } from './gateway-availability.ts'
import {
  OutboundRegistration,
  type OutboundRegistrationPorts,
  type RegistrationStatus,
} from './outbound-registration.ts'

/** What the registrations of all gateways need. */
export interface OutboundRegistrationsPorts extends OutboundRegistrationPorts {
  readonly alarms: AlarmSink
  readonly availability: Pick<GatewayAvailability, 'suspend' | 'resume'>
  /** The status of a registration is another one, or it is new or gone. */
  readonly onReachabilityChanged?: (gateway: string) => void
}

/** Longest wait for un-registrations at stop. */
const longestStopMs = 2000
/** Starts are spread so that at most about so many registrations begin per second. */
const startsPerSecond = 500

/** The registrations of all gateways of type Registration; one that is not registered takes no calls. */
export class OutboundRegistrations {
  readonly #ports: OutboundRegistrationsPorts
  readonly #running = new Map<string, OutboundRegistration>()
  /** Registrations that are being ended, and what begins in their place. */
  readonly #ending = new Map<string, RoutingGateway | undefined>()
  #onAllEnded: (() => void) | undefined

  constructor(ports: OutboundRegistrationsPorts) {
    this.#ports = ports
  }

  /** Takes a gateway or its changed settings. */
  set(gateway: RoutingGateway): void {
    const running = this.#running.get(gateway.name)
    if (running && isSameRegistration(running.gateway, gateway)) return
    if (running) this.remove(gateway.name)
    if (gateway.registerType !== 2) return
    this.#ports.availability.suspend(gateway.name, 'registration')
    // The old binding must be gone first: its un-registration names the same contact.
    if (this.#ending.has(gateway.name)) this.#ending.set(gateway.name, gateway)
    else this.#begin(gateway)
  }

  /** Un-registers and forgets a gateway. */
  remove(name: string): void {
    if (this.#ending.has(name)) this.#ending.set(name, undefined)
    const running = this.#running.get(name)
    if (running) {
      this.#running.delete(name)
      this.#ending.set(name, undefined)
      running.stop()
    }
    this.#ports.availability.resume(name, 'registration')
    this.#ports.alarms.clear('registrationFailed', name)
  }

  stateOf(name: string): RegistrationStatus | undefined {
    return this.#running.get(name)?.status
  }

  /** Registers or refreshes now; false = this node does not register there. */
  registerNow(name: string): boolean {
    const running = this.#running.get(name)
    running?.registerNow()
    return running !== undefined
  }

  /** Lifetime to ask for or own address changed: every binding is renewed, spread like the starts. */
  renewAll(): void {
    const { clock, ids } = this.#ports
    const spreadMs = (this.#running.size / startsPerSecond) * 1000
    for (const registration of this.#running.values()) {
      clock.startTimer(spreadMs * ids.fraction(), () => registration.renew())
    }
  }

  /** SS_SIP_USER_AGENT_RETRY_DELAY changed. */
  retryDelayChanged(): void {
    for (const registration of this.#running.values()) registration.retryDelayChanged()
  }

  /** Un-registers everything; done when the registrars have answered or two seconds have passed. */
  stop(): Promise<void> {
    for (const name of [...this.#running.keys()]) this.remove(name)
    if (this.#ending.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const { clock } = this.#ports
      const timer = clock.startTimer(longestStopMs, resolve)
      this.#onAllEnded = () => {
        clock.stopTimer(timer)
        resolve()
      }
    })
  }

  #begin(gateway: RoutingGateway): void {
    const { name } = gateway
    const registration = new OutboundRegistration(gateway, this.#ports, {
      gained: () => this.#onGained(registration),
      lost: (reason) => this.#onLost(registration, reason),
      ended: () => this.#onEnded(name),
      changed: () => this.#ports.onReachabilityChanged?.(name),
    })
    this.#running.set(name, registration)
    const spreadMs = (this.#running.size / startsPerSecond) * 1000
    this.#ports.clock.startTimer(spreadMs * this.#ports.ids.fraction(), () => registration.start())
  }

  #isRunning(registration: OutboundRegistration): boolean {
    return this.#running.get(registration.gateway.name) === registration
  }

  #onGained(registration: OutboundRegistration): void {
    const { name } = registration.gateway
    if (!this.#isRunning(registration)) return
    this.#ports.availability.resume(name, 'registration')
    this.#ports.alarms.clear('registrationFailed', name)
  }

  #onLost(registration: OutboundRegistration, reason: string): void {
    const { name } = registration.gateway
    if (!this.#isRunning(registration)) return
    this.#ports.log.warn('registration failed', { gateway: name, reason })
    this.#ports.availability.suspend(name, 'registration')
    const text = `not registered at ${registration.status.registrar}: ${reason}`
    this.#ports.alarms.raise({ type: 'registrationFailed', subject: name, level: 2, text })
  }

  #onEnded(name: string): void {
    const next = this.#ending.get(name)
    this.#ending.delete(name)
    if (next) this.#begin(next)
    if (this.#ending.size === 0) this.#onAllEnded?.()
  }
}

function isSameRegistration(a: RoutingGateway, b: RoutingGateway): boolean {
  return (
    a.registerType === b.registerType &&
    a.registrar === b.registrar &&
    a.remoteIp === b.remoteIp &&
    a.signalPort === b.signalPort &&
    a.transport === b.transport &&
    a.localIp === b.localIp &&
    a.registerName === b.registerName &&
    a.authUser === b.authUser &&
    a.password === b.password
  )
}
