import { isDeepStrictEqual } from 'node:util'
import { checkParameters } from '../parameters/parameter-set.ts'
import { formatParameterValue } from '../parameters/parameter-value.ts'
import type { ConfigurationEdit } from './configuration-persistence.ts'
import { applyEdit, type ConfigurationState } from './configuration-state.ts'
import type { Named } from './gateway-directory.ts'
import type { GatewayEditor } from './gateway-editor.ts'
import { conflictError, type LastChanges } from './last-changes.ts'
import { planParameters } from './parameter-edit.ts'
import { planSettings } from './settings-edit.ts'

type Fields = Readonly<Record<string, unknown>>

/** One step of several with gateways of one kind; each sees what those before it have made. */
export type GatewayStep =
  | { readonly kind: 'create'; readonly fields: unknown }
  | {
      readonly kind: 'modify'
      readonly name: string
      readonly changes: unknown
      readonly expectedVersion?: number | undefined
    }
  | {
      readonly kind: 'delete'
      readonly name: string
      readonly expectedVersion?: number | undefined
    }

/** Changes of several objects, of several kinds, that are made as one edit: all or nothing. */
export interface ConfigurationChanges {
  readonly parameters?: {
    readonly changes: Fields
    /** The values that the changes were made on; another one is a conflict. */
    readonly expected?: Fields | undefined
  }
  readonly settings?: {
    readonly changes: Fields
    readonly expectedVersion?: number | undefined
  }
  readonly routingGateways?: readonly GatewayStep[]
  readonly mappingGateways?: readonly GatewayStep[]
}

/** Checks the changes against a draft of the configuration, which they change; the first one not allowed refuses all. */
export function planChanges(
  draft: ConfigurationState,
  changes: ConfigurationChanges,
  lastChanges: LastChanges,
): ConfigurationEdit[] {
  const edits: ConfigurationEdit[] = []
  const take = (edit: ConfigurationEdit | undefined): void => {
    if (!edit) return
    applyEdit(draft, edit)
    edits.push(edit)
  }
  const { parameters, settings, routingGateways = [], mappingGateways = [] } = changes
  if (parameters) {
    if (parameters.expected) expectParameters(draft, parameters.expected, lastChanges)
    planParameters(draft.parameters.values, parameters.changes).forEach(take)
  }
  if (settings) {
    expectSettings(draft, settings.expectedVersion, lastChanges)
    planSettings(draft.settings, settings.changes).forEach(take)
  }
  for (const step of routingGateways) take(planStep(draft.routing, step))
  for (const step of mappingGateways) take(planStep(draft.mapping, step))
  return edits
}

function expectParameters(
  { parameters }: ConfigurationState,
  expected: Fields,
  lastChanges: LastChanges,
): void {
  for (const { name, value } of checkParameters(expected)) {
    const present = parameters.values[name]
    if (isDeepStrictEqual(present, value)) continue
    const [is, was] = [formatParameterValue(name, present), formatParameterValue(name, value)]
    throw conflictError({
      ...{ object: name, name, because: `it is "${is}" now, not "${was}"` },
      change: lastChanges.of('parameter', name),
      details: { value: is, expected: was },
    })
  }
}

function expectSettings(
  { settings, settingsVersion }: ConfigurationState,
  expected: number | undefined,
  lastChanges: LastChanges,
): void {
  if (expected === undefined || expected === settingsVersion) return
  throw conflictError({
    ...{ object: 'the set of engine settings', name: 'engine settings' },
    because: `version ${settingsVersion}, not ${expected}`,
    change: lastChanges.ofSettings(Object.keys(settings)),
    details: { version: settingsVersion, expected },
  })
}

function planStep<G extends Named>(
  editor: GatewayEditor<G>,
  step: GatewayStep,
): ConfigurationEdit | undefined {
  switch (step.kind) {
    case 'create':
      return editor.create(step.fields).edit
    case 'modify':
      return editor.modify(step.name, step.changes, step.expectedVersion)?.edit
    case 'delete':
      return editor.delete(editor.table.expect(step.name, step.expectedVersion)).edit
  }
}
