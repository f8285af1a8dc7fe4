import type { PlannedField } from '../../../engine/api/contract/evidence.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import type { Key, Translate } from '../../composables/use-text.ts'

type Column = GridColumn<PlannedField>

const objectKeys = {
  parameter: 'profiles.object.parameter',
  setting: 'profiles.object.setting',
  'routing gateway': 'profiles.object.routing',
  'mapping gateway': 'profiles.object.mapping',
} as const satisfies Readonly<Record<PlannedField['object'], Key>>

/** Fields of a routing gateway that profiles change. */
const gatewayFields: readonly string[] = ['allowPublish', 'enforceCapacity', 'deploymentProfile']

export const plannedKey = ({ object, name, field }: PlannedField): string =>
  `${object}/${name}/${field}`

/** Columns of what an edit would change; `nameOf` gives a profile its name. */
export function plannedColumns(t: Translate, nameOf: (id: string) => string): readonly Column[] {
  const column = (
    id: 'object' | 'name' | 'field' | 'from' | 'to',
    width: number,
    value: (row: PlannedField) => string,
  ): Column => ({ id, title: t(`profiles.column.${id}`), width, value })
  const words = (row: PlannedField, value: unknown): string => {
    if (typeof value === 'boolean') return t(value ? 'grid.yes' : 'grid.no')
    if (row.field !== 'deploymentProfile') return String(value)
    return value === '' ? t('profiles.noProfile') : nameOf(String(value))
  }
  return [
    column('object', 130, ({ object }) => t(objectKeys[object])),
    column('name', 190, ({ name }) => name),
    column('field', 160, (row) => fieldTitle(row, t)),
    column('from', 170, (row) => words(row, row.from)),
    { ...column('to', 170, (row) => words(row, row.to)), grow: 1 },
  ]
}

function fieldTitle({ object, field }: PlannedField, t: Translate): string {
  if (object === 'parameter') return t('profiles.fieldValue')
  if (field === 'deploymentProfile') return t('profiles.deploymentProfile')
  const isKnown = object === 'routing gateway' && gatewayFields.includes(field)
  return isKnown ? t(`gateways.field.${field}` as Key) : field
}
