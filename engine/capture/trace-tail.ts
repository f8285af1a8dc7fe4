import type { Clock, Timer } from '../kernel/clock.ts'
import { matcherOf } from './trace-search.ts'
import type { TraceRing } from './trace-ring.ts'
import type { TracedMessage, TraceFilter } from './traced-message.ts'

/** New messages since the last batch, oldest first. */
export interface TraceBatch {
  readonly messages: readonly TracedMessage[]
  /** Fitting messages that were too many for this batch and are left out; they can be searched for. */
  readonly omitted: number
}

export interface TailOptions {
  readonly clock: Clock
  readonly filter: TraceFilter
  readonly everyMs?: number
  /** Most messages per batch: what a person can still see going by. */
  readonly limit?: number
  readonly onBatch: (batch: TraceBatch) => void
}

/**
 * Follows the trace: looks at what is new every `everyMs`, so that the signalling path knows nothing of watchers.
 * The returned function ends it.
 */
export function tailTrace(ring: TraceRing, options: TailOptions): () => void {
  const { clock, filter, everyMs = 200, limit = 500, onBatch } = options
  let seen = ring.nextSequence
  let timer: Timer
  const look = (): void => {
    timer = clock.startTimer(everyMs, look)
    const batch = newMessages(ring, filter, seen, limit)
    seen = ring.nextSequence
    if (batch.messages.length > 0) onBatch(batch)
  }
  timer = clock.startTimer(everyMs, look)
  return () => clock.stopTimer(timer)
}

function newMessages(
  ring: TraceRing,
  filter: TraceFilter,
  seen: number,
  limit: number,
): TraceBatch {
  const matches = matcherOf(ring, filter)
  const reading = { bytes: 0 }
  const fitting: number[] = []
  for (
    let sequence = Math.max(seen, ring.oldestSequence);
    sequence < ring.nextSequence;
    sequence++
  ) {
    if (matches(sequence, reading)) fitting.push(sequence)
  }
  const shown = fitting.slice(-limit)
  return {
    messages: shown.flatMap((sequence) => ring.describe(sequence) ?? []),
    omitted: fitting.length - shown.length,
  }
}
