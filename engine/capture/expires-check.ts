import type { ExpiresCheckRow } from '../api/contract/trace-procedures.ts'
import type { SipMessage } from '../sip/message/message.ts'
import { parseDeltaSeconds } from '../sip/message/numbers.ts'
import { parseMessage } from '../sip/message/parse-message.ts'
import { decodeUtf8, unescape } from '../sip/message/text-encoding.ts'
import { isSipUri } from '../sip/message/uri.ts'
import { publishCode } from './method-codes.ts'
import { PublishTrail, type TrailStandard } from './publish-trail.ts'
import type { TraceSource } from './trace-source.ts'

/** What is asked of the trace about the publications of this node's agent. */
export interface ExpiresQuestion {
  readonly gateways: Iterable<{ readonly name: string; readonly allowPublish: boolean }>
  /** Only requests from then on count. */
  readonly fromMs: number
  readonly standard: () => Omit<TrailStandard, 'shouldPublish'>
}

/** Messages that one turn may look at, and PUBLISH requests and their responses that it may read. */
const messagesPerTurn = 100_000
const readPerTurn = 200

/** Reads the trace oldest first; between two turns the caller lets signalling go on. */
export function* checkExpires(
  source: TraceSource,
  question: ExpiresQuestion,
): Generator<undefined, ExpiresCheckRow[]> {
  const gateways = new Map(
    [...question.gateways].map((gateway) => [
      gateway.name,
      { shouldPublish: gateway.allowPublish, trail: new PublishTrail() },
    ]),
  )
  const until = source.nextSequence
  const trailOf = (name: string): PublishTrail | undefined => gateways.get(name)?.trail
  for (let from = source.oldestSequence; from < until;) {
    from = readSome(source, { from: Math.max(from, source.oldestSequence), until }, (sequence) => {
      follow(source, sequence, question.fromMs, trailOf)
    })
    if (from < until) yield
  }
  const standard = question.standard()
  return [...gateways].map(([name, { shouldPublish, trail }]) =>
    trail.row(name, { ...standard, shouldPublish }),
  )
}

/** One turn: hands out PUBLISH requests that were sent and responses that came; returns where to go on. */
function readSome(
  { columns }: TraceSource,
  { from, until }: { readonly from: number; readonly until: number },
  read: (sequence: number) => void,
): number {
  const { methods, directions, statusCodes, capacity } = columns
  const end = Math.min(until, from + messagesPerTurn)
  let count = 0
  let sequence = from
  for (; sequence < end && count < readPerTurn; sequence++) {
    const row = sequence % capacity
    const isSent = directions[row] === 1
    const isRequest = statusCodes[row] === 0
    if (methods[row] !== publishCode || isSent !== isRequest) continue
    count++
    read(sequence)
  }
  return sequence
}

function follow(
  source: TraceSource,
  sequence: number,
  fromMs: number,
  trailOf: (gateway: string) => PublishTrail | undefined,
): void {
  const row = sequence % source.columns.capacity
  const timeMs = source.columns.timesMs[row] ?? 0
  if (timeMs < fromMs) return
  const outcome = parseMessage(source.wireBytes(sequence))
  if (!outcome.ok) return
  const { message } = outcome
  const trail = trailOf(gatewayOf(message))
  if (trail === undefined) return
  const { address, port } = source.flowAt(source.columns.flows[row] ?? 0).remote
  const target = `${address} ${port}`
  const key = `${message.callId} ${message.cseq.sequence}`
  const expiresSeconds = parseDeltaSeconds(message.fields.get('Expires'))
  if (message.kind === 'request') {
    trail.sent(target, { key, sequence, timeMs, expiresSeconds: expiresSeconds ?? 0 })
  } else if (message.statusCode >= 200) {
    trail.answered(target, { key, statusCode: message.statusCode, expiresSeconds })
  }
}

/** The agent's From is the gateway's address-of-record, whatever the Request-URI of the target looks like. */
function gatewayOf({ from }: SipMessage): string {
  return isSipUri(from.uri) ? decodeUtf8(unescape(from.uri.user ?? '')) : ''
}
