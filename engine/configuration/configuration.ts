import type { Actor } from '../api/contract/audit-entry.ts'
import type {
  ConfigurationDiff,
  ConfigurationDocument,
} from '../api/contract/configuration-document.ts'
import type { EditRow } from '../api/contract/configuration-procedures.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import type { PlannedField } from '../api/contract/evidence.ts'
import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'
import { createEmitter, type Emitter } from '../kernel/emitter.ts'
import type { Logger } from '../kernel/logger.ts'
import type { ParameterName, ParameterReader } from '../parameters/parameter-catalogue.ts'
import { planChanges, type ConfigurationChanges } from './configuration-changes.ts'
import { composeDocument, readDocument } from './configuration-document.ts'
import { planDocument, type ImportPlan } from './configuration-import.ts'
import type { ConfigurationPersistence, Kept } from './configuration-persistence.ts'
import { draftOf, loadState, type ConfigurationState } from './configuration-state.ts'
import type { DocumentSeal } from './document-seal.ts'
import { createCommit, type Commit, type ConfigurationEvents } from './edit-commit.ts'
import { changedNames } from './edit-facts.ts'
import { EditJournal } from './edit-journal.ts'
import type { GatewayDirectory, Named } from './gateway-directory.ts'
import type { GatewayEditor } from './gateway-editor.ts'
import { LastChanges, type LastParameterChange } from './last-changes.ts'
import { plannedFields } from './planned-fields.ts'
import { planUndo } from './undo-edit.ts'

export type { Actor } from '../api/contract/audit-entry.ts'
export type { ConfigurationChanges, GatewayStep } from './configuration-changes.ts'
export type { GatewayDirectory } from './gateway-directory.ts'
export type { Kept } from './configuration-persistence.ts'

type Fields = Readonly<Record<string, unknown>>

/** Everything an operator sets. A change is checked, audited and committed whole, or refused with an EngineError. */
export interface Configuration {
  readonly parameters: ParameterReader
  readonly settings: {
    readonly values: EngineSettings
    /** Counts up with every change. */
    readonly version: number
  }
  readonly routingGateways: GatewayDirectory<RoutingGateway>
  readonly mappingGateways: GatewayDirectory<MappingGateway>
  /** Several objects as one edit; its number, null = there was nothing to change. */
  applyEdits(changes: ConfigurationChanges, actor: Actor): number | null
  /** What `applyEdits` would change; throws what it would throw. */
  planEdits(changes: ConfigurationChanges): readonly PlannedField[]
  setParameters(changes: Fields, actor: Actor, expected?: Fields): number | null
  setSettings(changes: Fields, actor: Actor, expectedVersion?: number): number | null
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
  /** null = it was never changed in this data folder. */
  lastParameterChange(name: ParameterName): LastParameterChange | null
  /** The last edits of this run, newest first. */
  edits(): readonly EditRow[]
  /** Engine settings that an edit changed; undoing it changes them again. */
  settingsChangedBy(edit: number): readonly (keyof EngineSettings)[]
  /** Puts every object of an edit back as it was, as an edit of its own; a CONFLICT when one was changed since. */
  undo(edit: number, actor: Actor): number | null
  readonly events: Emitter<ConfigurationEvents>
}

export interface ConfigurationOptions {
  readonly persistence: ConfigurationPersistence
  readonly log: Logger
}

/** Loads the configuration; works the same inside a running host and on a folder that no host runs on. */
export function createConfiguration({ persistence, log }: ConfigurationOptions): Configuration {
  const stored = persistence.load()
  const lastChanges = new LastChanges(persistence)
  const state = loadState(stored, lastChanges, log)
  const { parameters, routing, mapping } = state
  const journal = new EditJournal(stored.lastAuditId)
  const events = createEmitter<ConfigurationEvents>()
  const commit = createCommit({ state, persistence, journal, lastChanges, events })
  const draft = (): ConfigurationState => draftOf(state, lastChanges)
  const planEdits = (changes: ConfigurationChanges) => planChanges(draft(), changes, lastChanges)
  const applyEdits = (changes: ConfigurationChanges, actor: Actor): number | null =>
    commit(planEdits(changes), actor)
  return {
    parameters,
    settings: {
      get values() {
        return state.settings
      },
      get version() {
        return state.settingsVersion
      },
    },
    routingGateways: routing.table,
    mappingGateways: mapping.table,
    applyEdits,
    planEdits: (changes) => plannedFields(planEdits(changes)),
    setParameters: (changes, actor, expected) =>
      applyEdits({ parameters: { changes, expected } }, actor),
    setSettings: (changes, actor, expectedVersion) =>
      applyEdits({ settings: { changes, expectedVersion } }, actor),
    ...createGatewayEdits(state, commit),
    ...createDocumentEdits(state, commit),
    lastParameterChange: (name) => lastChanges.ofParameter(name),
    edits: () => journal.list(),
    settingsChangedBy: (edit) =>
      journal
        .expect(edit)
        .edits.flatMap((each) =>
          each.kind === 'settings' ? changedNames(each.before, each.after) : [],
        ),
    undo(edit, actor) {
      const entry = journal.expect(edit)
      return commit(planUndo(draft(), entry, lastChanges), actor, entry)
    },
    events,
  }
}

function createDocumentEdits(
  state: ConfigurationState,
  commit: Commit,
): Pick<Configuration, 'exportDocument' | 'planImport' | 'applyImport'> {
  const { parameters, routing, mapping } = state
  const plan = (document: unknown, seal: DocumentSeal | undefined): ImportPlan =>
    planDocument(readDocument(document, seal), {
      parameters: parameters.values,
      settings: state.settings,
      routingGateways: routing,
      mappingGateways: mapping,
    })
  return {
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
  }
}

function createGatewayEdits({ routing, mapping }: ConfigurationState, commit: Commit) {
  const routingEdits = gatewayEdits(routing, commit)
  const mappingEdits = gatewayEdits(mapping, commit)
  return {
    createRoutingGateway: routingEdits.create,
    modifyRoutingGateway: routingEdits.modify,
    deleteRoutingGateway: routingEdits.remove,
    createMappingGateway: mappingEdits.create,
    modifyMappingGateway: mappingEdits.modify,
    deleteMappingGateway: mappingEdits.remove,
  }
}

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
