import { computed, ref, shallowRef, type Ref } from 'vue'
import type { TracedMessageRow } from '../../../engine/api/contract/feed-rows.ts'
import type { TraceQuestion } from '../../../engine/api/contract/trace-procedures.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { readTrace, type SearchMessages } from '../../composables/read-trace.ts'

const pageLength = 500

/** A search over all that is held, newest first; a hard one says how far it is and can be stopped. */
export function useTraceSearch(searchOf: () => SearchMessages, held: () => number) {
  const rows = shallowRef<readonly TracedMessageRow[]>([])
  const isLoading = ref(false)
  const fault = ref<string>()
  const next = ref<number | null>(null)
  const reached = ref<number>()
  let newest = 0
  let asked: TraceQuestion | undefined
  let turn = 0
  let isStopping = false

  async function read(question: TraceQuestion, before: number | null): Promise<void> {
    const mine = ++turn
    isStopping = false
    isLoading.value = true
    fault.value = undefined
    try {
      const found = await readTrace(searchOf(), question, {
        ...{ before, limit: pageLength, isStopped: () => isStopping || mine !== turn },
        onStep(sequence) {
          if (mine !== turn) return
          newest = Math.max(newest, sequence)
          reached.value = sequence
        },
      })
      if (mine !== turn) return
      rows.value = before === null ? found.messages : [...rows.value, ...found.messages]
      next.value = found.next
    } catch (error) {
      if (mine === turn) fault.value = errorSentence(error)
    } finally {
      if (mine === turn) isLoading.value = false
    }
  }

  /** How much was looked at, from 0 to 1; undefined = it cannot be told yet. */
  const progress: Ref<number | undefined> = computed(() => {
    if (reached.value === undefined || held() === 0) return undefined
    return Math.min(1, Math.max(0, (newest - reached.value) / held()))
  })
  return {
    ...{ rows, isLoading, fault, progress },
    hasMore: computed(() => next.value !== null),
    query(question: TraceQuestion): void {
      asked = question
      newest = 0
      reached.value = undefined
      next.value = null
      void read(question, null)
    },
    more(): void {
      if (asked !== undefined) void read(asked, next.value)
    },
    /** After the step that is under way; what was found is shown, and the rest can be asked for. */
    stop(): void {
      isStopping = true
    },
  }
}
