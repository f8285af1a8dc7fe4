import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { errorSentence } from './error-sentence.ts'

/** One page of a list that is asked for, and where the next begins; null = there is none. */
export interface Page<R, C> {
  readonly rows: readonly R[]
  readonly next: C | null
}

/** A list that is read page by page. */
export interface Pages<R> {
  readonly rows: ShallowRef<readonly R[]>
  readonly hasMore: Ref<boolean>
  readonly isLoading: Ref<boolean>
  readonly fault: Ref<string | undefined>
  /** Reads the first page anew. */
  query(): Promise<void>
  more(): Promise<void>
}

/** Reads pages with `read`; an answer that a newer query overtook is dropped. */
export function usePages<R, C>(read: (after: C | null) => Promise<Page<R, C>>): Pages<R> {
  const rows = shallowRef<readonly R[]>([])
  const hasMore = ref(false)
  const isLoading = ref(false)
  const fault = ref<string>()
  let next: C | null = null
  let turn = 0

  async function load(isFirst: boolean): Promise<void> {
    const mine = ++turn
    isLoading.value = true
    fault.value = undefined
    try {
      const page = await read(isFirst ? null : next)
      if (mine !== turn) return
      rows.value = isFirst ? page.rows : [...rows.value, ...page.rows]
      next = page.next
      hasMore.value = next !== null
    } catch (error) {
      if (mine === turn) fault.value = errorSentence(error)
    } finally {
      if (mine === turn) isLoading.value = false
    }
  }
  return {
    ...{ rows, hasMore, isLoading, fault },
    query: () => load(true),
    more: () => load(false),
  }
}
