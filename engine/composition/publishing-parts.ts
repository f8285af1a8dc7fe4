import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { AlarmSink } from '../api/contract/alarms.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Emitter } from '../kernel/emitter.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import type { PublicationPersistence } from '../publish/publication.ts'
import { createPublishing, type Publishing } from '../publish/publishing.ts'
import type { Destination, ListenAddress } from '../sip/transport/transport.ts'
import type { SettingsInForce } from './effective-settings.ts'
import type { GatewayFigures } from './gateway-figures.ts'
import type { GatewayParts } from './gateway-parts.ts'
import { ownAddress } from './listeners.ts'
import type { Signalling } from './signalling.ts'
import type { Touches } from './touches.ts'

interface PublishingPartsPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  readonly version: string
  readonly alarms: AlarmSink
  readonly configuration: Configuration
  readonly settings: SettingsInForce
  readonly persistence: PublicationPersistence
  readonly signalling: Signalling
  readonly gateways: GatewayParts
  readonly figures: GatewayFigures
  /** The composed state of a gateway changed. */
  readonly onChange: (gateway: string) => void
  readonly touches: Emitter<Touches>
}

/** Both roles of RFC 3903 on this node's stack, ledger and configuration. */
export function createPublishingParts(ports: PublishingPartsPorts): Publishing {
  const { signalling, gateways, configuration, touches } = ports
  const { transactions, transport, resolver, listeners } = signalling
  return createPublishing({
    clock: ports.clock,
    ids: ports.ids,
    log: ports.log.scope('publish'),
    version: ports.version,
    alarms: ports.alarms,
    parameters: configuration.parameters,
    settings: ports.settings,
    routingGateways: configuration.routingGateways,
    transactions,
    resolver,
    localFor: (destination) => transport.localFor(destination),
    gatewayAddress: (gateway) => addressOf(gateway, gateways),
    listenAddresses: () => listeners.addresses,
    digest: gateways.challenger,
    suspension: gateways.suspension,
    persistence: ports.persistence,
    ownActive: (gateway) => gateways.routingLedger.active(gateway),
    configuredCapacity: (gateway) => gateways.lineLimits.limitOf(gateway),
    statusOf: ports.figures.statusOf,
    ownTarget: () => ownTarget(listeners.addresses),
    onChange: ports.onChange,
    onHeldTouched: (publication) => {
      touches.emit('heldPublication', publication)
    },
    onSentTouched: (publication) => {
      touches.emit('sentPublication', publication)
    },
    onSubscriptionTouched: (dialogId) => {
      touches.emit('subscription', dialogId)
    },
  })
}

/** Where a gateway's own messages come from, as far as it is known without waiting. */
function addressOf(
  gateway: RoutingGateway,
  { destinations, locations }: GatewayParts,
): string | undefined {
  const binding = locations.current(gateway.name)
  if (binding) return binding.flow.remote.address
  const found = destinations.of(gateway)
  return found instanceof Promise ? undefined : found[0]?.remote.address
}

/** This node's own compositor through its own listener: real datagrams, UDP before TCP. */
function ownTarget(addresses: readonly ListenAddress[]): Destination | undefined {
  const own =
    addresses.find((each) => each.protocol === 'udp') ??
    addresses.find((each) => each.protocol === 'tcp')
  if (!own) return undefined
  return { protocol: own.protocol, remote: { address: ownAddress(own), port: own.port } }
}
