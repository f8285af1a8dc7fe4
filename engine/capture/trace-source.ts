import type { Endpoint, Flow } from '../sip/transport/transport.ts'
import { outlineOf } from './message-outline.ts'
import { publishCode, unparsableCode } from './method-codes.ts'
import { publishedGateway } from './published-gateway.ts'
import type { TraceIndex } from './trace-index.ts'
import type { TracedMessage } from './traced-message.ts'

/** Names of the gateways at a remote end; asked when the trace is read, never on the signalling path. */
export type GatewayLookup = (remote: Endpoint) => readonly string[]

/** Messages by sequence number, as searches and exports read them: the ring of a running node, or a capture file. */
export interface TraceSource {
  /** Columns of the messages, at sequence modulo capacity; good until the next message. */
  readonly columns: TraceIndex
  /** Sequence number of the next message. */
  readonly nextSequence: number
  /** Sequence number of the oldest message still held; equals `nextSequence` when there is none. */
  readonly oldestSequence: number
  readonly flowCount: number
  flowAt(number: number): Flow
  readonly gatewaysAt: GatewayLookup
  /** The bytes on the wire, credentials and all: only for searching, never to be shown. */
  wireBytes(sequence: number): Buffer
  /** A copy of the message to show or export, credentials starred out; undefined when it is not held. */
  bytesOf(sequence: number): Buffer | undefined
}

/** The row of a list for one message; undefined when it is not held. */
export function describeMessage(source: TraceSource, sequence: number): TracedMessage | undefined {
  const bytes = source.bytesOf(sequence)
  if (bytes === undefined) return undefined
  const index = source.columns
  const row = sequence % index.capacity
  const flow = source.flowAt(index.flows[row] ?? 0)
  const statusCode = index.statusCodes[row] ?? 0
  return {
    sequence,
    timeMs: index.timesMs[row] ?? 0,
    direction: index.directions[row] === 1 ? 'sent' : 'received',
    protocol: flow.protocol,
    local: flow.local,
    remote: flow.remote,
    connection: flow.connection,
    gateways: source.gatewaysAt(flow.remote),
    ...(statusCode === 0 ? {} : { statusCode }),
    ...(index.methods[row] === publishCode ? { speaksOf: publishedGateway(bytes) } : {}),
    ...outlineOf(bytes),
    lengthBytes: bytes.length,
    isParsed: index.methods[row] !== unparsableCode,
  }
}
