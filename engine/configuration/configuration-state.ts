import type { EngineSettings } from '../api/contract/engine-settings.ts'
import {
  mappingGateway,
  routingGateway,
  type MappingGateway,
  type RoutingGateway,
} from '../api/contract/gateways.ts'
import type { Logger } from '../kernel/logger.ts'
import { isParameterName } from '../parameters/parameter-catalogue.ts'
import { createParameterSet, type ParameterSet } from '../parameters/parameter-set.ts'
import type { ConfigurationEdit, Kept, StoredConfiguration } from './configuration-persistence.ts'
import { createGatewayTable, type GatewayTable } from './gateway-directory.ts'
import { createGatewayEditor, type GatewayEditor } from './gateway-editor.ts'
import { readKeptGateways, readKeptParameters, readKeptSettings } from './kept-configuration.ts'
import type { LastChanges } from './last-changes.ts'

/** The configuration in force, or a draft of what it is to be. */
export interface ConfigurationState {
  readonly parameters: ParameterSet
  settings: EngineSettings
  /** Counts up with every change of the settings. */
  settingsVersion: number
  readonly routing: GatewayEditor<RoutingGateway>
  readonly mapping: GatewayEditor<MappingGateway>
}

export function loadState(
  stored: StoredConfiguration,
  lastChanges: LastChanges,
  log: Logger,
): ConfigurationState {
  const routing = readKeptGateways(routingGateway, stored.routingGateways, 'routing gateway', log)
  const mapping = readKeptGateways(mappingGateway, stored.mappingGateways, 'mapping gateway', log)
  return {
    parameters: createParameterSet(readKeptParameters(stored.parameters, log)),
    settings: readKeptSettings(stored.settings, log),
    settingsVersion: stored.settingsChanges + 1,
    routing: routingEditor(routing, stored.lastRoutingGatewayId, lastChanges),
    mapping: mappingEditor(mapping, stored.lastMappingGatewayId, lastChanges),
  }
}

/** A copy to plan on, so that each change of a commit sees those before it. */
export function draftOf(state: ConfigurationState, lastChanges: LastChanges): ConfigurationState {
  const { parameters, settings, settingsVersion, routing, mapping } = state
  const values = Object.entries(parameters.values).flatMap(([name, value]) =>
    isParameterName(name) ? [{ name, value }] : [],
  )
  return {
    parameters: createParameterSet(values),
    ...{ settings, settingsVersion },
    routing: routingEditor([...routing.table.all()], routing.table.lastId, lastChanges),
    mapping: mappingEditor([...mapping.table.all()], mapping.table.lastId, lastChanges),
  }
}

function routingEditor(
  gateways: readonly Kept<RoutingGateway>[],
  lastId: number,
  lastChanges: LastChanges,
): GatewayEditor<RoutingGateway> {
  const title = 'routing gateway'
  const table: GatewayTable<RoutingGateway> = createGatewayTable({
    ...{ title, gateways, lastId },
    lastChangeOf: (name) => lastChanges.of('routingGateway', name),
  })
  return createGatewayEditor({
    ...{ schema: routingGateway, table, title },
    editOf: (change) => ({ kind: 'routingGateway', ...change }),
  })
}

function mappingEditor(
  gateways: readonly Kept<MappingGateway>[],
  lastId: number,
  lastChanges: LastChanges,
): GatewayEditor<MappingGateway> {
  const title = 'mapping gateway'
  const table: GatewayTable<MappingGateway> = createGatewayTable({
    ...{ title, gateways, lastId },
    lastChangeOf: (name) => lastChanges.of('mappingGateway', name),
  })
  return createGatewayEditor({
    ...{ schema: mappingGateway, table, title },
    editOf: (change) => ({ kind: 'mappingGateway', ...change }),
  })
}

/** Puts an edit in force. */
export function applyEdit(state: ConfigurationState, edit: ConfigurationEdit): void {
  switch (edit.kind) {
    case 'parameters':
      state.parameters.replace(edit.changes)
      return
    case 'settings':
      state.settings = edit.after
      state.settingsVersion += 1
      return
    case 'routingGateway':
      state.routing.table.apply(edit)
      return
    case 'mappingGateway':
      state.mapping.table.apply(edit)
  }
}
