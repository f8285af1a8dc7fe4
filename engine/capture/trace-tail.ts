import { matcherOf } from './trace-search.ts'
import type { TraceRing } from './trace-ring.ts'
import type { TracedMessage, TraceFilter } from './traced-message.ts'

/** Messages that were added to the trace, oldest first. */
export interface TraceTail {
  readonly messages: readonly TracedMessage[]
  /** Fitting messages that were too many and are left out; they can be searched for. */
  readonly omitted: number
  /** Sequence number to read on from. */
  readonly next: number
}

/**
 * The newest `limit` fitting messages from a sequence number on. Whoever follows the trace asks every now and then, so
 * that the signalling path knows nothing of watchers.
 */
export function readTail(
  ring: TraceRing,
  filter: TraceFilter,
  from: number,
  limit: number,
): TraceTail {
  const matches = matcherOf(ring, filter)
  const reading = { bytes: 0 }
  const fitting: number[] = []
  const next = ring.nextSequence
  for (let sequence = Math.max(from, ring.oldestSequence); sequence < next; sequence++) {
    if (matches(sequence, reading)) fitting.push(sequence)
  }
  const shown = fitting.slice(-limit)
  return {
    messages: shown.flatMap((sequence) => ring.describe(sequence) ?? []),
    omitted: fitting.length - shown.length,
    next,
  }
}
