import type { z } from 'zod'
import { mappingGateway, routingGateway } from '../../../engine/api/contract/gateways.ts'
import type { FieldName, FormPage } from './form-field.ts'
import { fieldsOf } from './form-field.ts'
import { mappingPages } from './mapping-form.ts'
import { routingPages } from './routing-form.ts'

export type KindName = 'routing' | 'mapping'
export type Fields = Readonly<Record<string, unknown>>

/** A gateway of either kind as it is listed: fields by name, and what tells it apart. */
export type Listed = Fields & {
  readonly id: number
  readonly version: number
  readonly name: string
  readonly lockType: number
  readonly hasPassword: boolean
}

interface GatewayKind {
  readonly schema: z.ZodObject
  readonly pages: readonly FormPage[]
  readonly feed: 'routingGateways' | 'mappingGateways'
  readonly online: 'routingOnline' | 'mappingOnline'
  /** The word of the audit log. */
  readonly noun: 'routingGateway' | 'mappingGateway'
}

/** What the windows of the two kinds differ in. */
export const gatewayKinds: { readonly [K in KindName]: GatewayKind } = {
  routing: {
    schema: routingGateway,
    pages: routingPages,
    feed: 'routingGateways',
    online: 'routingOnline',
    noun: 'routingGateway',
  },
  mapping: {
    schema: mappingGateway,
    pages: mappingPages,
    feed: 'mappingGateways',
    online: 'mappingOnline',
    noun: 'mappingGateway',
  },
}

/** What a password may be, which is the same for both kinds; one that is not typed is left as it is. */
const typedPassword = routingGateway.shape.password.unwrap().optional()

/** The schema of what is typed in a dialog. */
export function draftSchema(kind: KindName): z.ZodObject {
  return gatewayKinds[kind].schema.extend({ password: typedPassword })
}

/** Why one value of a field is not allowed, in the contract's words; undefined = it is. */
export function faultOfValue(kind: KindName, field: FieldName, value: unknown): string | undefined {
  const schema = gatewayKinds[kind].schema.shape[field] as z.ZodType | undefined
  return schema?.safeParse(value).error?.issues[0]?.message
}

/** What the schema makes of a value: numbers for typed digits, lists without blanks. */
export function checkedValue(kind: KindName, field: FieldName, value: unknown): unknown {
  const schema = gatewayKinds[kind].schema.shape[field] as z.ZodType | undefined
  const outcome = schema?.safeParse(value)
  return outcome?.success === true ? outcome.data : value
}

/** The fields of a listed gateway that a dialog edits. */
export function fieldsOfListed(kind: KindName, row: Listed): Fields {
  return Object.fromEntries(
    fieldsOf(gatewayKinds[kind].pages)
      .filter(({ name }) => name !== 'password')
      .map(({ name }) => [name, row[name]]),
  )
}

/** The fields of a new gateway: the contract's defaults. */
export function newFields(kind: KindName): Fields {
  const fields = gatewayKinds[kind].schema.omit({ password: true }).parse({ name: 'new' })
  return { ...fields, name: '' }
}

/** A name for a copy that no gateway has yet, within the length that a name may have. */
export function copyName(wanted: string, taken: (name: string) => boolean): string {
  const most = 64
  const base = wanted.slice(0, most).trim()
  if (!taken(base)) return base
  for (let count = 2; ; count++) {
    const end = ` ${count}`
    const name = base.slice(0, most - end.length).trim() + end
    if (!taken(name)) return name
  }
}
