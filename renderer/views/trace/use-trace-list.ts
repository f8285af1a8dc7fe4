import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { TracedMessageRow } from '../../../engine/api/contract/feed-rows.ts'
import type { TraceQuestion } from '../../../engine/api/contract/trace-procedures.ts'
import { useTraceTail } from '../../composables/use-trace-tail.ts'
import type { MessageSource } from './message-source.ts'
import { emptyForm, questionOf, type TraceForm } from './trace-filter.ts'
import { useTraceSearch } from './use-trace-search.ts'

const typingPauseMs = 350
const tailLength = { mostRows: 2000, mostHistory: 500 }

/** The list of the window: the newest messages as they come, held on to while paused, or a search. */
export function useTraceList(source: Ref<MessageSource>, held: () => number) {
  const form = ref<TraceForm>(emptyForm)
  const mode = ref<'live' | 'search'>('live')
  /** Of a capture nothing comes. */
  const isLive = computed(() => mode.value === 'live' && source.value.capture === undefined)
  const question = shallowRef<TraceQuestion | undefined>({})
  const tail = useTraceTail(() => (isLive.value ? question.value : undefined), tailLength)
  const search = useTraceSearch(() => source.value.search, held)
  const paused = usePause(() => tail.rows.value)

  let typing: ReturnType<typeof setTimeout> | undefined
  /** Takes the form as it is. */
  function take(): void {
    clearTimeout(typing)
    const asked = questionOf(form.value, !isLive.value)
    if (asked === undefined) return
    const isSame = JSON.stringify(asked) === JSON.stringify(question.value)
    if (!isSame) question.value = asked
    if (!isLive.value) search.query(asked)
  }
  watch(form, () => {
    clearTimeout(typing)
    typing = setTimeout(take, typingPauseMs)
  })
  watch([isLive, source], () => {
    paused.end()
    if (isLive.value) search.stop()
    take()
  })

  return {
    ...{ form, mode, isLive, question, tail, search, paused, take },
    /** Rows that come by themselves; undefined while the list stands still. */
    stream: computed(() =>
      isLive.value && paused.rows.value === undefined ? tail.rows.value : undefined,
    ),
    rows: computed(() => (isLive.value ? paused.rows.value : search.rows.value)),
  }
}

export type TraceList = ReturnType<typeof useTraceList>

interface Pausable {
  readonly size: number
  values(): Iterable<TracedMessageRow>
  watch(listener: {
    put(rows: readonly TracedMessageRow[]): void
    state(state: string): void
  }): () => void
}

/** Holds on to the rows as they are; what comes is counted. */
function usePause(live: () => Pausable) {
  const rows: Ref<readonly TracedMessageRow[] | undefined> = shallowRef()
  const newer = ref(0)
  const end = (): void => {
    rows.value = undefined
    newer.value = 0
  }
  watch(
    live,
    (list, _before, onCleanup) => {
      // Another question, another list.
      end()
      const count = (put: readonly TracedMessageRow[]): void => {
        if (rows.value !== undefined) newer.value += put.length
      }
      onCleanup(list.watch({ put: count, state: () => undefined }))
    },
    { immediate: true },
  )
  return {
    ...{ rows, newer, end },
    begin(): void {
      newer.value = 0
      rows.value = [...live().values()]
    },
  }
}
