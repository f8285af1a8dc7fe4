import { z } from 'zod'
import { attachedServer } from './engine-settings.ts'
import { evidence } from './evidence.ts'
import { code, integer } from './fields.ts'
import { count, editNumber, moment, name, nothing, procedure } from './procedure.ts'

/*
 * Other softswitches, read through the VOS3000 web interface (VOS3000 V2.1.9.07 "Web interface" manual). Which ones is an
 * engine setting; what they answer is brought into the shapes below, whatever form their numbers had. The interface has
 * no events, so everything here is as old as its `readAtMs`.
 */

/** Why a server could not be read, or what of its answer was wrong. */
export const serverFaults = [
  'unreachable',
  'closed',
  'timeout',
  'certificate',
  'refused',
  'notFound',
  'redirected',
  'status',
  'notJson',
  'notUnderstood',
  'tooLong',
  'retCode',
] as const

/** Where the calls of the interface lie; all three are in use. Empty = not found yet. */
const pathForm = z.enum([
  '',
  '/external/server/',
  '/external/server/….jsp',
  '/external_new/server/',
])

export const attachedServerRow = z.object({
  name: z.string(),
  url: z.string(),
  pathForm,
  /** How the last request went. */
  state: z.enum(['not asked', 'answers', 'fails']),
  /** Of the last request; empty = it was answered. `faultValues` fill the wording. */
  fault: z.enum(['', ...serverFaults]),
  faultValues: z.record(z.string(), z.union([z.string(), z.number()])),
  /** 0 = it never answered. */
  answeredAtMs: z.number(),
})

const softswitchRow = z.object({ name: z.string(), address: z.string(), memo: z.string() })

/** A routing gateway as GetGatewayRouting has it, without its passwords. */
export const attachedGateway = z.object({
  name: z.string(),
  prefix: z.string(),
  /** Line limit. */
  capacity: z.number(),
  /** 0 none, 3 fully locked; others where a softswitch has them. */
  lockType: z.number(),
  priority: z.number(),
  /** 0 static, 1 dynamic, 2 registration, 3 IMS edge. */
  registerType: z.number(),
  /** 0 H323, 1 SIP. */
  protocol: z.number(),
  remoteIp: z.string(),
  signalPort: z.number(),
  gatewayGroups: z.string(),
  softswitchName: z.string(),
  memo: z.string(),
  /** Only Trunkline gives these two; null = the softswitch does not say. */
  allowPublish: z.boolean().nullable(),
  enforceCapacity: z.boolean().nullable(),
})

/** A row of GetGatewayRoutingOnline. Rates are fractions from 0 to 1. */
export const attachedOnlineRow = z.object({
  name: z.string(),
  prefix: z.string(),
  currentCall: z.number(),
  capacity: z.number(),
  asr: z.number(),
  responseRatio: z.number(),
  connectedRatio: z.number(),
  /** Average call duration, seconds. */
  acd: z.number(),
  remoteIp: z.string(),
  natIp: z.string(),
  localIp: z.string(),
  /** 0 = static. */
  registerTime: z.number(),
  updateTime: z.number(),
  /** Milliseconds that it is still suspended by its own Retry-After. */
  retryAfter: z.number(),
  softswitchName: z.string(),
  softswitchIp: z.string(),
  /** Only Trunkline gives these; null and empty = the softswitch does not say. */
  publishedCall: z.number().nullable(),
  freshness: z.string(),
})

/** A row of GetCurrentCall. */
export const attachedCallRow = z.object({
  callId: z.number(),
  callerE164: z.string(),
  calleeE164: z.string(),
  mappingGateway: z.string(),
  routingGateway: z.string(),
  /** The state's name; `Talking` once it is answered. */
  state: z.string(),
  /** Milliseconds; 0 = not answered. */
  talkMs: z.number(),
  /** Of the answer, of the arrival while there is none. */
  connectedTime: z.number(),
  codec: z.string(),
})

/** A row of GetCdr. */
export const attachedRecordRow = z.object({
  flowNo: z.number(),
  callerE164: z.string(),
  callerAccessE164: z.string(),
  callerToGatewayE164: z.string(),
  callerGateway: z.string(),
  callerIp: z.string(),
  calleeE164: z.string(),
  calleeAccessE164: z.string(),
  calleeToGatewayE164: z.string(),
  calleeGateway: z.string(),
  calleeIp: z.string(),
  startMs: z.number(),
  stopMs: z.number(),
  holdSeconds: z.number(),
  fee: z.number(),
  account: z.string(),
  accountName: z.string(),
  /** 0 caller, 1 callee, 2 server. */
  endDirection: z.number(),
  /** In the softswitch's own numbers. */
  endReason: z.number(),
})

/** Line limit and lock of a routing gateway: all that is changed from here. */
const gatewayLimits = z.object({ capacity: z.number(), lockType: z.number() })
const gatewayChange = z.strictObject({
  server: name,
  name,
  changes: z
    .strictObject({
      capacity: integer(0, 100_000, 'lines (0 = unlimited)').optional(),
      lockType: code(0, 3).optional(),
    })
    .refine((changes) => Object.values(changes).some((value) => value !== undefined), {
      error: 'a line limit or a lock',
    }),
})

const dayAllowed = 'day as 2026-11-28'
const day = z
  .string({ error: dayAllowed })
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: dayAllowed })
const numberText = z.string({ error: 'a number' }).max(128)
const server = z.strictObject({ server: name })
const readAtMs = moment

/** What the checklist and troubleshooting ask, as far as the interface can answer it, and what of gateways it adds. */
export const attachedPoints = [
  'publishExpire',
  'allowPublish',
  'lineLimits',
  'publishSeen',
  'publishUnseen',
  'enforcement',
  'equalNodes',
  'analysis',
  'overload',
  'staleData',
  'excessPublish',
  'routingConflict',
  'locks',
  'suspensions',
  'answerRatio',
] as const

const attachedCheck = z.object({
  server: z.string(),
  readAtMs,
  points: z.array(
    z.object({
      point: z.enum(attachedPoints),
      group: z.enum(['checklist', 'troubleshooting', 'gateways']),
      result: z.enum(['passed', 'failed', 'not applicable', 'cannot be told']),
      evidence: z.array(evidence),
    }),
  ),
})

const serverState = z.object({ servers: z.array(attachedServerRow), edit: editNumber })

export const attachedProcedures = {
  'attached.list': procedure('viewer', false, nothing, z.array(attachedServerRow)),
  /** Asks a server, attached or not yet, which softswitches it has. */
  'attached.test': procedure(
    'administrator',
    false,
    attachedServer.pick({ url: true }),
    z.object({ pathForm, softswitches: z.array(softswitchRow), gateways: count }),
  ),
  'attached.add': procedure('administrator', true, attachedServer, serverState),
  'attached.set': procedure(
    'administrator',
    true,
    z.strictObject({ name, changes: attachedServer.partial() }),
    serverState,
  ),
  'attached.remove': procedure('administrator', true, z.strictObject({ name }), serverState),
  'attached.routingGateways': procedure(
    'viewer',
    false,
    server,
    z.object({ readAtMs, gateways: z.array(attachedGateway) }),
  ),
  'attached.online': procedure(
    'viewer',
    false,
    server,
    z.object({ readAtMs, gateways: z.array(attachedOnlineRow) }),
  ),
  'attached.calls': procedure(
    'viewer',
    false,
    server.extend({ mappingGateway: name.optional(), routingGateway: name.optional() }),
    z.object({ readAtMs, calls: z.array(attachedCallRow) }),
  ),
  /** Whole days by the softswitch's clock, both included; the newest 10,000 of them. */
  'attached.records': procedure(
    'viewer',
    false,
    server.extend({
      fromDay: day,
      toDay: day,
      /** Accounts whose calls are asked for; without any, those that the mapping gateways are billed to. */
      accounts: z.array(name).max(1000, { error: 'at most 1000 values' }).default([]),
      callerE164: numberText.optional(),
      calleeE164: numberText.optional(),
      mappingGateway: name.optional(),
      routingGateway: name.optional(),
    }),
    z.object({
      readAtMs,
      /** The accounts that were asked for. */
      accounts: z.array(z.string()),
      /** How many the softswitch answered with. */
      total: count,
      records: z.array(attachedRecordRow),
    }),
  ),
  /** What a change would do: line limit and lock as they are on the softswitch now, and as they would be. */
  'attached.planGateway': procedure(
    'operator',
    false,
    gatewayChange,
    z.object({ from: gatewayLimits, to: gatewayLimits }),
  ),
  /** With `expected` it is refused as a CONFLICT when the softswitch has other values by now. */
  'attached.setGateway': procedure(
    'operator',
    true,
    gatewayChange.extend({ expected: gatewayLimits.strict().optional() }),
    z.object({
      from: gatewayLimits,
      to: gatewayLimits,
      /** As the softswitch has it afterwards; null = it took the change but could not be read again. */
      read: gatewayLimits.nullable(),
    }),
  ),
  'attached.check': procedure('viewer', false, server, attachedCheck),
} as const

export type ServerFault = (typeof serverFaults)[number]
export type PathForm = Exclude<z.infer<typeof pathForm>, ''>
export type AttachedServerRow = Readonly<z.infer<typeof attachedServerRow>>
export type SoftswitchRow = Readonly<z.infer<typeof softswitchRow>>
export type AttachedGateway = Readonly<z.infer<typeof attachedGateway>>
export type AttachedOnlineRow = Readonly<z.infer<typeof attachedOnlineRow>>
export type AttachedCallRow = Readonly<z.infer<typeof attachedCallRow>>
export type AttachedRecordRow = Readonly<z.infer<typeof attachedRecordRow>>
export type GatewayLimits = Readonly<z.infer<typeof gatewayLimits>>
export type AttachedPointName = (typeof attachedPoints)[number]
export type AttachedCheck = Readonly<z.infer<typeof attachedCheck>>
export type AttachedPoint = AttachedCheck['points'][number]
