import type { AlarmSink } from '../api/contract/alarms.ts'
import type { Configuration } from '../configuration/configuration.ts'
import { CallerIdentification } from '../gateways/caller-identification.ts'
import { GatewayAvailability } from '../gateways/gateway-availability.ts'
import { GatewayDestinations } from '../gateways/gateway-destination.ts'
import { GatewayStatistics } from '../gateways/gateway-statistics.ts'
import { LineLimits } from '../gateways/line-limits.ts'
import { createLocalTime } from '../gateways/local-time.ts'
import { NatKeepAlive } from '../gateways/nat-keep-alive.ts'
import { OptionsCheck } from '../gateways/options-check.ts'
import { OutboundRegistrations } from '../gateways/outbound-registrations.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import { LocationService } from '../registrar/location-service.ts'
import { Registrar } from '../registrar/registrar.ts'
import { SourceSuspension } from '../registrar/source-suspension.ts'
import { LineLedger } from '../routing/line-ledger.ts'
import { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import { DigestChallenger } from '../sip/authentication/digest-challenger.ts'
import type { BindingTable } from '../store/binding-table.ts'
import type { SettingsInForce } from './effective-settings.ts'
import type { Signalling } from './signalling.ts'

interface GatewayPartsPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  readonly alarms: AlarmSink
  readonly configuration: Configuration
  readonly settings: SettingsInForce
  readonly bindings: BindingTable
  /** Bound after the SIP stack was made. */
  readonly signalling: () => Signalling
  /** A dynamic gateway registered, moved or went. */
  readonly onBindingsChanged: (gateway: string) => void
  /** An OPTIONS check or a registration of ours found something out. */
  readonly onReachabilityChanged: (gateway: string) => void
  /** A period row began or ended. */
  readonly onLimitChanged: (gateway: string) => void
}

/** Everything that is kept about gateways while the engine runs. */
export type GatewayParts = ReturnType<typeof createGatewayParts>

export function createGatewayParts(ports: GatewayPartsPorts) {
  const { clock, ids, log, alarms, configuration, settings } = ports
  const { parameters } = configuration
  const domain = (): string => settings.values.domain
  const transactions: Pick<Signalling['transactions'], 'request'> = {
    request: (request, destination, listener) =>
      ports.signalling().transactions.request(request, destination, listener),
  }
  const transport: Pick<Signalling['transport'], 'localFor' | 'sendPayload'> = {
    localFor: (destination) => ports.signalling().transport.localFor(destination),
    sendPayload: (payload, destination) => {
      ports.signalling().transport.sendPayload(payload, destination)
    },
  }
  const availability = new GatewayAvailability(clock)
  const statistics = new GatewayStatistics(clock)
  // RFC 8760 §2.3 leaves the order to the server: gateways that know MD5 only read no second challenge.
  const challenger = new DigestChallenger({
    ...{ clock, ids, realm: domain },
    algorithms: () => settings.values.digestAlgorithms,
  })
  const suspension = new SourceSuspension({ clock, parameters })
  const locations = new LocationService({
    clock,
    onBindingsChanged(gateway, bindings) {
      ports.bindings.replace(gateway, bindings)
      ports.onBindingsChanged(gateway)
    },
  })
  const destinations = new GatewayDestinations(
    {
      resolveNow: (target) => ports.signalling().resolver.resolveNow(target),
      resolve: (target) => ports.signalling().resolver.resolve(target),
    },
    locations,
  )
  const identification = new CallerIdentification({
    ids,
    log: log.scope('gateways.identification'),
    parameters,
    challenger,
    suspension,
  })
  const registrar = new Registrar({
    clock,
    ids,
    log: log.scope('registrar'),
    parameters,
    challenger,
    suspension,
    locations,
    isOwnHost: (host) =>
      host.toLowerCase() === domain().toLowerCase() ||
      ports.signalling().listeners.addresses.some((each) => each.address === host),
    gatewayOf: (name) => configuration.routingGateways.get(name),
  })
  const probing = {
    clock,
    ids,
    alarms,
    parameters,
    domain,
    transactions,
    transport,
    destinations,
    availability,
    onReachabilityChanged: ports.onReachabilityChanged,
  }
  return {
    availability,
    statistics,
    challenger,
    suspension,
    locations,
    destinations,
    identification,
    registrar,
    optionsCheck: new OptionsCheck({ ...probing, log: log.scope('gateways.options') }),
    registrations: new OutboundRegistrations({
      ...probing,
      log: log.scope('gateways.registration'),
      answerer: new DigestAnswerer({ ids }),
    }),
    natKeepAlive: new NatKeepAlive({ clock, parameters, locations, transport }),
    lineLimits: new LineLimits({
      clock,
      localTime: createLocalTime(),
      onChange: (gateway) => {
        ports.onLimitChanged(gateway)
      },
    }),
    routingLedger: new LineLedger(),
    mappingLedger: new LineLedger(),
  }
}
