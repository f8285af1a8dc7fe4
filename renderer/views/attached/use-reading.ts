import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { errorSentence } from '../../composables/error-sentence.ts'

/** What was read of a softswitch last. */
export interface Reading<T> {
  /** Stays while a later reading fails. */
  readonly value: Readonly<ShallowRef<T | undefined>>
  readonly isLoading: Readonly<Ref<boolean>>
  readonly fault: Readonly<Ref<string | undefined>>
  /** Reads anew; one reading at a time. */
  refresh(): Promise<void>
}

/** Reads with `read`; `asked` is told of every answer, good or bad. */
export function useReading<T>(read: () => Promise<T>, asked: () => void): Reading<T> {
  const value = shallowRef<T>()
  const isLoading = ref(false)
  const fault = ref<string>()
  async function refresh(): Promise<void> {
    if (isLoading.value) return
    isLoading.value = true
    try {
      value.value = await read()
      fault.value = undefined
    } catch (error) {
      fault.value = errorSentence(error)
    } finally {
      isLoading.value = false
      asked()
    }
  }
  return { value, isLoading, fault, refresh }
}
