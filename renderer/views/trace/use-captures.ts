import { computed, onBeforeUnmount, shallowRef, watch } from 'vue'
import type { CaptureRow } from '../../../engine/api/contract/capture-procedures.ts'
import { useFeedRows } from '../../composables/use-feed.ts'
import { useHost } from '../../composables/use-host.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import { sendCapture } from './send-capture.ts'

/** A file on its way to the engine; from then on its row tells how far it is. */
interface Opening {
  readonly capture: number
  readonly name: string
  readonly sizeBytes: number
  readonly sentBytes: number
}

/** The captures that are open, and the way to open one more; `onReady` is told of that one. */
export function useCaptures(onReady: (capture: number) => void) {
  const { t } = useText()
  const engine = useEngine()
  const host = useHost()
  const notices = useNotices()
  const rows = useFeedRows('captures')
  const opening = shallowRef<Opening>()
  const openingRow = computed(() => rows.value.find(({ id }) => id === opening.value?.capture))

  async function open(): Promise<void> {
    const file = await host.openFile([{ name: 'pcap', extensions: ['pcap', 'pcapng', 'cap'] }])
    if (!file) return
    try {
      const { name, sizeBytes } = file
      const { capture } = await engine.ask('capture.begin', { name })
      opening.value = { capture, name, sizeBytes, sentBytes: 0 }
      await sendCapture(engine.ask, capture, file, {
        isStopped: () => opening.value?.capture !== capture,
        onBytes(sentBytes) {
          if (opening.value?.capture === capture) opening.value = { ...opening.value, sentBytes }
        },
      })
    } catch (error) {
      // Whoever stopped it knows.
      if (opening.value) notices.fail(error)
      await stop()
    } finally {
      await file.close()
    }
  }

  async function close(capture: number): Promise<void> {
    try {
      await engine.ask('capture.close', { capture })
    } catch (error) {
      notices.fail(error)
    }
  }

  /** Ends sending or reading; the engine forgets the file. */
  async function stop(): Promise<void> {
    const stopped = opening.value
    opening.value = undefined
    if (stopped) await close(stopped.capture)
  }

  watch(openingRow, (row: CaptureRow | undefined) => {
    if (row?.state === 'ready') {
      opening.value = undefined
      onReady(row.id)
    } else if (row?.state === 'failed') {
      notices.warn(t('trace.capture.failed', { name: row.name, fault: row.fault }))
      void stop()
    }
  })
  onBeforeUnmount(() => void stop())
  return { rows, opening, openingRow, open, close, stop }
}

export type Captures = ReturnType<typeof useCaptures>
