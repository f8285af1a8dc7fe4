import { z } from 'zod'
import { tracedMessage } from './feed-rows.ts'
import { integer } from './fields.ts'
import { count, moment, nothing, procedure } from './procedure.ts'

const method = z.string({ error: 'a method' }).max(64)

/** Which messages of the trace are wanted; what is not given does not count. */
export const traceFilter = z.strictObject({
  /** Requests of this method, or of any of these, and the responses to them. */
  method: z
    .union([method, z.array(method).max(16).readonly()], { error: 'a method or a list of methods' })
    .optional(),
  statusCode: integer(100, 699).optional(),
  /** Messages of any of these calls. */
  callIds: z.array(z.string().max(1024)).max(100).optional(),
  gateway: z.string({ error: 'a gateway name' }).max(64).optional(),
  direction: z.enum(['sent', 'received'], { error: 'one of sent, received' }).optional(),
  fromMs: z.number({ error: 'milliseconds since the epoch' }).optional(),
  untilMs: z.number({ error: 'milliseconds since the epoch' }).optional(),
  text: z.string({ error: 'text' }).max(1024).optional(),
})

const traceState = z.object({
  enabled: z.boolean(),
  /** Most messages and bytes kept. */
  messages: count,
  megabytes: count,
  /** What is held now; 0 while there are none. */
  held: count,
  heldBytes: count,
  oldestMs: z.number(),
  newestMs: z.number(),
})

/** What the trace says about the publications of one routing gateway by this node's agent. */
const expiresCheckRow = z.object({
  gateway: z.string(),
  /** Allow Publish is checked; a locked gateway publishes too, that it is locked. */
  shouldPublish: z.boolean(),
  /** PUBLISH requests about it that were sent, without retransmissions and removals. */
  sent: count,
  /** Those among them whose Expires is the parameter's value. */
  withParameter: count,
  /** Expires values seen, newest first, each once. */
  expiresSeen: z.array(z.int()).readonly(),
  lastSentMs: z.number().nullable(),
  /** Handle of the newest one, for `trace.get`. */
  lastSequence: z.int().nullable(),
  /** Seconds between refreshes in a row at one target; null before there were two. */
  intervalMeanSeconds: z.number().nullable(),
  intervalMinSeconds: z.number().nullable(),
  intervalMaxSeconds: z.number().nullable(),
  /** 4xx to 6xx answers, 401, 407 and 412 apart. */
  refused: count,
  /**
   * `ok`; `silent` = should publish and does not; `not yet` = should publish, and the trace does not reach back far enough to
   * tell whether it does; `unexpected` = publishes though it should not; `differs` = its newest Expires is not the
   * parameter; `irregular` = an interval was longer than the lifetime; `none` = does not publish and should not. A gateway
   * publishes while the lifetime of its newest PUBLISH at some target lasts and none has removed it.
   */
  verdict: z.enum(['ok', 'silent', 'not yet', 'unexpected', 'differs', 'irregular', 'none']),
})

const expiresCheck = z.object({
  /** SS_SIP_PUBLISH_EXPIRE in force, and since when; 0 = since before the start. */
  parameterSeconds: count,
  parameterSinceMs: z.number(),
  rows: z.array(expiresCheckRow).readonly(),
})

export const traceProcedures = {
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
  'trace.state': procedure('viewer', false, nothing, traceState),
  /** Debug trace on or off and how much it keeps; the limits are engine settings, so that they outlive a restart. */
  'trace.configure': procedure(
    'operator',
    true,
    z.strictObject({
      enabled: z.boolean({ error: 'true or false' }).optional(),
      messages: integer(100, 5_000_000).optional(),
      megabytes: integer(1, 4096, 'MiB').optional(),
    }),
    traceState,
  ),
  'trace.expiresCheck': procedure(
    'viewer',
    false,
    z.strictObject({ fromMs: moment.optional() }),
    expiresCheck,
  ),
  /**
   * Call-IDs of all legs of the call that one of them belongs to, the incoming leg first: calls in progress, and the
   * latest that ended. Whatever belongs to no such call stands alone.
   */
  'trace.legs': procedure(
    'viewer',
    false,
    z.strictObject({ callId: z.string({ error: 'a Call-ID' }).max(1024) }),
    z.object({ callIds: z.array(z.string()).readonly() }),
  ),
  /** Begins to hand out what a filter lets through as a pcap file, for carriers that cannot download. */
  'traceExport.begin': procedure('viewer', false, traceFilter, z.object({ export: z.int() })),
  /** The next piece of the file; empty ones may come in between. After eight more were begun an export is given up. */
  'traceExport.next': procedure(
    'viewer',
    false,
    z.strictObject({ export: z.int({ error: 'the number of an export' }) }),
    z.object({ base64: z.string(), isLast: z.boolean() }),
  ),
} as const

export type TraceQuestion = Readonly<z.infer<typeof traceFilter>>
export type TraceState = Readonly<z.infer<typeof traceState>>
export type ExpiresCheck = Readonly<z.infer<typeof expiresCheck>>
export type ExpiresCheckRow = Readonly<z.infer<typeof expiresCheckRow>>
