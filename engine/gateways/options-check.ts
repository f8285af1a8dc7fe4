/* OPTIONS check of routing gateways, RFC 3261 §11.
 * Implemented: a probe each SS_SIP_OPTIONS_CHECK_PERIOD, starts spread over the period, every address of a host
 * name in turn; any final response but 408 and 503 means alive; recovery by itself.
 * Deliberately not: reading the capabilities that come back. */
import type { AlarmSink } from '../api/contract/alarms.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { Clock, Timer } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import { escapeUser, hostPort } from '../sip/message/uri.ts'
import { encodeUtf8 } from '../sip/message/text-encoding.ts'
import type { ClientTransaction, TransactionLayer } from '../sip/transaction/transaction-layer.ts'
import type { Destination } from '../sip/transport/transport.ts'
import type { TransportLayer } from '../sip/transport/transport-layer.ts'
import type { GatewayAvailability } from './gateway-availability.ts'
import { destinationKey, type GatewayDestinations } from './gateway-destination.ts'
import { createGatewayRequest } from './gateway-request.ts'

/** What the OPTIONS check needs. */
export interface OptionsCheckPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  readonly alarms: AlarmSink
  readonly parameters: { readonly values: Pick<ParameterValues, 'SS_SIP_OPTIONS_CHECK_PERIOD'> }
  readonly domain: () => string
  readonly transactions: Pick<TransactionLayer, 'request'>
  readonly transport: Pick<TransportLayer, 'localFor'>
  readonly destinations: Pick<GatewayDestinations, 'of' | 'prefer'>
  readonly availability: Pick<GatewayAvailability, 'suspend' | 'resume'>
  /** What is known of a gateway changed. */
  readonly onReachabilityChanged?: (gateway: string) => void
}

/** What the check knows of a gateway. */
export interface OptionsState {
  /** undefined until the first probe has ended. */
  readonly isAlive: boolean | undefined
  readonly lastProbeAtMs: number
  readonly lastAnswerAtMs: number
  /** Code of the last answer, 0 = none. */
  readonly lastStatusCode: number
  /** Milliseconds from the last OPTIONS to its answer. */
  readonly roundTripMs: number
  /** Address that answered last. */
  readonly address: string
}

interface Watch {
  gateway: RoutingGateway
  state: OptionsState
  /** Next probe, or the end of waiting for an answer. */
  timer: Timer | undefined
  /** Counts probes; what belongs to an earlier one is ignored. */
  probe: number
  transaction: ClientTransaction | undefined
}

/** A probe that has no answer by then has failed, whatever the retransmission list says. */
const longestWaitMs = 10_000
const unknownState: OptionsState = {
  isAlive: undefined,
  lastProbeAtMs: 0,
  lastAnswerAtMs: 0,
  lastStatusCode: 0,
  roundTripMs: 0,
  address: '',
}

/** Asks every gateway with *Options online check* whether it is there, and suspends those that are not. */
export class OptionsCheck {
  readonly #ports: OptionsCheckPorts
  readonly #watches = new Map<string, Watch>()

  constructor(ports: OptionsCheckPorts) {
    this.#ports = ports
  }

  /** Takes a gateway or its changed settings. */
  set(gateway: RoutingGateway): void {
    const watch = this.#watches.get(gateway.name)
    if (!gateway.optionsOnlineCheck) this.remove(gateway.name)
    else if (watch && isSamePlace(watch.gateway, gateway)) watch.gateway = gateway
    else {
      this.remove(gateway.name)
      const created: Watch = {
        gateway,
        state: unknownState,
        timer: undefined,
        probe: 0,
        transaction: undefined,
      }
      this.#watches.set(gateway.name, created)
      // Spread: 10,000 gateways must not be asked in one moment.
      this.#schedule(created, this.#periodMs * this.#ports.ids.fraction())
    }
  }

  /** Forgets a gateway and lifts what the check had laid on it. */
  remove(name: string): void {
    const watch = this.#watches.get(name)
    if (!watch) return
    this.#watches.delete(name)
    this.#interrupt(watch)
    this.#ports.availability.resume(name, 'options')
    this.#ports.alarms.clear('gatewayOffline', name)
  }

  stateOf(name: string): OptionsState | undefined {
    return this.#watches.get(name)?.state
  }

  /** Applies a changed period at once. */
  periodChanged(): void {
    for (const watch of this.#watches.values()) {
      if (!watch.transaction) this.#schedule(watch, this.#periodMs * this.#ports.ids.fraction())
    }
  }

  /** Asks now instead of at the next turn. */
  probeNow(name: string): void {
    const watch = this.#watches.get(name)
    if (watch) this.#begin(watch)
  }

  stop(): void {
    for (const watch of this.#watches.values()) this.#interrupt(watch)
    this.#watches.clear()
  }

  get #periodMs(): number {
    return this.#ports.parameters.values.SS_SIP_OPTIONS_CHECK_PERIOD * 1000
  }

  #schedule(watch: Watch, delayMs: number): void {
    this.#interrupt(watch)
    watch.timer = this.#ports.clock.startTimer(delayMs, () => this.#begin(watch))
  }

  #interrupt(watch: Watch): void {
    if (watch.timer) this.#ports.clock.stopTimer(watch.timer)
    watch.timer = undefined
    watch.probe++
    watch.transaction?.abandon()
    watch.transaction = undefined
  }

  #begin(watch: Watch): void {
    // The next turn comes even if looking up the host name never ends.
    this.#schedule(watch, this.#periodMs + longestWaitMs)
    watch.state = { ...watch.state, lastProbeAtMs: this.#ports.clock.nowMs() }
    const { probe } = watch
    const proceed = (found: readonly Destination[]): void => {
      if (watch.probe !== probe) return
      if (found.length === 0 && watch.gateway.registerType === 1) this.#leaveUnjudged(watch)
      else this.#tryNext(watch, found, 0)
    }
    const destinations = this.#ports.destinations.of(watch.gateway)
    if (destinations instanceof Promise) destinations.then(proceed, () => proceed([]))
    else proceed(destinations)
  }

  #tryNext(watch: Watch, destinations: readonly Destination[], index: number): void {
    const { clock, transactions } = this.#ports
    const destination = destinations[index]
    const local = destination && this.#ports.transport.localFor(destination)
    if (!destination || !local) {
      if (destination) this.#tryNext(watch, destinations, index + 1)
      else this.#conclude(watch, undefined)
      return
    }
    this.#interrupt(watch)
    const { probe } = watch
    const sentAtMs = clock.monotonicMs()
    const failed = (): void => {
      if (watch.probe === probe) this.#tryNext(watch, destinations, index + 1)
    }
    const request = this.#createOptions(
      watch.gateway,
      destination,
      hostPort(local.address, local.port),
    )
    watch.transaction = transactions.request(request, destination, {
      onResponse: ({ statusCode }) => {
        if (statusCode < 200 || watch.probe !== probe) return
        if (statusCode === 408 || statusCode === 503) failed()
        else this.#conclude(watch, { destination, statusCode, sentAtMs })
      },
      onTimeout: failed,
      onTransportError: failed,
    })
    watch.timer = clock.startTimer(Math.min(this.#periodMs, longestWaitMs), failed)
  }

  #createOptions(gateway: RoutingGateway, destination: Destination, contactHost: string) {
    const { ids, domain } = this.#ports
    const { protocol, remote } = destination
    const transport = protocol === 'udp' ? '' : `;transport=${protocol}`
    const user = escapeUser(encodeUtf8(gateway.name))
    return createGatewayRequest({
      method: 'OPTIONS',
      requestUri: `sip:${hostPort(remote.address, remote.port)}${transport}`,
      from: `sip:${hostPort(domain())}`,
      fromTag: ids.token(10),
      to: `sip:${user}@${hostPort(remote.address, remote.port)}`,
      callId: ids.token(24),
      sequence: 1,
      contact: `sip:${contactHost}${transport}`,
      fields: ['Accept', 'application/sdp'],
    })
  }

  #conclude(
    watch: Watch,
    answer: { destination: Destination; statusCode: number; sentAtMs: number } | undefined,
  ): void {
    const { clock, log, destinations } = this.#ports
    const { name } = watch.gateway
    this.#schedule(watch, this.#periodMs)
    if (!answer) {
      watch.state = { ...watch.state, isAlive: false, lastStatusCode: 0 }
      this.#suspend(name)
      this.#ports.onReachabilityChanged?.(name)
      return
    }
    const address = destinationKey(answer.destination)
    if (address !== watch.state.address && watch.state.address !== '') {
      log.info('gateway moved to an address that answers', { gateway: name, address })
    }
    destinations.prefer(name, answer.destination)
    watch.state = {
      ...watch.state,
      isAlive: true,
      lastAnswerAtMs: clock.nowMs(),
      lastStatusCode: answer.statusCode,
      roundTripMs: clock.monotonicMs() - answer.sentAtMs,
      address,
    }
    this.#ports.availability.resume(name, 'options')
    this.#ports.alarms.clear('gatewayOffline', name)
    this.#ports.onReachabilityChanged?.(name)
  }

  /** A dynamic gateway that has not registered is suspended for that and nothing else. */
  #leaveUnjudged(watch: Watch): void {
    const { name } = watch.gateway
    watch.state = unknownState
    this.#schedule(watch, this.#periodMs)
    this.#ports.availability.resume(name, 'options')
    this.#ports.alarms.clear('gatewayOffline', name)
  }

  #suspend(name: string): void {
    this.#ports.availability.suspend(name, 'options')
    this.#ports.alarms.raise({
      type: 'gatewayOffline',
      subject: name,
      level: 2,
      text: 'no address of the gateway answers the OPTIONS check',
    })
  }
}

function isSamePlace(a: RoutingGateway, b: RoutingGateway): boolean {
  return (
    a.remoteIp === b.remoteIp &&
    a.signalPort === b.signalPort &&
    a.transport === b.transport &&
    a.registrar === b.registrar &&
    a.registerType === b.registerType &&
    a.localIp === b.localIp
  )
}
