import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { FeedUpdate } from '../../engine/api/contract/feeds.ts'
import type { TracedMessageRow } from '../../engine/api/contract/feed-rows.ts'
import type { TraceQuestion } from '../../engine/api/contract/trace-procedures.ts'
import { LiveRows } from '../engine-client/live-rows.ts'
import { useEngine } from '../stores/engine.ts'
import { errorSentence } from './error-sentence.ts'
import { readTrace, type SearchMessages } from './read-trace.ts'

/** The newest messages of the trace that fit a question, and what comes. */
export interface TraceTail {
  /** Others with every question. */
  readonly rows: Readonly<ShallowRef<LiveRows<TracedMessageRow>>>
  /** Messages that came faster than they can be shown; a search finds them. */
  readonly skipped: Readonly<Ref<number>>
  readonly fault: Readonly<Ref<string | undefined>>
}

export interface TraceTailOptions {
  /** Messages kept; the oldest go. */
  readonly mostRows: number
  /** Of those that are there already. */
  readonly mostHistory: number
}

/** Follows the trace while the component lives; `question` is watched, undefined = nothing is followed. */
export function useTraceTail(
  question: () => TraceQuestion | undefined,
  { mostRows, mostHistory }: TraceTailOptions,
): TraceTail {
  const engine = useEngine()
  const newRows = () => new LiveRows<TracedMessageRow>({ key: 'sequence', mostRows })
  const rows = shallowRef(newRows())
  const skipped = ref(0)
  const fault = ref<string>()
  let stop = (): void => undefined

  /** New messages wait until those are there that came before them. */
  function begin(asked: TraceQuestion): void {
    const shown = newRows()
    let isLeft = false
    let isBegun = false
    let waiting: FeedUpdate<TracedMessageRow>[] | undefined = []
    const unfollow = engine.client().follow('traceTail', asked, {
      update(update) {
        if (update.kind === 'reset') {
          // Another run of the engine, or another sign-in: numbers begin anew.
          if (isBegun) restart()
          isBegun = true
        } else if (update.kind === 'diff') {
          skipped.value += update.skipped ?? 0
          if (waiting) waiting.push(update)
          else shown.apply(update)
        }
      },
      signedOut: () => shown.clear(),
      ended: () => shown.end(),
    })
    const isStopped = (): boolean => isLeft
    stop = () => {
      isLeft = true
      unfollow()
    }
    rows.value = shown
    void readHistory(asked, isStopped).then((messages) => {
      if (isLeft) return
      shown.apply({ kind: 'diff', put: messages, removed: [] })
      for (const update of waiting ?? []) shown.apply(update)
      waiting = undefined
      shown.apply({ kind: 'ready' })
    })
  }

  /** What is there already, oldest first; without it what comes is shown all the same. */
  async function readHistory(
    asked: TraceQuestion,
    isStopped: () => boolean,
  ): Promise<readonly TracedMessageRow[]> {
    try {
      const search: SearchMessages = (page) => engine.ask('trace.list', page)
      const reading = { before: null, limit: mostHistory, isStopped }
      return (await readTrace(search, asked, reading)).messages.toReversed()
    } catch (error) {
      if (!isStopped()) fault.value = errorSentence(error)
      return []
    }
  }

  function restart(): void {
    stop()
    skipped.value = 0
    fault.value = undefined
    const asked = question()
    if (asked === undefined) rows.value = newRows()
    else begin(asked)
  }

  watch(() => JSON.stringify(question()), restart, { immediate: true })
  onBeforeUnmount(() => stop())
  return { rows, skipped, fault }
}
