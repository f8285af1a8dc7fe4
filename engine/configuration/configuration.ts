import type { Actor } from '../api/contract/audit-entry.ts'
import type {
  ConfigurationDiff,
  ConfigurationDocument,
} from '../api/contract/configuration-document.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'
import { createEmitter, type Emitter } from '../kernel/emitter.ts'
import type { Logger } from '../kernel/logger.ts'
import type { ParameterName, ParameterReader } from '../parameters/parameter-catalogue.ts'
import { composeDocument, readDocument } from './configuration-document.ts'
import { planDocument, type ImportPlan } from './configuration-import.ts'
import type {
  ConfigurationEdit,
  ConfigurationPersistence,
  GatewayChange,
  Kept,
} from './configuration-persistence.ts'
import { applyEdit, loadState } from './configuration-state.ts'
import type { DocumentSeal } from './document-seal.ts'
import { changedNames, statementsOf } from './edit-facts.ts'
import type { GatewayDirectory, Named } from './gateway-directory.ts'
import type { GatewayEditor } from './gateway-editor.ts'
import { planParameters } from './parameter-edit.ts'
import { planSettings } from './settings-edit.ts'

export type { Actor } from '../api/contract/audit-entry.ts'
export type { GatewayDirectory } from './gateway-directory.ts'
export type { GatewayChange, Kept } from './configuration-persistence.ts'

/** Told after the change is durable and in force. */
export interface ConfigurationEvents {
  readonly parameterChanged: { readonly names: readonly ParameterName[] }
  readonly settingsChanged: { readonly names: readonly (keyof EngineSettings)[] }
  readonly routingGatewayChanged: GatewayChange<RoutingGateway>
  readonly mappingGatewayChanged: GatewayChange<MappingGateway>
}

type Fields = Readonly<Record<string, unknown>>

/** Everything an operator sets. A change is checked, audited and committed whole, or refused with an EngineError. */
export interface Configuration {
  readonly parameters: ParameterReader
  readonly settings: { readonly values: EngineSettings }
  readonly routingGateways: GatewayDirectory<RoutingGateway>
  readonly mappingGateways: GatewayDirectory<MappingGateway>
  setParameters(changes: Fields, actor: Actor): void
  setSettings(changes: Fields, actor: Actor): void
  createRoutingGateway(fields: unknown, actor: Actor): Kept<RoutingGateway>
  modifyRoutingGateway(
    name: string,
    changes: unknown,
    actor: Actor,
    expectedVersion?: number,
  ): Kept<RoutingGateway>
  deleteRoutingGateway(name: string, actor: Actor, expectedVersion?: number): void
  createMappingGateway(fields: unknown, actor: Actor): Kept<MappingGateway>
  modifyMappingGateway(
    name: string,
    changes: unknown,
    actor: Actor,
    expectedVersion?: number,
  ): Kept<MappingGateway>
  deleteMappingGateway(name: string, actor: Actor, expectedVersion?: number): void
  /** Without secrets, or with them under `seal`. */
  exportDocument(seal?: DocumentSeal): ConfigurationDocument
  /** What an import would do; throws what the import would throw. */
  planImport(document: unknown, seal?: DocumentSeal): ConfigurationDiff
  applyImport(document: unknown, actor: Actor, seal?: DocumentSeal): ConfigurationDiff
  readonly events: Emitter<ConfigurationEvents>
}

export interface ConfigurationOptions {
  readonly persistence: ConfigurationPersistence
  readonly log: Logger
}

/** Loads the configuration; works the same inside a running host and on a folder that no host runs on. */
export function createConfiguration({ persistence, log }: ConfigurationOptions): Configuration {
  const state = loadState(persistence, log)
  const { parameters, routing, mapping } = state
  const events = createEmitter<ConfigurationEvents>()

  const commit: Commit = (edits, actor) => {
    if (edits.length === 0) return
    const statements = edits.flatMap((edit) => statementsOf(edit, parameters.values, actor))
    persistence.commit(edits, statements)
    for (const edit of edits) applyEdit(state, edit)
    for (const edit of edits) announce(events, edit)
  }
  const plan = (document: unknown, seal: DocumentSeal | undefined): ImportPlan =>
    planDocument(readDocument(document, seal), {
      parameters: parameters.values,
      settings: state.settings,
      routingGateways: routing,
      mappingGateways: mapping,
    })
  const routingEdits = gatewayEdits(routing, commit)
  const mappingEdits = gatewayEdits(mapping, commit)
  return {
    parameters,
    settings: {
      get values() {
        return state.settings
      },
    },
    routingGateways: routing.table,
    mappingGateways: mapping.table,
    setParameters(changes, actor) {
      commit(planParameters(parameters.values, changes), actor)
    },
    setSettings(changes, actor) {
      commit(planSettings(state.settings, changes), actor)
    },
    createRoutingGateway: routingEdits.create,
    modifyRoutingGateway: routingEdits.modify,
    deleteRoutingGateway: routingEdits.remove,
    createMappingGateway: mappingEdits.create,
    modifyMappingGateway: mappingEdits.modify,
    deleteMappingGateway: mappingEdits.remove,
    exportDocument: (seal) =>
      composeDocument(
        {
          parameters: parameters.values,
          settings: state.settings,
          routingGateways: routing.table.all(),
          mappingGateways: mapping.table.all(),
        },
        seal,
      ),
    planImport: (document, seal) => plan(document, seal).diff,
    applyImport(document, actor, seal) {
      const { edits, diff } = plan(document, seal)
      commit(edits, actor)
      return diff
    },
    events,
  }
}

type Commit = (edits: readonly ConfigurationEdit[], actor: Actor) => void

function gatewayEdits<G extends Named>(editor: GatewayEditor<G>, commit: Commit) {
  const create = (fields: unknown, actor: Actor): Kept<G> => {
    const { edit, after } = editor.create(fields)
    commit([edit], actor)
    return after
  }
  const modify = (
    name: string,
    changes: unknown,
    actor: Actor,
    expectedVersion?: number,
  ): Kept<G> => {
    const planned = editor.modify(name, changes, expectedVersion)
    if (planned) commit([planned.edit], actor)
    return planned?.after ?? editor.table.expect(name)
  }
  const remove = (name: string, actor: Actor, expectedVersion?: number): void => {
    commit([editor.delete(editor.table.expect(name, expectedVersion)).edit], actor)
  }
  return { create, modify, remove }
}

function announce(events: Emitter<ConfigurationEvents>, edit: ConfigurationEdit): void {
  switch (edit.kind) {
    case 'parameters':
      events.emit('parameterChanged', { names: edit.changes.map((change) => change.name) })
      return
    case 'settings':
      events.emit('settingsChanged', { names: changedNames(edit.before, edit.after) })
      return
    case 'routingGateway':
      events.emit('routingGatewayChanged', edit)
      return
    case 'mappingGateway':
      events.emit('mappingGatewayChanged', edit)
  }
}
