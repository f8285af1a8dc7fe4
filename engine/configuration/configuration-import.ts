import type {
  ConfigurationDiff,
  ConfigurationDocument,
  ConfiguredObject,
  FieldDifference,
  ObjectDifference,
} from '../api/contract/configuration-document.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import { checkParameters } from '../parameters/parameter-set.ts'
import { formatParameterValue } from '../parameters/parameter-value.ts'
import type { ConfigurationEdit } from './configuration-persistence.ts'
import { differencesOf } from './edit-facts.ts'
import { fieldsOf, type Named } from './gateway-directory.ts'
import type { GatewayEditor, GatewayPlan } from './gateway-editor.ts'
import { planParameters } from './parameter-edit.ts'
import { planSettings } from './settings-edit.ts'

/** What a document is compared with. */
export interface ImportGround {
  readonly parameters: Readonly<ParameterValues>
  readonly settings: EngineSettings
  readonly routingGateways: GatewayEditor<RoutingGateway>
  readonly mappingGateways: GatewayEditor<MappingGateway>
}

/** The edits that make the configuration what the document says, and the same for people to read. */
export interface ImportPlan {
  readonly edits: readonly ConfigurationEdit[]
  readonly diff: ConfigurationDiff
}

/** Compares a document with the configuration; the first thing that is not allowed refuses it whole. */
export function planDocument(document: ConfigurationDocument, ground: ImportGround): ImportPlan {
  const edits: ConfigurationEdit[] = []
  const objects: ObjectDifference[] = []
  if (document.parameters) {
    edits.push(...planParameters(ground.parameters, document.parameters))
    objects.push(...parameterDifferences(document.parameters, ground.parameters))
  }
  if (document.settings) {
    const planned = planSettings(ground.settings, document.settings)
    edits.push(...planned)
    objects.push(...settingDifferences(Object.keys(document.settings), planned))
  }
  const routing = planGateways(document.routingGateways, ground.routingGateways)
  const mapping = planGateways(document.mappingGateways, ground.mappingGateways)
  edits.push(...routing.edits, ...mapping.edits)
  objects.push(...routing.objects, ...mapping.objects)
  return { edits, diff: countChanges(objects) }
}

function parameterDifferences(
  given: Readonly<Record<string, unknown>>,
  values: Readonly<ParameterValues>,
): ObjectDifference[] {
  return checkParameters(given).map(({ name, value }) => {
    const before = formatParameterValue(name, values[name])
    const after = formatParameterValue(name, value)
    return modified('parameter', name, before === after ? [] : [{ field: 'value', before, after }])
  })
}

function settingDifferences(
  names: readonly string[],
  edits: readonly ConfigurationEdit[],
): ObjectDifference[] {
  const changed = edits.flatMap((edit) =>
    edit.kind === 'settings' ? differencesOf(edit.before, edit.after) : [],
  )
  return names.map((name) => {
    const field = changed.find((each) => each.field === name)
    return modified('setting', name, field ? [{ ...field, field: 'value' }] : [])
  })
}

function modified(
  object: ConfiguredObject,
  name: string,
  fields: readonly FieldDifference[],
): ObjectDifference {
  return { object, name, change: fields.length === 0 ? 'unchanged' : 'modify', fields }
}

interface GatewaysPlan {
  readonly edits: readonly ConfigurationEdit[]
  readonly objects: readonly ObjectDifference[]
}

function planGateways<G extends Named>(
  listed: readonly Readonly<Record<string, unknown>>[] | undefined,
  editor: GatewayEditor<G>,
): GatewaysPlan {
  if (!listed) return { edits: [], objects: [] }
  const names = namesOf(listed, editor.title)
  const gone = [...editor.table.all()].filter((gateway) => !names.has(gateway.name))
  const planned: GatewayPlan<G>[] = gone.map((gateway) => editor.delete(gateway))
  const unchanged: ObjectDifference[] = []
  let created = 0
  for (const fields of listed) {
    const before = editor.table.get(String(fields.name))
    const plan = before ? editor.replace(before, fields) : editor.create(fields, created++)
    if (plan) planned.push(plan)
    else unchanged.push(modified(editor.title, String(fields.name), []))
  }
  return {
    edits: planned.map((plan) => plan.edit),
    objects: [...planned.map((plan) => gatewayDifference(plan, editor.title)), ...unchanged],
  }
}

function namesOf(
  listed: readonly Readonly<Record<string, unknown>>[],
  object: ConfiguredObject,
): ReadonlySet<string> {
  const names = new Set<string>()
  for (const fields of listed) {
    const name = String(fields.name)
    if (names.has(name)) {
      const text = `the document lists the ${object} "${name}" twice`
      throw new EngineError('INVALID_DOCUMENT', text, { value: name })
    }
    names.add(name)
  }
  return names
}

function gatewayDifference<G extends Named>(
  { before, after }: GatewayPlan<G>,
  object: ConfiguredObject,
): ObjectDifference {
  const name = (after ?? before)?.name ?? ''
  const change = before ? (after ? 'modify' : 'delete') : 'create'
  const fields = after ? differencesOf(before ? fieldsOf(before) : {}, fieldsOf(after)) : []
  return { object, name, change, fields }
}

function countChanges(objects: readonly ObjectDifference[]): ConfigurationDiff {
  const counts = { create: 0, modify: 0, delete: 0, unchanged: 0 }
  for (const each of objects) counts[each.change] += 1
  return { ...counts, objects }
}
