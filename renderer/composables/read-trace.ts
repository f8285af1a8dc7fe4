import type { TracedMessageRow } from '../../engine/api/contract/feed-rows.ts'
import type { TraceQuestion } from '../../engine/api/contract/trace-procedures.ts'

/** Answers a page of messages, newest first. */
export type SearchMessages = (
  question: TraceQuestion & { readonly before?: number; readonly limit: number },
) => Promise<TraceFound>

export interface TraceReading {
  /** Only messages older than this one; null = from the newest. */
  readonly before: number | null
  /** Most messages. */
  readonly limit: number
  /** Asked between two steps: nobody waits for the answer any more. */
  readonly isStopped: () => boolean
  /** How far back the search has come, as a sequence number. */
  readonly onStep?: (sequence: number) => void
}

export interface TraceFound {
  /** Newest first. */
  readonly messages: readonly TracedMessageRow[]
  /** Where to go on; null = the whole trace was looked at. */
  readonly next: number | null
}

const longestPage = 1000

/** Searches backwards until enough was found: the engine answers a hard search in short steps, some of them empty. */
export async function readTrace(
  search: SearchMessages,
  question: TraceQuestion,
  { before, limit, isStopped, onStep }: TraceReading,
): Promise<TraceFound> {
  const messages: TracedMessageRow[] = []
  let next = before
  do {
    const page = await search({
      ...question,
      ...(next === null ? {} : { before: next }),
      limit: Math.min(longestPage, limit - messages.length),
    })
    messages.push(...page.messages)
    next = page.next
    if (next !== null) onStep?.(next)
  } while (next !== null && messages.length < limit && !isStopped())
  return { messages, next }
}
