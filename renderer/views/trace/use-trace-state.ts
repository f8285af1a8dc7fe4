import { onBeforeUnmount, shallowRef, watch } from 'vue'
import type { Checked } from '../../../engine/api/contract/procedures.ts'
import type { TraceState } from '../../../engine/api/contract/trace-procedures.ts'
import { useSettings } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'

/** No live list tells how much the trace holds. */
const renewMs = 3000

export type TraceChanges = Checked<'trace.configure'>

/** How much the trace holds and may hold, and the way to change that. */
export function useTraceState() {
  const { t } = useText()
  const engine = useEngine()
  const notices = useNotices()
  const settings = useSettings()
  const state = shallowRef<TraceState>()

  async function renew(): Promise<void> {
    if (!engine.isConnected) return
    try {
      state.value = await engine.ask('trace.state', {})
    } catch {
      // The connection says so itself, and the next beat asks again.
    }
  }

  /** Answers whether the engine took it. */
  async function configure(changes: TraceChanges): Promise<boolean> {
    const before = state.value
    try {
      const now = await engine.ask('trace.configure', changes)
      state.value = now
      if (before === undefined) return true
      const { enabled, messages, megabytes } = before
      const words =
        changes.enabled === undefined
          ? t('trace.limitsSet', { messages: now.messages, megabytes: now.megabytes })
          : t(now.enabled ? 'trace.switchedOn' : 'trace.switchedOff')
      const back = changes.enabled === undefined ? { messages, megabytes } : { enabled }
      notices.offerUndo(words, () => void configure(back))
      return true
    } catch (error) {
      notices.fail(error)
      return false
    }
  }

  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void renew()
  }, renewMs)
  onBeforeUnmount(() => clearInterval(timer))
  // Somebody else may have switched it.
  watch(settings, () => void renew(), { immediate: true })
  return { state, configure }
}
