import type {
  ListedMappingGateway,
  ListedRoutingGateway,
  ParameterRow,
  SettingsState,
} from '../../api/contract/configuration-procedures.ts'
import { listedGateway } from '../../api/server/gateway-handlers.ts'
import { parameterRow } from '../../api/server/parameter-handlers.ts'
import { settingsState } from '../../api/server/settings-handlers.ts'
import type { RowSource } from '../../api/server/feeds/feed-sources.ts'
import { isParameterName, parameterCatalogue } from '../../parameters/parameter-catalogue.ts'
import type { FeedPorts } from './feed-ports.ts'
import { NumberedGateways } from './numbered-gateways.ts'

/** Rows of the feed `parameters`. */
export function parameterSource({ configuration }: FeedPorts): RowSource<ParameterRow> {
  return {
    *all() {
      for (const { name } of parameterCatalogue) yield parameterRow(name, configuration)
    },
    row: (key) => {
      const name = String(key)
      return isParameterName(name) ? parameterRow(name, configuration) : undefined
    },
    watch: ({ touched }) =>
      configuration.events.on('parameterChanged', ({ names }) => {
        for (const name of names) touched(name)
      }),
  }
}

/** The row of the feed `settings`: its key is its version, so each change takes one row away and brings another. */
export function settingsSource({ configuration, settings }: FeedPorts): RowSource<SettingsState> {
  const state = (): SettingsState => settingsState(configuration, settings.overridden)
  return {
    all: () => [state()],
    row: (version) => (version === configuration.settings.version ? state() : undefined),
    watch({ touched }) {
      let before = configuration.settings.version
      return configuration.events.on('settingsChanged', () => {
        touched(before)
        before = configuration.settings.version
        touched(before)
      })
    },
  }
}

/** Rows of the feed `routingGateways`. */
export function routingGatewaySource({
  configuration,
}: FeedPorts): RowSource<ListedRoutingGateway> {
  const gateways = new NumberedGateways(configuration.routingGateways, (listener) =>
    configuration.events.on('routingGatewayChanged', listener),
  )
  return {
    *all() {
      for (const gateway of gateways.all()) yield listedGateway(gateway) as ListedRoutingGateway
    },
    row(id) {
      const gateway = gateways.get(id)
      return gateway && (listedGateway(gateway) as ListedRoutingGateway)
    },
    watch: (listener) => gateways.watch(listener),
  }
}

/** Rows of the feed `mappingGateways`. */
export function mappingGatewaySource({
  configuration,
}: FeedPorts): RowSource<ListedMappingGateway> {
  const gateways = new NumberedGateways(configuration.mappingGateways, (listener) =>
    configuration.events.on('mappingGatewayChanged', listener),
  )
  return {
    *all() {
      for (const gateway of gateways.all()) yield listedGateway(gateway) as ListedMappingGateway
    },
    row(id) {
      const gateway = gateways.get(id)
      return gateway && (listedGateway(gateway) as ListedMappingGateway)
    },
    watch: (listener) => gateways.watch(listener),
  }
}
