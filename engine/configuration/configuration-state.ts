import type { EngineSettings } from '../api/contract/engine-settings.ts'
import {
  mappingGateway,
  routingGateway,
  type MappingGateway,
  type RoutingGateway,
} from '../api/contract/gateways.ts'
import type { Logger } from '../kernel/logger.ts'
import { createParameterSet, type ParameterSet } from '../parameters/parameter-set.ts'
import type { ConfigurationEdit, ConfigurationPersistence } from './configuration-persistence.ts'
import { createGatewayTable } from './gateway-directory.ts'
import { createGatewayEditor, type GatewayEditor } from './gateway-editor.ts'
import { readKeptGateways, readKeptParameters, readKeptSettings } from './kept-configuration.ts'

/** The configuration in force. */
export interface ConfigurationState {
  readonly parameters: ParameterSet
  settings: EngineSettings
  readonly routing: GatewayEditor<RoutingGateway>
  readonly mapping: GatewayEditor<MappingGateway>
}

export function loadState(persistence: ConfigurationPersistence, log: Logger): ConfigurationState {
  const stored = persistence.load()
  const routing = createGatewayTable({
    title: 'routing gateway',
    gateways: readKeptGateways(routingGateway, stored.routingGateways, 'routing gateway', log),
    lastId: stored.lastRoutingGatewayId,
  })
  const mapping = createGatewayTable({
    title: 'mapping gateway',
    gateways: readKeptGateways(mappingGateway, stored.mappingGateways, 'mapping gateway', log),
    lastId: stored.lastMappingGatewayId,
  })
  return {
    parameters: createParameterSet(readKeptParameters(stored.parameters, log)),
    settings: readKeptSettings(stored.settings, log),
    routing: createGatewayEditor({
      schema: routingGateway,
      table: routing,
      title: 'routing gateway',
      editOf: (change) => ({ kind: 'routingGateway', ...change }),
    }),
    mapping: createGatewayEditor({
      schema: mappingGateway,
      table: mapping,
      title: 'mapping gateway',
      editOf: (change) => ({ kind: 'mappingGateway', ...change }),
    }),
  }
}

/** Puts a committed edit in force. */
export function applyEdit(state: ConfigurationState, edit: ConfigurationEdit): void {
  switch (edit.kind) {
    case 'parameters':
      state.parameters.replace(edit.changes)
      return
    case 'settings':
      state.settings = edit.after
      return
    case 'routingGateway':
      state.routing.table.apply(edit)
      return
    case 'mappingGateway':
      state.mapping.table.apply(edit)
  }
}
