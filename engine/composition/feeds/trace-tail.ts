import type { TracedMessageRow } from '../../api/contract/feed-rows.ts'
import type { TraceQuestion } from '../../api/contract/trace-procedures.ts'
import { givenFields } from '../../api/server/given-fields.ts'
import type { TailSource } from '../../api/server/feeds/feed-sources.ts'
import { readTail } from '../../capture/trace-tail.ts'
import type { TracedMessage } from '../../capture/traced-message.ts'
import type { FeedPorts } from './feed-ports.ts'

/** Rows of the feed `traceTail`. */
export function traceTailSource({
  signalling,
}: FeedPorts): TailSource<TracedMessageRow, TraceQuestion> {
  const { trace } = signalling
  return {
    end: () => trace.nextSequence,
    read(question, from, limit) {
      const { messages, omitted, next } = readTail(trace, givenFields(question), from, limit)
      return { rows: messages.map(rowOf), skipped: omitted, next }
    },
  }
}

function rowOf(message: TracedMessage): TracedMessageRow {
  const { sequence, timeMs, direction, protocol, local, remote, gateways } = message
  const { startLine, callId, cseq, lengthBytes, speaksOf } = message
  return {
    ...{ sequence, timeMs, direction, protocol, gateways, startLine, callId, cseq, lengthBytes },
    local: { address: local.address, port: local.port },
    remote: { address: remote.address, port: remote.port },
    ...(speaksOf === undefined ? {} : { speaksOf }),
  }
}
