import { isDeepStrictEqual } from 'node:util'
import type { Actor, AuditFacts, AuditStatement } from '../api/contract/audit-entry.ts'
import type { FieldDifference } from '../api/contract/configuration-document.ts'
import { formatParameterValue } from '../parameters/parameter-value.ts'
import type {
  ConfigurationEdit,
  MappingGatewayEdit,
  RoutingGatewayEdit,
} from './configuration-persistence.ts'
import { fieldsOf } from './gateway-directory.ts'
import { conceal } from '../api/contract/secrets.ts'

/** Names of the fields in which two states of an object differ. */
export function changedNames<T extends object>(before: T, after: T): readonly (keyof T & string)[] {
  // Both states have passed the same schema, so their own keys are the fields of T.
  const names = Object.keys({ ...after, ...before }) as (keyof T & string)[]
  return names.filter((name) => !isDeepStrictEqual(before[name], after[name]))
}

/** Fields of two states of an object that differ; secrets concealed. */
export function differencesOf(before: object, after: object): FieldDifference[] {
  const earlier = fieldsOf(before)
  const later = fieldsOf(after)
  return changedNames(earlier, later).map((field) => ({
    field,
    before: concealField(field, earlier[field]),
    after: concealField(field, later[field]),
  }))
}

/** What the audit log says about an edit: one statement per object, with the fields that changed. */
export function statementsOf(edit: ConfigurationEdit, actor: Actor): AuditStatement[] {
  switch (edit.kind) {
    case 'parameters':
      return edit.changes.map(({ name, value, before }) => ({
        actor,
        action: 'parameter.set',
        object: name,
        before: { value: formatParameterValue(name, before) },
        after: { value: formatParameterValue(name, value) },
      }))
    case 'settings':
      return differencesOf(edit.before, edit.after).map(({ field, before, after }) => ({
        actor,
        action: 'setting.set',
        object: field,
        before: { value: before },
        after: { value: after },
      }))
    case 'routingGateway':
    case 'mappingGateway':
      return [gatewayStatement(edit, actor)]
  }
}

function gatewayStatement(
  edit: RoutingGatewayEdit | MappingGatewayEdit,
  actor: Actor,
): AuditStatement {
  const { kind, before, after } = edit
  const object = (before ?? after)?.name ?? ''
  if (before && after) {
    const changed = differencesOf(before, after)
    const side = (name: 'before' | 'after') =>
      Object.fromEntries(changed.map((difference) => [difference.field, difference[name]]))
    return { actor, action: `${kind}.modify`, object, before: side('before'), after: side('after') }
  }
  const action = `${kind}.${before ? 'delete' : 'create'}`
  return { actor, action, object, before: stateOf(before), after: stateOf(after) }
}

function stateOf(gateway: object | undefined): AuditFacts {
  return gateway ? conceal(fieldsOf(gateway)) : null
}

function concealField(name: string, value: unknown): unknown {
  const isPlain = typeof value !== 'object' && typeof value !== 'string'
  return isPlain ? value : Reflect.get(conceal({ [name]: value }), name)
}
