import { z } from 'zod'
import { alarmTypes, type AlarmTypeName } from './alarms.ts'
import { count } from './procedure.ts'

/*
 * Rows of the live windows. Moments are epoch milliseconds and not ages, so that a row changes when something
 * happened and never only because time went by: the client counts down by itself.
 */

const freshness = z.enum(['fresh', 'due', 'stale', 'none'])
const band = z.enum(['normal', 'reduce', 'last resort', 'full'])
const fraction = z.number()

/** One routing gateway as it is now; rates are fractions from 0 to 1, null where nothing was counted. */
export const routingOnlineFeedRow = z.object({
  id: z.int(),
  name: z.string(),
  prefix: z.string(),
  priority: count,
  registerType: z.int(),
  allowPublish: z.boolean(),
  enforceCapacity: z.boolean(),
  /** Composed concurrency, and this node's own ledger. */
  active: count,
  ownActive: count,
  /** Line limit in force, 0 = unlimited. */
  capacity: count,
  band,
  /** Why it takes no calls, null = it does. */
  unusableReason: z.string().nullable(),
  /** Active calls as published: the gateway's own word, else the sum over the nodes; null = nothing live is published. */
  published: count.nullable(),
  publishedAtMs: z.number().nullable(),
  freshness,
  asr: fraction.nullable(),
  responseRatio: fraction.nullable(),
  connectRatio: fraction.nullable(),
  /** Average call duration, seconds. */
  acdSeconds: z.number().nullable(),
  remoteAddress: z.string(),
  localAddress: z.string(),
  /** State of the registration (to us or by us) or of the OPTIONS check, in one word; empty = neither is in use. */
  reachability: z.enum(['', 'registered', 'not registered', 'registering', 'online', 'offline']),
  /** Until when its own Retry-After suspends it; null = it does not. */
  retryAfterUntilMs: z.number().nullable(),
})

/** One mapping gateway as it is now. */
export const mappingOnlineFeedRow = z.object({
  id: z.int(),
  name: z.string(),
  active: count,
  /** 0 = unlimited. */
  capacity: count,
  lockType: z.int(),
  asr: fraction.nullable(),
  acdSeconds: z.number().nullable(),
  remoteIps: z.string(),
  localAddress: z.string(),
})

/** A registration: of a dynamic gateway with us, or ours with a gateway of type Registration. */
export const registrationRow = z.object({
  /** `inbound <gateway>` or `outbound <gateway>`. */
  key: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  gateway: z.string(),
  state: z.enum(['registered', 'registering', 'waiting', 'failed', 'not registered', 'removing']),
  /** Contact registered with us, or the registrar that we use. */
  address: z.string(),
  /** User name of the registration. */
  user: z.string(),
  userAgent: z.string(),
  registeredAtMs: z.number().nullable(),
  /** Granted lifetime, 0 = none. */
  expiresSeconds: count,
  expiresAtMs: z.number().nullable(),
  /** Next attempt of an outbound registration. */
  retryAtMs: z.number().nullable(),
  /** What went wrong last, empty = nothing. */
  lastError: z.string(),
})

/** Event state held by this node's compositor, or what its agent keeps at a target. */
export const publicationRow = z.object({
  /** `held <number>`, the same while entity-tags change, or `sent <gateway>:<target>`. */
  key: z.string(),
  /** `held`: in our compositor; `sent`: ours at a publish target. */
  side: z.enum(['held', 'sent']),
  gateway: z.string(),
  /** Node or gateway that publishes. */
  publisher: z.string(),
  publisherKind: z.enum(['own', 'node', 'gateway']),
  /** Source address of a held one, target of a sent one: `own compositor` or its name in the settings. */
  peer: z.string(),
  entityTag: z.string(),
  /** Figures held, or told last; null where there are none (a plain presence state, nothing sent yet). */
  active: count.nullable(),
  capacity: count.nullable(),
  status: z.string(),
  /** Granted lifetime in seconds, 0 = none yet. */
  expiresSeconds: count,
  expiresAtMs: z.number().nullable(),
  lastPublishAtMs: z.number().nullable(),
  /** Requests seen for it, or sent. */
  sequence: count,
  /** `live` or tombstone phase of a held one; state of the agent's machine for a sent one. */
  state: z.string(),
  /** Freshness at the time of the row; the client goes on to `due` and `stale` by `expiresAtMs`. */
  freshness,
  lastError: z.string(),
})

export const watcherRow = z.object({
  key: z.string(),
  resource: z.string(),
  watcher: z.string(),
  remoteTarget: z.string(),
  state: z.string(),
  /** Call-ID of its dialog. */
  callId: z.string(),
  expiresAtMs: z.number(),
})

/** One call in progress. */
export const callFeedRow = z.object({
  callId: z.int(),
  state: z.enum([
    'Invite',
    'Trying',
    'SessionProgress',
    'SessionProgressSdp',
    'Ringing',
    'Ok',
    'Release',
  ]),
  callerE164: z.string(),
  calleeE164: z.string(),
  mappingGateway: z.string(),
  /** Empty until a routing gateway was chosen. */
  routingGateway: z.string(),
  startedAtMs: z.number(),
  /** 0 = not answered. */
  answeredAtMs: z.number(),
  /** 0 = not known yet. */
  setupDelayMs: z.number(),
  attempts: count,
  callerAddress: z.string(),
  calleeAddress: z.string(),
  callerLocalAddress: z.string(),
  calleeLocalAddress: z.string(),
  /** Call-ID of the incoming leg. */
  callIdentifier: z.string(),
  /** Call-IDs of all its legs, the incoming one first. */
  callIds: z.array(z.string()).readonly(),
})

const alarmTypeNames = Object.keys(alarmTypes) as [AlarmTypeName, ...AlarmTypeName[]]

export const alarmRow = z.object({
  id: z.int(),
  type: z.enum(alarmTypeNames),
  /** Number of the type, VOS3000's where it has one. */
  code: z.int(),
  subject: z.string(),
  level: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  text: z.string(),
  value: z.number().nullable(),
  upper: z.number().nullable(),
  lower: z.number().nullable(),
  startedAtMs: z.number(),
  stoppedAtMs: z.number().nullable(),
  confirmedBy: z.string().nullable(),
  confirmedAtMs: z.number().nullable(),
})

/** The whole node at one moment. */
export const nodeFigures = z.object({
  atMs: z.number(),
  activeCalls: count,
  callsPerSecond: z.number(),
  /** Totals since the start. */
  callsStarted: count,
  callsAnswered: count,
  callsFailed: count,
  /** Routing gateways by band; locked and unusable ones are in no band, so the six add up to all. */
  normal: count,
  reduce: count,
  lastResort: count,
  full: count,
  locked: count,
  unusable: count,
  /** Publications in the compositor by freshness. */
  fresh: count,
  due: count,
  stale: count,
  /** PUBLISH requests sent within the last minute. */
  publishPerMinute: count,
  alarms: count,
  /** Highest level among them, null = none. */
  worstAlarm: z.int().nullable(),
  recordsWaiting: count,
})

/** The node's one row of the status bar and the dashboard. */
export const nodeRow = nodeFigures.extend({
  node: z.string(),
  domain: z.string(),
  version: z.string(),
  sip: z.array(z.string()).readonly(),
  startedAtMs: z.number(),
  /** Clock of the engine when the row was made, so that the client can count in the engine's time. */
  nowMs: z.number(),
  routingGateways: count,
  mappingGateways: count,
  publishExpireSeconds: count,
})

/** This node, another that it has heard of, or an RFC 3903 server that it publishes to. */
export const networkNodeRow = z.object({
  /** `own`, or `other <name>`. */
  key: z.string(),
  kind: z.enum(['own', 'node', 'server']),
  name: z.string(),
  /** Listen addresses of this node, the address of a publish target; empty = nothing is published to it. */
  address: z.string(),
  /** As announced with its publications; empty and null = it has announced nothing. */
  version: z.string(),
  publishExpireSeconds: count.nullable(),
  /** Its clock minus ours when it last spoke. */
  clockSkewMs: z.number().nullable(),
  heardAtMs: z.number().nullable(),
  /** How it answers our PUBLISH requests; `waiting` = not yet, empty = none is sent. */
  reachability: z.enum(['', 'waiting', 'reachable', 'unreachable', 'unfit']),
  /** What it answers instead of taking them, empty = nothing. */
  unfitReason: z.string(),
  /** Publications of ours that are kept there. */
  publications: count,
  /** From our PUBLISH request to its answer, smoothed, ms; null = nothing was answered yet, or none is sent. */
  roundTripMs: count.nullable(),
})

const endpoint = z.object({ address: z.string(), port: z.int() })
export const tracedMessage = z.object({
  /** Handle for `trace.get` and for paging. */
  sequence: z.int(),
  timeMs: z.number(),
  direction: z.enum(['sent', 'received']),
  protocol: z.enum(['udp', 'tcp', 'tls']),
  local: endpoint,
  remote: endpoint,
  /** Gateways whose address the remote end is now. */
  gateways: z.array(z.string()).readonly(),
  /** Of a PUBLISH and its answers: the gateway whose event state it is; empty = it names none. */
  speaksOf: z.string().optional(),
  startLine: z.string(),
  callId: z.string(),
  cseq: z.string(),
  lengthBytes: z.int(),
})

export type RoutingOnlineFeedRow = Readonly<z.infer<typeof routingOnlineFeedRow>>
export type MappingOnlineFeedRow = Readonly<z.infer<typeof mappingOnlineFeedRow>>
export type RegistrationRow = Readonly<z.infer<typeof registrationRow>>
export type PublicationRow = Readonly<z.infer<typeof publicationRow>>
export type WatcherRow = Readonly<z.infer<typeof watcherRow>>
export type CallFeedRow = Readonly<z.infer<typeof callFeedRow>>
export type AlarmRow = Readonly<z.infer<typeof alarmRow>>
export type NodeFigures = Readonly<z.infer<typeof nodeFigures>>
export type NodeRow = Readonly<z.infer<typeof nodeRow>>
export type NetworkNodeRow = Readonly<z.infer<typeof networkNodeRow>>
export type TracedMessageRow = Readonly<z.infer<typeof tracedMessage>>
