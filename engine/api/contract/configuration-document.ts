import { z } from 'zod'
import { code } from './fields.ts'

const gateways = (kind: string) =>
  z
    .array(z.record(z.string(), z.unknown()), { error: `list of ${kind} gateways` })
    .max(100_000, { error: `at most 100000 ${kind} gateways` })
    .optional()

/**
 * Everything an operator sets, as one document. A section that is absent is left alone. Parameters and settings
 * that a section does not name keep their values; a list of gateways is complete: others are deleted.
 */
export const configurationDocument = z.strictObject({
  /** Form of the document. */
  trunkline: code(1),
  /** How secrets are sealed; absent = the document carries none, or plain ones. */
  seal: z
    .strictObject({
      method: z.literal('scrypt-aes-256-gcm', { error: 'scrypt-aes-256-gcm' }),
      salt: z
        .string({ error: 'base64 text' })
        .regex(/^[A-Za-z0-9+/]{16,64}={0,2}$/, { error: 'base64 text' }),
    })
    .optional(),
  parameters: z.record(z.string(), z.unknown(), { error: 'name: value pairs' }).optional(),
  settings: z.record(z.string(), z.unknown(), { error: 'name: value pairs' }).optional(),
  routingGateways: gateways('routing'),
  mappingGateways: gateways('mapping'),
})

export type ConfigurationDocument = Readonly<z.infer<typeof configurationDocument>>

export type ConfiguredObject = 'parameter' | 'setting' | 'routing gateway' | 'mapping gateway'

/** One field that an import changes; values in the form that documents use, secrets concealed. */
export interface FieldDifference {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** What an import does to one object. */
export interface ObjectDifference {
  readonly object: ConfiguredObject
  readonly name: string
  readonly change: 'create' | 'modify' | 'delete' | 'unchanged'
  readonly fields: readonly FieldDifference[]
}

/** What an import does, object by object. */
export interface ConfigurationDiff {
  readonly create: number
  readonly modify: number
  readonly delete: number
  readonly unchanged: number
  readonly objects: readonly ObjectDifference[]
}
