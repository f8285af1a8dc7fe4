import type { z } from 'zod'
import { checkFields } from './check-fields.ts'
import type { ConfigurationEdit, GatewayChange, Kept } from './configuration-persistence.ts'
import { differencesOf } from './edit-facts.ts'
import { fieldsOf, type GatewayTable, type Named } from './gateway-directory.ts'

/** A checked change of one gateway, also in the form that is committed. */
export interface GatewayPlan<G> extends GatewayChange<G> {
  readonly edit: ConfigurationEdit
}

type Planned<G> = GatewayPlan<G> & { readonly after: Kept<G> }

/** Plans the changes of one kind of gateway from fields as they arrive, checked against the contract. */
export interface GatewayEditor<G extends Named> {
  readonly table: GatewayTable<G>
  readonly title: 'routing gateway' | 'mapping gateway'
  create(fields: unknown, ahead?: number): Planned<G>
  /** `changes` name only the fields to change; undefined = nothing would change. */
  modify(name: string, changes: unknown, version?: number): Planned<G> | undefined
  /** `fields` are the whole gateway: what they omit gets its default, but for the secret, which is kept. */
  replace(before: Kept<G>, fields: Readonly<Record<string, unknown>>): Planned<G> | undefined
  delete(before: Kept<G>): GatewayPlan<G>
}

export interface GatewayEditorOptions<G extends Named> {
  readonly schema: z.ZodType<G>
  readonly table: GatewayTable<G>
  readonly title: 'routing gateway' | 'mapping gateway'
  readonly editOf: (change: GatewayChange<G>) => ConfigurationEdit
}

export function createGatewayEditor<G extends Named & { readonly password: string }>(
  options: GatewayEditorOptions<G>,
): GatewayEditor<G> {
  const { schema, table, title, editOf } = options
  const change = (before: Kept<G>, fields: unknown): Planned<G> | undefined => {
    const checked = checkFields(schema, fields, `${title} "${before.name}"`)
    if (differencesOf(before, checked).length === 0) return undefined
    const planned = table.planModify(before, checked)
    return { ...planned, edit: editOf(planned) }
  }
  return {
    table,
    title,
    create(fields, ahead) {
      const planned = table.planCreate(checkFields(schema, fields, nameIn(fields, title)), ahead)
      return { ...planned, edit: editOf(planned) }
    },
    modify(name, changes, version) {
      const before = table.expect(name, version)
      return change(before, mergeFields(fieldsOf(before), changes))
    },
    replace: (before, fields) => change(before, { password: before.password, ...fields }),
    delete(before) {
      const deleted = { before, after: undefined }
      return { ...deleted, edit: editOf(deleted) }
    },
  }
}

function nameIn(fields: unknown, title: string): string {
  const isNamed = typeof fields === 'object' && fields !== null && 'name' in fields
  return isNamed && typeof fields.name === 'string' ? `${title} "${fields.name}"` : title
}

/** Changes that are no object at all are left to the schema, which words the refusal. */
function mergeFields(fields: object, changes: unknown): unknown {
  const isObject = typeof changes === 'object' && changes !== null && !Array.isArray(changes)
  return isObject ? { ...fields, ...changes } : changes
}
