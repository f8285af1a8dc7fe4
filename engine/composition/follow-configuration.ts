import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'
import type { Configuration, Kept } from '../configuration/configuration.ts'
import type { Publishing } from '../publish/publishing.ts'
import type { RouteTable } from '../routing/route-table.ts'
import type { ConcurrencyWatch } from './concurrency-watch.ts'
import type { FigureParts } from './figure-parts.ts'
import type { GatewayParts } from './gateway-parts.ts'
import type { MappingStatistics } from './mapping-statistics.ts'
import type { KnownSources } from './known-sources.ts'
import type { Signalling } from './signalling.ts'

interface FollowedParts {
  readonly configuration: Configuration
  readonly gateways: GatewayParts
  readonly routeTable: RouteTable
  readonly publishing: Publishing
  readonly signalling: Signalling
  readonly knownSources: KnownSources
  readonly watch: ConcurrencyWatch
  readonly mappingStatistics: MappingStatistics
  readonly figureParts: Pick<FigureParts, 'touch' | 'touchAll'>
}

/** Puts everything that was saved into force, and every later change; the listeners must be open. */
export function followConfiguration(parts: FollowedParts): void {
  const { configuration, gateways, routeTable, publishing, signalling, knownSources, watch } = parts
  const { figureParts } = parts

  const takeRoutingGateway = (gateway: Kept<RoutingGateway>): void => {
    gateways.lineLimits.set(gateway)
    routeTable.upsert(gateway)
    figureParts.touch(gateway.name)
    gateways.optionsCheck.set(gateway)
    gateways.registrations.set(gateway)
    if (gateway.registerType !== 1) gateways.locations.forget(gateway.name)
    judgeBinding(gateway, gateways)
  }
  const dropRoutingGateway = (name: string): void => {
    routeTable.remove(name)
    gateways.lineLimits.remove(name)
    gateways.optionsCheck.remove(name)
    gateways.registrations.remove(name)
    gateways.locations.forget(name)
    gateways.destinations.forget(name)
    gateways.availability.forget(name)
    gateways.statistics.forget(name)
    watch.forget(name)
    figureParts.touch(name)
  }
  const takeMappingGateways = (): void => {
    gateways.identification.setGateways(
      configuration.mappingGateways.all() as Iterable<MappingGateway>,
    )
  }

  const follow = (): void => {
    configuration.events.on('routingGatewayChanged', ({ before, after }) => {
      // A renamed gateway is gone under its old name.
      const gone = before?.name === after?.name ? undefined : before?.name
      if (gone !== undefined) dropRoutingGateway(gone)
      if (after) takeRoutingGateway(after)
      knownSources.changed()
      if (gone !== undefined) publishing.gatewayChanged(gone)
      if (after) publishing.gatewayChanged(after.name)
    })
    let hasNewMappingGateways = false
    configuration.events.on('mappingGatewayChanged', ({ before, after }) => {
      hasNewMappingGateways = true
      if (before && before.name !== after?.name) parts.mappingStatistics.forget(before.name)
    })
    configuration.events.on('edited', () => {
      // Once for an edit of many, because all of them are taken anew.
      if (hasNewMappingGateways) takeMappingGateways()
      hasNewMappingGateways = false
    })
    configuration.events.on('parameterChanged', ({ names }) => {
      if (names.includes('SS_SIP_PUBLISH_EXPIRE')) publishing.parameterChanged()
      if (names.includes('SS_SIP_OPTIONS_CHECK_PERIOD')) gateways.optionsCheck.periodChanged()
      if (names.includes('SS_GATEWAY_ASR_CALCULATE')) routeTable.touchAll()
      if (names.includes('SS_SIP_USER_AGENT_EXPIRE')) gateways.registrations.renewAll()
      if (names.includes('SS_SIP_USER_AGENT_RETRY_DELAY')) {
        gateways.registrations.retryDelayChanged()
      }
    })
    configuration.events.on('settingsChanged', ({ names }) => {
      signalling.settingsChanged()
      knownSources.changed()
      void signalling.listeners.settingsChanged().then(() => {
        knownSources.changed()
        publishing.settingsChanged()
        routeTable.touchAll()
        figureParts.touchAll()
        // The contact that registrars know is an address that was listened on.
        if (names.includes('listen')) gateways.registrations.renewAll()
      })
    })
  }

  takeMappingGateways()
  for (const gateway of configuration.routingGateways.all()) takeRoutingGateway(gateway)
  follow()
}

/** A dynamic gateway takes calls only while it is registered. */
export function judgeBinding(
  gateway: RoutingGateway,
  { locations, availability }: Pick<GatewayParts, 'locations' | 'availability'>,
): void {
  const isMissing = gateway.registerType === 1 && locations.current(gateway.name) === undefined
  if (isMissing) availability.suspend(gateway.name, 'not registered')
  else availability.resume(gateway.name, 'not registered')
}
