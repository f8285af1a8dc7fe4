import { onBeforeUnmount, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { TracedMessageRow } from '../../../engine/api/contract/feed-rows.ts'
import { useTraceTail } from '../../composables/use-trace-tail.ts'
import { useEngine } from '../../stores/engine.ts'

/** Messages of one call that are drawn; a call of days of refreshes has more. */
const mostMessages = 10_000
/** A switched call gets another leg: whoever its messages belong to is asked again, this often at most. */
const renewMs = 1000

export interface CallMessages {
  /** Oldest first. */
  readonly messages: Readonly<ShallowRef<readonly TracedMessageRow[]>>
  readonly callIds: Readonly<ShallowRef<readonly string[]>>
  readonly fault: Readonly<Ref<string | undefined>>
}

/** The messages of all legs of the call that a Call-ID belongs to, as they come. */
export function useCallMessages(callId: () => string): CallMessages {
  const engine = useEngine()
  const callIds = shallowRef<readonly string[]>([])
  const messages = shallowRef<readonly TracedMessageRow[]>([])
  const tail = useTraceTail(
    () => (callIds.value.length === 0 ? undefined : { callIds: callIds.value.slice(0, 100) }),
    { mostRows: mostMessages, mostHistory: mostMessages },
  )
  let timer: ReturnType<typeof setTimeout> | undefined

  async function findLegs(): Promise<void> {
    const asked = callId()
    // The messages of one leg are better than none.
    const found = await engine.ask('trace.legs', { callId: asked }).catch(() => undefined)
    if (asked !== callId() && !callIds.value.includes(asked)) return
    const legs = found?.callIds ?? [asked]
    if (legs.join('\n') !== callIds.value.join('\n')) callIds.value = legs
  }

  function renew(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      void findLegs()
    }, renewMs)
  }

  watch(
    tail.rows,
    (rows, _before, onCleanup) => {
      const show = (): void => {
        messages.value = [...rows.values()].sort((a, b) => a.sequence - b.sequence)
      }
      const put = (): void => {
        show()
        renew()
      }
      onCleanup(rows.watch({ put, removed: show }))
    },
    { immediate: true },
  )
  watch(
    callId,
    (asked) => {
      // Another leg of the call that is drawn already.
      if (callIds.value.includes(asked)) return
      callIds.value = []
      messages.value = []
      void findLegs()
    },
    { immediate: true },
  )
  onBeforeUnmount(() => clearTimeout(timer))
  return { messages, callIds, fault: tail.fault }
}
