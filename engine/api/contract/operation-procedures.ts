import { z } from 'zod'
import { alarmTypes, type AlarmTypeName } from './alarms.ts'
import { integer } from './fields.ts'
import { alarmRow, nodeFigures } from './feed-rows.ts'
import { count, moment, name, nothing, procedure } from './procedure.ts'

/* What is asked of a running engine: its state, its calls and their records, alarms, publications, routes. */

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

const callAttempt = z.object({
  gateway: z.string(),
  address: z.string(),
  callerSent: z.string(),
  calleeSent: z.string(),
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  firstResponseAtMs: z.number(),
  result: z.int(),
})
const callRecordRow = z.object({
  flowNo: z.int(),
  callerCallId: z.string(),
  callerAccessE164: z.string(),
  calleeAccessE164: z.string(),
  callerE164: z.string(),
  calleeE164: z.string(),
  callerToGatewayE164: z.string(),
  calleeToGatewayE164: z.string(),
  mappingGateway: z.string(),
  routingGateway: z.string(),
  callerAddress: z.string(),
  calleeAddress: z.string(),
  startedAtMs: z.number(),
  ringingAtMs: z.number(),
  answeredAtMs: z.number(),
  endedAtMs: z.number(),
  setupDelayMs: z.number(),
  endDirection: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  endReason: z.int(),
  switchCount: z.int(),
  attempts: z.array(callAttempt).readonly(),
})

const number = z.string({ error: 'a number' }).max(128)
/** Which call records are wanted; what is not given does not count. */
const recordFilter = z.strictObject({
  /** Start of the call, from (inclusive) and to (exclusive). */
  fromMs: moment.optional(),
  toMs: moment.optional(),
  mappingGateways: z.array(name).max(1000).optional(),
  routingGateway: name.optional(),
  /** Number as it arrived or after the mapping gateway's rules; a trailing * matches any rest. */
  callerE164: number.optional(),
  calleeE164: number.optional(),
  callerCallId: z.string().max(1024).optional(),
  flowNo: z.int().optional(),
  endReason: z.int().optional(),
  answered: z.boolean().optional(),
})
const recordCursor = z.strictObject({ startedAtMs: z.number(), flowNo: z.int() })

const alarmTypeNames = Object.keys(alarmTypes) as [AlarmTypeName, ...AlarmTypeName[]]
const alarmFilter = z.strictObject({
  fromMs: moment.optional(),
  /** Exclusive. */
  toMs: moment.optional(),
  type: z.enum(alarmTypeNames, { error: 'an alarm type' }).optional(),
  subject: z.string().max(256).optional(),
  /** Alarms older than this one: `next` of the page before. */
  beforeId: z.int().optional(),
  limit: integer(1, 10_000).default(200),
})

const callNumbers = z
  .array(z.int({ error: 'call numbers' }))
  .min(1, { error: 'at least one call' })
  .max(10_000, { error: 'at most 10000 calls' })

export const operationProcedures = {
  'engine.status': procedure('viewer', false, nothing, engineStatus),
  /** One point every 5 seconds of the last hour, oldest first. */
  'node.history': procedure('viewer', false, nothing, z.array(nodeFigures)),
  'call.disconnect': procedure(
    'operator',
    true,
    z.strictObject({ callIds: callNumbers }),
    /** How many of them were still there. */
    z.object({ disconnected: count }),
  ),
  'record.list': procedure(
    'viewer',
    false,
    recordFilter.extend({
      order: z.enum(['newest', 'oldest'], { error: 'one of newest, oldest' }).default('newest'),
      after: recordCursor.optional(),
      limit: integer(1, 10_000).default(200),
    }),
    /** `next` is the `after` of the following page, null = there are no more. */
    z.object({ records: z.array(callRecordRow).readonly(), next: recordCursor.nullable() }),
  ),
  'record.totals': procedure(
    'viewer',
    false,
    recordFilter,
    z.object({
      calls: count,
      answered: count,
      heldMs: z.number(),
      setupDelayMs: z.number(),
      withSetupDelay: count,
    }),
  ),
  'alarm.history': procedure(
    'viewer',
    false,
    alarmFilter,
    z.object({ alarms: z.array(alarmRow).readonly(), next: z.int().nullable() }),
  ),
  'alarm.confirm': procedure(
    'operator',
    true,
    z.strictObject({
      ids: z
        .array(z.int({ error: 'alarm numbers' }))
        .min(1)
        .max(10_000),
    }),
    z.object({ confirmed: count }),
  ),
  /** Sends the next PUBLISH of a gateway's publications at once. */
  'publication.refresh': procedure('operator', true, z.strictObject({ gateway: name }), nothing),
  /** Takes a publication or the trace of a stale one out of this node's compositor; its publisher will have to publish anew. */
  'publication.remove': procedure(
    'operator',
    true,
    z.strictObject({ entityTag: z.string({ error: 'an entity-tag' }).min(1).max(256) }),
    nothing,
  ),
  /** Registers a gateway of type Registration anew at once. */
  'registration.refresh': procedure('operator', true, z.strictObject({ gateway: name }), nothing),
  'route.analyse': procedure('viewer', false, routeQuestion, routeAnalysisReport),
} as const

export type RouteAnalysisReport = Readonly<z.infer<typeof routeAnalysisReport>>
export type CallRecordRow = Readonly<z.infer<typeof callRecordRow>>
export type RecordFilter = Readonly<z.infer<typeof recordFilter>>
