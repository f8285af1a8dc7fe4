import type { RegistrationRow } from '../../api/contract/feed-rows.ts'
import type { RoutingGateway } from '../../api/contract/gateways.ts'
import type { RowSource, TouchListener } from '../../api/server/feeds/feed-sources.ts'
import type { RegistrationStatus } from '../../gateways/outbound-registration.ts'
import type { FeedPorts } from './feed-ports.ts'

const stateWords: Readonly<Record<RegistrationStatus['state'], RegistrationRow['state']>> = {
  idle: 'waiting',
  registering: 'registering',
  registered: 'registered',
  refreshing: 'registered',
  lapsing: 'registered',
  failed: 'failed',
  unregistering: 'removing',
  stopped: 'not registered',
}

/** Rows of the feed `registrations`: one for each gateway that registers here or where we register. */
export function registrationSource(ports: FeedPorts): RowSource<RegistrationRow> {
  const { configuration, touches } = ports
  const { routingGateways } = configuration
  return {
    *all() {
      for (const gateway of routingGateways.all()) {
        const row = rowOf(ports, gateway)
        if (row) yield row
      }
    },
    row(key) {
      const text = String(key)
      const gateway = routingGateways.get(text.slice(text.indexOf(' ') + 1))
      const row = gateway && rowOf(ports, gateway)
      // The type of a gateway may have changed from the one to the other.
      return row?.key === key ? row : undefined
    },
    watch(listener) {
      const stops = [
        touches.on('registration', (name) => {
          touchBoth(listener, name)
        }),
        configuration.events.on('routingGatewayChanged', ({ before, after }) => {
          for (const each of [before, after]) if (each) touchBoth(listener, each.name)
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

function touchBoth({ touched }: TouchListener, name: string): void {
  touched(`inbound ${name}`)
  touched(`outbound ${name}`)
}

function rowOf(ports: FeedPorts, gateway: RoutingGateway): RegistrationRow | undefined {
  if (gateway.registerType === 1) return inboundRow(ports, gateway)
  return gateway.registerType === 2 ? outboundRow(ports, gateway) : undefined
}

function inboundRow({ gateways }: FeedPorts, { name }: RoutingGateway): RegistrationRow {
  const binding = gateways.locations.current(name)
  return {
    key: `inbound ${name}`,
    direction: 'inbound',
    gateway: name,
    state: binding ? 'registered' : 'not registered',
    address: binding?.contact ?? '',
    // A gateway registers under its own name.
    user: name,
    userAgent: binding?.userAgent ?? '',
    registeredAtMs: binding?.registeredAtMs ?? null,
    expiresSeconds: binding ? Math.round((binding.expiresAtMs - binding.updatedAtMs) / 1000) : 0,
    expiresAtMs: binding?.expiresAtMs ?? null,
    retryAtMs: null,
    lastError: '',
  }
}

function outboundRow({ gateways }: FeedPorts, gateway: RoutingGateway): RegistrationRow {
  const { name } = gateway
  const status = gateways.registrations.stateOf(name)
  return {
    key: `outbound ${name}`,
    direction: 'outbound',
    gateway: name,
    state: status ? stateWords[status.state] : 'not registered',
    address: status?.registrar ?? gateway.registrar,
    user: gateway.registerName,
    userAgent: '',
    registeredAtMs: status?.registeredAtMs || null,
    expiresSeconds: status?.grantedSeconds ?? 0,
    expiresAtMs: status?.expiresAtMs || null,
    retryAtMs: status?.dueAtMs || null,
    lastError: status?.lastError ?? '',
  }
}
