import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { EngineError } from '../../../engine/api/contract/errors.ts'
import { errorSentence } from '../../composables/error-sentence.ts'

/** What was read of a softswitch last. */
export interface Reading<T> {
  /** Stays while a later reading fails. */
  readonly value: Readonly<ShallowRef<T | undefined>>
  readonly isLoading: Readonly<Ref<boolean>>
  /** Why it failed; what is wrong with the server itself the window says above. */
  readonly fault: Readonly<Ref<string | undefined>>
  /** Reads anew; one reading at a time. */
  refresh(): Promise<void>
}

const isOfServer = (error: unknown): boolean =>
  error instanceof EngineError &&
  error.code === 'SERVER_FAILED' &&
  error.details['fault'] !== 'retCode'

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
      fault.value = isOfServer(error) ? undefined : errorSentence(error)
    } finally {
      isLoading.value = false
      asked()
    }
  }
  return { value, isLoading, fault, refresh }
}
