import { z } from 'zod'
import { integer } from './fields.ts'
import { tracedMessage } from './feed-rows.ts'
import { count, nothing, procedure } from './procedure.ts'
import { traceFilter } from './trace-procedures.ts'

/*
 * Capture files (pcap, pcapng) recorded anywhere. The bytes come in pieces and are read in a thread of their own; feed
 * `captures` tells how far it is. A capture is forgotten when it is closed or the host stops.
 */

const capture = z.int({ error: 'the number of a capture' })

/** Most bytes of one piece; base64 is a third longer. */
export const longestPieceBytes = 192 * 1024

/** Which messages of a capture are wanted; it knows no gateways. */
const capturedFilter = traceFilter.omit({ gateway: true }).extend({ capture })

const captureFacts = z.object({
  packets: count,
  messages: count,
  /** Packets put together from fragments, and those of which fragments were missing. */
  reassembled: count,
  incompleteFragments: count,
  /** Places of TCP streams where segments were missing. */
  streamGaps: count,
  /** Messages that are shorter in the capture than they were. */
  cutMessages: count,
  /** Packets of kinds of links that cannot be read. */
  unreadablePackets: count,
  /** `truncated`: the file ends within a record; `damaged`: something in it is no record, what follows was not read. */
  ending: z.enum(['complete', 'truncated', 'damaged']),
  /** There were more messages than are held. */
  isOverfull: z.boolean(),
  /** Of the first and the last message, 0 = there is none. */
  firstMs: z.number(),
  lastMs: z.number(),
})

/** One capture: being received, being read, ready to be asked, or not to be read at all. */
export const captureRow = z.object({
  id: z.int(),
  name: z.string(),
  state: z.enum(['receiving', 'reading', 'ready', 'failed']),
  openedBy: z.string(),
  openedAtMs: z.number(),
  /** Bytes received, and how far they have been read. */
  sizeBytes: count,
  readBytes: count,
  packets: count,
  /** null until it is ready. */
  facts: captureFacts.nullable(),
  /** Why it failed; empty = it did not. */
  fault: z.string(),
})

const statusCount = z.object({ statusCode: z.int(), answers: count })
const seconds = z.number().nullable()

/** What one publisher said about one gateway to one target. */
const capturedPublication = z.object({
  gateway: z.string(),
  /** Address-of-record in From. */
  from: z.string(),
  requestUri: z.string(),
  event: z.string(),
  /** address:port */
  source: z.string(),
  target: z.string(),
  callIds: count,
  lastCallId: z.string(),
  /** Requests without retransmissions; the four kinds of RFC 3903 §4. */
  requests: count,
  initial: count,
  refresh: count,
  modify: count,
  remove: count,
  retransmissions: count,
  /** Expires of its requests but removals, newest first, each once; null = there was none. */
  expiresSeen: z.array(z.int().nullable()).readonly(),
  /** Lifetimes granted by 2xx, newest first, each once. */
  grantedSeen: z.array(z.int()).readonly(),
  /** Seconds from one request to the next, those that repeat a challenged one apart; null before there were two. */
  intervalMeanSeconds: seconds,
  intervalMinSeconds: seconds,
  intervalMaxSeconds: seconds,
  answers: z.array(statusCount).readonly(),
  /** 4xx to 6xx, 401, 407, 412 and 423 apart: those are a part of publishing. */
  refused: count,
  unanswered: count,
  firstMs: z.number(),
  lastMs: z.number(),
  /** Handle of its newest request. */
  lastSequence: z.int(),
  isRemoved: z.boolean(),
  /**
   * `refused`: its newest answer is a refusal; `unanswered`: no answer was seen at all; `differs`: its newest Expires is
   * not what was expected; `irregular`: an interval was longer than the lifetime; `lapsed`: the capture goes on for
   * longer than the lifetime after its last request.
   */
  verdict: z.enum(['ok', 'refused', 'unanswered', 'differs', 'irregular', 'lapsed']),
})

const publishVerification = z.object({
  /** PUBLISH requests as captured, and how many of them repeat an earlier one. */
  requests: count,
  retransmissions: count,
  initial: count,
  refresh: count,
  modify: count,
  remove: count,
  /** Final answers to PUBLISH by status code, without repetitions. */
  answers: z.array(statusCount).readonly(),
  answerRetransmissions: count,
  /** Expires of the requests without retransmissions; null = there was none. */
  expires: z.array(z.object({ seconds: z.int().nullable(), requests: count })).readonly(),
  /** Requests whose Expires is none of the thousand values above. */
  otherExpires: count,
  publishers: z
    .array(
      z.object({ source: z.string(), userAgent: z.string(), gateways: count, requests: count }),
    )
    .readonly(),
  publications: z.array(capturedPublication).readonly(),
  /** Publications beyond the 20,000 listed, counted up to 100,000. */
  omitted: count,
})

export const captureProcedures = {
  /** Announces a file; its bytes follow. At most 16 captures are open at once. */
  'capture.begin': procedure(
    'operator',
    true,
    z.strictObject({ name: z.string({ error: 'the name of the file' }).min(1).max(255) }),
    z.object({ capture: z.int() }),
  ),
  /** The next piece, in order: at most 192 KiB, as base64. */
  'capture.append': procedure(
    'operator',
    false,
    z.strictObject({
      capture,
      base64: z.base64({ error: 'base64' }).max(Math.ceil(longestPieceBytes / 3) * 4, {
        error: 'at most 192 KiB in one piece',
      }),
    }),
    z.object({ sizeBytes: count }),
  ),
  /** The file is complete: it is read from now on. */
  'capture.finish': procedure('operator', false, z.strictObject({ capture }), nothing),
  'capture.list': procedure('viewer', false, nothing, z.array(captureRow)),
  /** The messages of a capture, as `trace.list` gives those of the trace. */
  'capture.search': procedure(
    'viewer',
    false,
    capturedFilter.extend({
      before: z.int().optional(),
      limit: integer(1, 1000).default(100),
    }),
    z.object({ messages: z.array(tracedMessage).readonly(), next: z.int().nullable() }),
  ),
  'capture.get': procedure(
    'viewer',
    false,
    z.strictObject({ capture, sequence: z.int({ error: 'a sequence number' }) }),
    z.object({ text: z.string() }),
  ),
  /** The PUBLISH verifications; `expiresSeconds` is what every Expires should be, absent = whatever they are. */
  'capture.verify': procedure(
    'viewer',
    false,
    z.strictObject({ capture, expiresSeconds: integer(1, 4_294_967_295, 's').optional() }),
    publishVerification,
  ),
  /** Begins to hand out what a filter lets through as a pcap file. */
  'captureExport.begin': procedure('viewer', false, capturedFilter, z.object({ export: z.int() })),
  /** The next piece of the file; empty ones may come in between. After eight more were begun an export is given up. */
  'captureExport.next': procedure(
    'viewer',
    false,
    z.strictObject({ capture, export: z.int({ error: 'the number of an export' }) }),
    z.object({ base64: z.string(), isLast: z.boolean() }),
  ),
  /** Ends receiving or reading, if that is still going on, and forgets the capture. */
  'capture.close': procedure('operator', false, z.strictObject({ capture }), nothing),
} as const

export type CaptureFacts = Readonly<z.infer<typeof captureFacts>>
export type CaptureRow = Readonly<z.infer<typeof captureRow>>
export type CapturedPublication = Readonly<z.infer<typeof capturedPublication>>
export type PublishVerification = Readonly<z.infer<typeof publishVerification>>
