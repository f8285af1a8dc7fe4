import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { TracedMessageRow } from '../../../engine/api/contract/feed-rows.ts'
import type { TraceQuestion } from '../../../engine/api/contract/trace-procedures.ts'
import { useTraceTail } from '../../composables/use-trace-tail.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { readTrace } from '../../composables/read-trace.ts'
import type { MessageSource } from './message-source.ts'

/** Messages of one call that are drawn; a call of days of refreshes has more. */
const mostMessages = 10_000
/** As many as one question may name. */
const mostLegs = 100
/** A switched call gets another leg: whoever its messages belong to is asked again, this often at most. */
const renewMs = 1000

export interface CallMessages {
  /** Oldest first. */
  readonly messages: Readonly<ShallowRef<readonly TracedMessageRow[]>>
  readonly callIds: Readonly<ShallowRef<readonly string[]>>
  readonly fault: Readonly<Ref<string | undefined>>
}

/** The messages of all legs of the call that a Call-ID belongs to; those of the trace as they come. */
export function useCallMessages(source: MessageSource, callId: () => string): CallMessages {
  const isLive = source.capture === undefined
  const callIds = shallowRef<readonly string[]>([])
  const messages = shallowRef<readonly TracedMessageRow[]>([])
  const readFault = ref<string>()
  const question = (): TraceQuestion => ({ callIds: callIds.value.slice(0, mostLegs) })
  const tail = useTraceTail(() => (isLive && callIds.value.length > 0 ? question() : undefined), {
    mostRows: mostMessages,
    mostHistory: mostMessages,
  })
  let timer: ReturnType<typeof setTimeout> | undefined

  async function findLegs(): Promise<void> {
    const asked = callId()
    // The messages of one leg are better than none.
    const legs = await source.legsOf(asked).catch(() => [asked])
    if (asked !== callId() && !callIds.value.includes(asked)) return
    if (legs.join('\n') === callIds.value.join('\n')) return
    callIds.value = legs
    if (!isLive) await readAll()
  }

  async function readAll(): Promise<void> {
    const legs = callIds.value
    const isStopped = (): boolean => legs !== callIds.value
    try {
      const reading = { before: null, limit: mostMessages, isStopped }
      const found = await readTrace(source.search, question(), reading)
      if (isStopped()) return
      messages.value = found.messages.toReversed()
      readFault.value = undefined
    } catch (error) {
      if (!isStopped()) readFault.value = errorSentence(error)
    }
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
  return { messages, callIds, fault: isLive ? tail.fault : readFault }
}
