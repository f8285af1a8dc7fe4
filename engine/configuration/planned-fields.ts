import type { PlannedField } from '../api/contract/evidence.ts'
import { formatParameterValue } from '../parameters/parameter-value.ts'
import type {
  ConfigurationEdit,
  MappingGatewayEdit,
  RoutingGatewayEdit,
} from './configuration-persistence.ts'
import { differencesOf } from './edit-facts.ts'
import { fieldsOf } from './gateway-directory.ts'

type GatewayEdit = RoutingGatewayEdit | MappingGatewayEdit

/** What edits change, field by field; a gateway that several of them change is told as it is before and after all. */
export function plannedFields(edits: readonly ConfigurationEdit[]): PlannedField[] {
  const others = edits.filter((edit) => !isOfGateway(edit))
  return [...others, ...mergeGatewayEdits(edits.filter(isOfGateway))].flatMap(fieldsOfEdit)
}

const isOfGateway = (edit: ConfigurationEdit): edit is GatewayEdit =>
  edit.kind === 'routingGateway' || edit.kind === 'mappingGateway'

function mergeGatewayEdits(edits: readonly GatewayEdit[]): Iterable<GatewayEdit> {
  const merged = new Map<string, GatewayEdit>()
  for (const edit of edits) {
    const key = `${edit.kind} ${String((edit.before ?? edit.after)?.id)}`
    const earlier = merged.get(key)
    // Both are of one kind, which is part of the key.
    merged.set(key, earlier ? ({ ...edit, before: earlier.before } as GatewayEdit) : edit)
  }
  return merged.values()
}

function fieldsOfEdit(edit: ConfigurationEdit): PlannedField[] {
  switch (edit.kind) {
    case 'parameters':
      return edit.changes.map(({ name, before, value }) => ({
        ...{ object: 'parameter', name, field: 'value' },
        ...{ from: formatParameterValue(name, before), to: formatParameterValue(name, value) },
      }))
    case 'settings':
      return rowsOf('setting', '', edit)
    case 'routingGateway':
      return rowsOf('routing gateway', nameOf(edit), edit)
    case 'mappingGateway':
      return rowsOf('mapping gateway', nameOf(edit), edit)
  }
}

const nameOf = ({ before, after }: GatewayEdit): string => (before ?? after)?.name ?? ''

/** Of a gateway that appears or goes, every field is planned; null stands for what is not there. */
function rowsOf(
  object: PlannedField['object'],
  name: string,
  sides: { readonly before: object | undefined; readonly after: object | undefined },
): PlannedField[] {
  const [before, after] = [fieldsOf(sides.before ?? {}), fieldsOf(sides.after ?? {})]
  return differencesOf(before, after).map((each) => ({
    ...{ object, name, field: each.field },
    ...{ from: each.before ?? null, to: each.after ?? null },
  }))
}
