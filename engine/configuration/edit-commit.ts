import type { Actor, AuditStatement } from '../api/contract/audit-entry.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'
import type { Emitter } from '../kernel/emitter.ts'
import type { ParameterName } from '../parameters/parameter-catalogue.ts'
import type {
  ConfigurationEdit,
  ConfigurationPersistence,
  GatewayChange,
} from './configuration-persistence.ts'
import { applyEdit, type ConfigurationState } from './configuration-state.ts'
import { changedNames, statementsOf } from './edit-facts.ts'
import type { EditJournal, JournalEntry } from './edit-journal.ts'
import type { LastChanges } from './last-changes.ts'

/** Told after the change is durable and in force. */
export interface ConfigurationEvents {
  readonly parameterChanged: { readonly names: readonly ParameterName[] }
  readonly settingsChanged: { readonly names: readonly (keyof EngineSettings)[] }
  readonly routingGatewayChanged: GatewayChange<RoutingGateway>
  readonly mappingGatewayChanged: GatewayChange<MappingGateway>
  /** Once for each edit, after the events of all its changes. */
  readonly edited: { readonly edit: number }
}

/** Commits changes as one edit; the number of the edit, null = there was nothing to change. */
export type Commit = (
  edits: readonly ConfigurationEdit[],
  actor: Actor,
  undone?: JournalEntry,
) => number | null

export interface CommitParts {
  readonly state: ConfigurationState
  readonly persistence: ConfigurationPersistence
  readonly journal: EditJournal
  readonly lastChanges: LastChanges
  readonly events: Emitter<ConfigurationEvents>
}

/** The only way into the configuration: durable and audited first, then in force, then told. */
export function createCommit(parts: CommitParts): Commit {
  const { state, persistence, journal, lastChanges, events } = parts
  return (edits, actor, undone) => {
    if (edits.length === 0) return null
    const statements = edits.flatMap((edit) => statementsOf(edit, actor))
    const audited = undone ? [undoStatement(undone, actor), ...statements] : statements
    const atMs = persistence.commit(edits, audited)
    for (const edit of edits) applyEdit(state, edit)
    for (const statement of statements) lastChanges.note(statement, atMs)
    const edit = journal.record({ edits, statements, actor, atMs, undoes: undone?.edit })
    for (const each of edits) announce(events, each)
    events.emit('edited', { edit })
    return edit
  }
}

/** Stands before the lines of the changes, so that the log says why they were made. */
function undoStatement({ edit, action }: JournalEntry, actor: Actor): AuditStatement {
  return { actor, action: 'edit.undo', object: String(edit), before: {}, after: { action } }
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
