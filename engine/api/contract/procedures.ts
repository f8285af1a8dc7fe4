import { z } from 'zod'
import { integer } from './fields.ts'
import { mappingGateway, routingGateway } from './gateways.ts'

/*
 * Every procedure of the management interface: one row each. Names are noun.verb; carriers (HTTP, in-process) know
 * nothing else. Gateways and configuration documents are checked by the configuration itself, with the same words
 * for every interface, so their input is open here.
 */

/** Each role may do what those before it may. */
export const roles = ['viewer', 'operator', 'administrator'] as const
export type Role = (typeof roles)[number]

interface Procedure<I extends z.ZodType, O extends z.ZodType> {
  readonly role: Role
  /** The audit log keeps who called it, with what came of it. */
  readonly audit: boolean
  readonly input: I
  readonly output: O
}

const procedure = <I extends z.ZodType, O extends z.ZodType>(
  role: Role,
  audit: boolean,
  input: I,
  output: O,
): Procedure<I, O> => ({ role, audit, input, output })

const nothing = z.strictObject({})
const done = z.strictObject({})
const openObject = z.record(z.string(), z.unknown())
const kind = z.enum(['routing', 'mapping'], { error: 'one of routing, mapping' })
const name = z.string({ error: 'a name' }).min(1, { error: 'a name' })

const parameterRow = z.object({
  name: z.string(),
  group: z.string(),
  value: z.string(),
  default: z.string(),
  allowed: z.string(),
  unit: z.string(),
  description: z.string(),
})

const listed = {
  id: z.int(),
  version: z.int(),
  /** The password itself is not told. */
  hasPassword: z.boolean(),
}
const listedRoutingGateway = routingGateway.omit({ password: true }).extend(listed)
const listedMappingGateway = mappingGateway.omit({ password: true }).extend(listed)
const listedGateway = z.union([listedRoutingGateway, listedMappingGateway])

const count = z.int()
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

/** What an operator asks of route analysis. */
const routeQuestion = z.strictObject({
  mappingGateway: name,
  caller: z.string({ error: 'the caller number' }),
  callee: z.string({ error: 'the callee number' }).min(1, { error: 'the callee number' }),
})

const routeAnalysisReport = z.object({
  /** Numbers after the mapping gateway's own rules. */
  callerE164: z.string(),
  calleeE164: z.string(),
  outcome: z.enum(['candidates', 'no-prefix', 'none-usable', 'not-allowed']),
  candidates: z.array(
    z.object({
      position: count,
      gateway: z.string(),
      prefix: z.string(),
      priority: count,
      callerSent: z.string(),
      calleeSent: z.string(),
      band: z.enum(['normal', 'reduce', 'last resort', 'full']),
      active: count,
      capacity: count,
      callsCarried: count,
      answerRate: z.number().nullable(),
    }),
  ),
  excluded: z.array(
    z.object({
      gateway: z.string(),
      rule: z.string(),
      /** The prefix that matched, null = none. */
      prefix: z.string().nullable(),
      detail: z.string(),
    }),
  ),
})

const engineStatus = z.object({
  running: z.boolean(),
  node: z.string(),
  domain: z.string(),
  version: z.string(),
  sip: z.array(z.string()),
  uptimeSeconds: z.int(),
  calls: z.int(),
  callsPerSecond: z.number(),
  routingGateways: z.int(),
  mappingGateways: z.int(),
  alarms: z.int(),
})

/** Which messages of the trace are wanted; what is not given does not count. */
export const traceFilter = z.strictObject({
  /** Requests of this method and the responses to them. */
  method: z.string({ error: 'a method' }).max(64).optional(),
  statusCode: integer(100, 699).optional(),
  /** Messages of any of these calls. */
  callIds: z.array(z.string().max(1024)).max(100).optional(),
  gateway: z.string({ error: 'a gateway name' }).max(64).optional(),
  direction: z.enum(['sent', 'received'], { error: 'one of sent, received' }).optional(),
  fromMs: z.number({ error: 'milliseconds since the epoch' }).optional(),
  untilMs: z.number({ error: 'milliseconds since the epoch' }).optional(),
  text: z.string({ error: 'text' }).max(1024).optional(),
})

const endpoint = z.object({ address: z.string(), port: z.int() })
const tracedMessage = z.object({
  /** Handle for `trace.get` and for paging. */
  sequence: z.int(),
  timeMs: z.number(),
  direction: z.enum(['sent', 'received']),
  protocol: z.enum(['udp', 'tcp', 'tls']),
  local: endpoint,
  remote: endpoint,
  gateways: z.array(z.string()).readonly(),
  startLine: z.string(),
  callId: z.string(),
  cseq: z.string(),
  lengthBytes: z.int(),
})

export const userName = z
  .string({ error: '1 to 64 letters, digits or any of . _ - @' })
  .regex(/^[0-9A-Za-z._@-]{1,64}$/, { error: '1 to 64 letters, digits or any of . _ - @' })
export const userPassword = z
  .string({ error: '8 to 256 characters' })
  .min(8, { error: '8 to 256 characters' })
  .max(256, { error: '8 to 256 characters' })
const account = z.strictObject({ name: userName, password: userPassword })

export const procedures = {
  'engine.status': procedure('viewer', false, nothing, engineStatus),
  'param.list': procedure('viewer', false, nothing, z.array(parameterRow)),
  'param.get': procedure('viewer', false, z.strictObject({ name }), parameterRow),
  'param.set': procedure(
    'operator',
    true,
    z.strictObject({ changes: z.record(z.string(), z.string({ error: 'text' })) }),
    z.array(parameterRow),
  ),
  'gateway.list': procedure('viewer', false, z.strictObject({ kind }), z.array(listedGateway)),
  'gateway.get': procedure('viewer', false, z.strictObject({ kind, name }), listedGateway),
  'gateway.add': procedure(
    'operator',
    true,
    z.strictObject({ kind, fields: openObject }),
    listedGateway,
  ),
  'gateway.set': procedure(
    'operator',
    true,
    z.strictObject({ kind, name, changes: openObject, expectedVersion: z.int().optional() }),
    listedGateway,
  ),
  'gateway.remove': procedure('operator', true, z.strictObject({ kind, name }), done),
  'config.export': procedure(
    'administrator',
    true,
    // With a passphrase the document carries its secrets, sealed by it.
    z.strictObject({ passphrase: passphrase.optional() }),
    openObject,
  ),
  'config.plan': procedure('administrator', false, documentInput, configurationDiff),
  'config.import': procedure('administrator', true, documentInput, configurationDiff),
  'admin.create': procedure('administrator', true, account, done),
  'admin.resetPassword': procedure('administrator', true, account, done),
  'trace.list': procedure(
    'viewer',
    false,
    traceFilter.extend({ before: z.int().optional(), limit: integer(1, 1000).default(100) }),
    // Newest first; `next` is the `before` of the following page, null = everything was looked at.
    z.object({ messages: z.array(tracedMessage).readonly(), next: z.int().nullable() }),
  ),
  'trace.get': procedure(
    'viewer',
    false,
    z.strictObject({ sequence: z.int({ error: 'a sequence number' }) }),
    z.object({ text: z.string() }),
  ),
  'route.analyse': procedure('viewer', false, routeQuestion, routeAnalysisReport),
} as const

export type Procedures = typeof procedures
export type TraceQuestion = Readonly<z.infer<typeof traceFilter>>
export type ProcedureName = keyof Procedures
/** What a caller hands in, and what comes back. */
export type Input<N extends ProcedureName> = z.input<Procedures[N]['input']>
export type Checked<N extends ProcedureName> = z.output<Procedures[N]['input']>
export type Output<N extends ProcedureName> = z.output<Procedures[N]['output']>

export type ParameterRow = Readonly<z.infer<typeof parameterRow>>
export type ListedGateway = Readonly<z.infer<typeof listedGateway>>

/** Who asks, from where, and what they may do. */
export interface Caller {
  readonly name: string
  /** Address, or `command line`. */
  readonly from: string
  readonly role: Role
}

/** One handler for each procedure: a missing or extra one does not compile. */
export type Handlers = {
  readonly [N in ProcedureName]: (
    input: Checked<N>,
    caller: Caller,
  ) => Output<N> | Promise<Output<N>>
}

/** The management interface as a caller sees it, whichever carrier is under it. */
export type Ask = <N extends ProcedureName>(name: N, input: Input<N>) => Promise<Output<N>>

/** What crosses a carrier: plain values only. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false
      readonly code: string
      readonly message: string
      readonly details: Readonly<Record<string, string | number | boolean | null>>
    }
