import { z } from 'zod'
import { integer } from './fields.ts'
import { mappingGateway, routingGateway } from './gateways.ts'
import {
  count,
  editNumber,
  gatewayKind,
  moment,
  name,
  nothing,
  openObject,
  procedure,
} from './procedure.ts'

/*
 * Everything an operator sets. Gateways and configuration documents are checked by the configuration itself, with the
 * same words for every interface, so their input is open here. Each change is one edit: all or nothing, audited,
 * and undone as one by `edit.undo` for as long as nobody else changed the same objects.
 */

const lastChange = z.object({
  by: z.string(),
  from: z.string(),
  atMs: z.number(),
  before: z.string(),
  after: z.string(),
})

export const parameterRow = z.object({
  name: z.string(),
  group: z.enum(['SIP parameter', 'System parameter']),
  value: z.string(),
  default: z.string(),
  /** The allowed values in words. */
  allowed: z.string(),
  unit: z.string(),
  description: z.string(),
  descriptionZh: z.string(),
  /** Source of the name and its default, as in the parameter reference. */
  origin: z.string(),
  kind: z.enum(['integer', 'integer or word', 'on/off', 'choice', 'decimal list', 'text']),
  /** Of numbers and of the items of a list; null where there is none. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  step: z.number().nullable(),
  /** Words that it takes: of a choice all, of `integer or word` the word; empty where there is none. */
  choices: z.array(z.string()).readonly(),
  /** Longest text, most items of a list; null where there is none. */
  maxLength: z.int().nullable(),
  /** null = it was never changed in this data folder. */
  lastChange: lastChange.nullable(),
})

const listed = {
  id: z.int(),
  version: z.int(),
  /** The password itself is not told. */
  hasPassword: z.boolean(),
}
export const listedRoutingGateway = routingGateway.omit({ password: true }).extend(listed)
export const listedMappingGateway = mappingGateway.omit({ password: true }).extend(listed)
const listedGateway = z.union([listedRoutingGateway, listedMappingGateway])

const fieldDifference = z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })
const configurationDiff = z.object({
  create: count,
  modify: count,
  delete: count,
  unchanged: count,
  objects: z
    .array(
      z.object({
        object: z.enum(['parameter', 'setting', 'routing gateway', 'mapping gateway']),
        name: z.string(),
        change: z.enum(['create', 'modify', 'delete', 'unchanged']),
        fields: z.array(fieldDifference).readonly(),
      }),
    )
    .readonly(),
})
/** Opens the secrets of a sealed document; without one they are left as they are. */
const passphrase = z
  .string({ error: 'a passphrase' })
  .min(8, { error: 'a passphrase of 8 characters or more' })
const documentInput = z.strictObject({ document: z.unknown(), passphrase: passphrase.optional() })

const gatewayEdit = z.strictObject({
  name,
  changes: openObject,
  /** The version that the changes were made on; another one is a conflict. */
  expectedVersion: z.int().optional(),
})
const manyAllowed = 'at least one gateway, at most 10000'
const names = z.array(name).min(1, { error: manyAllowed }).max(10_000, { error: manyAllowed })

export const settingsState = z.object({
  /** Counts up with every change. */
  version: z.int(),
  /** Secrets concealed. */
  values: openObject,
  /** Settings that hold for this run only, given on the command line: changing them has no effect before the next start. */
  overridden: z.array(z.string()).readonly(),
})

const auditFilter = z.strictObject({
  fromMs: moment.optional(),
  /** Exclusive. */
  toMs: moment.optional(),
  actor: z.string({ error: 'a name' }).max(256).optional(),
  /** Whole action or its noun. */
  action: z.string({ error: 'an action' }).max(256).optional(),
  object: z.string({ error: 'an object' }).max(256).optional(),
  /** Lines older than this one: `next` of the page before. */
  beforeId: z.int().optional(),
  limit: integer(1, 10_000).default(200),
})
const auditRow = z.object({
  id: z.int(),
  atMs: z.number(),
  actor: z.object({ name: z.string(), from: z.string() }),
  action: z.string(),
  object: z.string(),
  before: openObject.nullable(),
  after: openObject.nullable(),
})

const editRow = z.object({
  edit: z.int(),
  atMs: z.number(),
  by: z.string(),
  /** What it did, as the audit log names it: `routingGateway.delete`. */
  action: z.string(),
  /** Names of the changed objects. */
  objects: z.array(z.string()).readonly(),
  isUndone: z.boolean(),
})

export const configurationProcedures = {
  'param.list': procedure('viewer', false, nothing, z.array(parameterRow)),
  'param.get': procedure('viewer', false, z.strictObject({ name }), parameterRow),
  'param.set': procedure(
    'operator',
    true,
    z.strictObject({
      changes: z.record(z.string(), z.string({ error: 'text' })),
      /** The values that the changes were made on; another one is a conflict. */
      expected: z.record(z.string(), z.string({ error: 'text' })).optional(),
    }),
    z.object({ rows: z.array(parameterRow), edit: editNumber }),
  ),
  'gateway.list': procedure(
    'viewer',
    false,
    z.strictObject({ kind: gatewayKind }),
    z.array(listedGateway),
  ),
  'gateway.get': procedure(
    'viewer',
    false,
    z.strictObject({ kind: gatewayKind, name }),
    listedGateway,
  ),
  'gateway.add': procedure(
    'operator',
    true,
    z.strictObject({ kind: gatewayKind, fields: openObject }),
    listedGateway,
  ),
  'gateway.set': procedure(
    'operator',
    true,
    z.strictObject({ kind: gatewayKind, ...gatewayEdit.shape }),
    listedGateway,
  ),
  'gateway.remove': procedure(
    'operator',
    true,
    z.strictObject({ kind: gatewayKind, name }),
    nothing,
  ),
  /** Several gateways as one edit. */
  'gateway.setMany': procedure(
    'operator',
    true,
    z.strictObject({
      kind: gatewayKind,
      edits: z
        .array(gatewayEdit)
        .min(1, { error: manyAllowed })
        .max(10_000, { error: manyAllowed }),
    }),
    z.object({ edit: editNumber }),
  ),
  'gateway.removeMany': procedure(
    'operator',
    true,
    z.strictObject({ kind: gatewayKind, names }),
    z.object({ edit: editNumber }),
  ),
  'settings.get': procedure('viewer', false, nothing, settingsState),
  'settings.set': procedure(
    'administrator',
    true,
    z.strictObject({ changes: openObject, expectedVersion: z.int().optional() }),
    settingsState.extend({ edit: editNumber }),
  ),
  /** Edits that can still be undone, newest first. */
  'edit.list': procedure('operator', false, nothing, z.array(editRow)),
  /** Puts every object of an edit back as it was; a conflict when one of them was changed since. Undoing an undo repeats it. */
  'edit.undo': procedure(
    'operator',
    true,
    z.strictObject({ edit: z.int({ error: 'an edit number' }) }),
    z.object({ edit: editNumber }),
  ),
  'config.export': procedure(
    'administrator',
    true,
    // With a passphrase the document carries its secrets, sealed by it.
    z.strictObject({ passphrase: passphrase.optional() }),
    openObject,
  ),
  'config.plan': procedure('administrator', false, documentInput, configurationDiff),
  'config.import': procedure('administrator', true, documentInput, configurationDiff),
  'audit.list': procedure(
    'operator',
    false,
    auditFilter,
    z.object({ entries: z.array(auditRow).readonly(), next: z.int().nullable() }),
  ),
} as const

export type ParameterRow = Readonly<z.infer<typeof parameterRow>>
export type ListedGateway = Readonly<z.infer<typeof listedGateway>>
export type ListedRoutingGateway = Readonly<z.infer<typeof listedRoutingGateway>>
export type ListedMappingGateway = Readonly<z.infer<typeof listedMappingGateway>>
export type SettingsState = Readonly<z.infer<typeof settingsState>>
export type AuditRow = Readonly<z.infer<typeof auditRow>>
export type EditRow = Readonly<z.infer<typeof editRow>>
