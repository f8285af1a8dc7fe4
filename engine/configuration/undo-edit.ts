import { isDeepStrictEqual } from 'node:util'
import { engineSettings, type EngineSettings } from '../api/contract/engine-settings.ts'
import { formatParameterValue } from '../parameters/parameter-value.ts'
import { checkFields } from './check-fields.ts'
import type {
  ConfigurationEdit,
  ConfiguredNoun,
  GatewayChange,
  ParameterChange,
} from './configuration-persistence.ts'
import { applyEdit, type ConfigurationState } from './configuration-state.ts'
import { changedNames } from './edit-facts.ts'
import type { JournalEntry } from './edit-journal.ts'
import { fieldsOf, type Named } from './gateway-directory.ts'
import type { GatewayEditor } from './gateway-editor.ts'
import { conflictError, type LastChanges } from './last-changes.ts'

/**
 * The edits that put every object back as it was before an edit; a CONFLICT when one of them is no longer what the
 * edit made of it. What was changed and changed back since is not in the way.
 */
export function planUndo(
  draft: ConfigurationState,
  { edits, edit }: JournalEntry,
  lastChanges: LastChanges,
): ConfigurationEdit[] {
  const refuse: Refuse = (noun, object, name) => {
    const because = `edit ${edit} can no longer be undone`
    throw conflictError({ object, name, because, change: lastChanges.of(noun, name) })
  }
  return edits.toReversed().map((each) => {
    const inverse = inverseOf(each, draft, refuse)
    applyEdit(draft, inverse)
    return inverse
  })
}

type Refuse = (noun: ConfiguredNoun, object: string, name: string) => never

function inverseOf(
  edit: ConfigurationEdit,
  draft: ConfigurationState,
  refuse: Refuse,
): ConfigurationEdit {
  switch (edit.kind) {
    case 'parameters':
      return { kind: 'parameters', changes: inverseParameters(edit.changes, draft, refuse) }
    case 'settings':
      return inverseSettings(edit, draft.settings, refuse)
    case 'routingGateway': {
      const inverse = inverseGateway(edit, draft.routing, (object, name) =>
        refuse('routingGateway', object, name),
      )
      return { kind: 'routingGateway', ...inverse }
    }
    case 'mappingGateway': {
      const inverse = inverseGateway(edit, draft.mapping, (object, name) =>
        refuse('mappingGateway', object, name),
      )
      return { kind: 'mappingGateway', ...inverse }
    }
  }
}

function inverseParameters(
  changes: readonly ParameterChange[],
  { parameters }: ConfigurationState,
  refuse: Refuse,
): ParameterChange[] {
  return changes.map(({ name, before, value }) => {
    const present = parameters.values[name]
    if (isDeepStrictEqual(present, value)) return { name, before: present, value: before }
    return refuse('parameter', `${name} (now "${formatParameterValue(name, present)}")`, name)
  })
}

function inverseSettings(
  { before, after }: { readonly before: EngineSettings; readonly after: EngineSettings },
  present: EngineSettings,
  refuse: Refuse,
): ConfigurationEdit {
  const names = changedNames(before, after)
  for (const name of names) {
    if (!isDeepStrictEqual(present[name], after[name])) refuse('setting', `setting ${name}`, name)
  }
  const restored = Object.fromEntries(names.map((name) => [name, before[name]]))
  // What holds between settings may be broken by what others have set since.
  const settings = checkFields(engineSettings, { ...present, ...restored }, 'engine settings')
  return { kind: 'settings', before: present, after: Object.freeze(settings) }
}

function inverseGateway<G extends Named>(
  { before, after }: GatewayChange<G>,
  { table, title }: GatewayEditor<G>,
  refuse: (object: string, name: string) => never,
): GatewayChange<G> {
  const present = after && table.get(after.name)
  const isAsMade =
    present?.id === after?.id &&
    (!present || !after || changedNames(fieldsOf(present), fieldsOf(after)).length === 0)
  if (after && !isAsMade) refuse(`${title} "${after.name}"`, after.name)
  const isRenamed = before && before.name !== after?.name
  if (isRenamed && table.get(before.name)) refuse(`${title} "${before.name}"`, before.name)
  if (!before) return { before: present, after: undefined }
  const version = (present ?? before).version + 1
  return { before: present, after: Object.freeze({ ...before, version }) }
}
