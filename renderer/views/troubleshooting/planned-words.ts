import type { PlannedField } from '../../../engine/api/contract/evidence.ts'
import type { Key, Translate } from '../../composables/use-text.ts'

/** A field that a fix would change, in words. */
export interface PlannedWords {
  readonly key: string
  /** Routing gateway that can be left out; empty = it is none. */
  readonly gateway: string
  readonly object: string
  readonly field: string
  readonly from: string
  readonly to: string
}

/** Fields of a routing gateway that fixes change. */
const gatewayFields: ReadonlySet<string> = new Set(['allowPublish', 'enforceCapacity', 'capacity'])

export function plannedWords(planned: PlannedField, t: Translate): PlannedWords {
  const { object, name, field } = planned
  const isGateway = object === 'routing gateway'
  const isKnown = isGateway && gatewayFields.has(field)
  const title = isKnown ? t(`gateways.field.${field}` as Key) : field
  return {
    ...{ key: `${object} ${name} ${field}`, gateway: isGateway ? name : '', object: name },
    field: object === 'parameter' ? t('troubleshooting.parameterValue') : title,
    from: valueWords(planned, planned.from, t),
    to: valueWords(planned, planned.to, t),
  }
}

function valueWords({ field }: PlannedField, value: unknown, t: Translate): string {
  if (typeof value === 'boolean') return t(value ? 'grid.yes' : 'grid.no')
  if (field === 'capacity' && value === 0) return t('component.unlimited')
  return String(value)
}
