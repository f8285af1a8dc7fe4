import { onBeforeUnmount, ref, shallowRef } from 'vue'
import type { ExpiresCheck } from '../../../engine/api/contract/trace-procedures.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { useFeed } from '../../composables/use-feed.ts'
import { useEngine } from '../../stores/engine.ts'

/** Least time between two checks, and how much longer than the last one took. */
const pauseMs = 1000
const pauseFactor = 20
/** A verdict changes by time alone too: what is not yet, and what lapses. */
const beatMs = 10_000

/** The check of Expires, renewed by each PUBLISH in the trace, by changed gateways and parameters, and by time. */
export function useExpiresCheck() {
  const engine = useEngine()
  const check = shallowRef<ExpiresCheck>()
  const fault = ref<string>()
  const isLoading = ref(false)
  let planned: ReturnType<typeof setTimeout> | undefined
  let nextMs = 0
  let isDue = false
  let isLeft = false

  async function renew(): Promise<void> {
    clearTimeout(planned)
    planned = undefined
    isDue = isLoading.value
    if (isDue) return
    isLoading.value = true
    const begunMs = performance.now()
    try {
      check.value = await engine.ask('trace.expiresCheck', {})
      fault.value = undefined
    } catch (error) {
      fault.value = errorSentence(error)
    }
    isLoading.value = false
    const tookMs = performance.now() - begunMs
    nextMs = performance.now() + Math.max(pauseMs, pauseFactor * tookMs)
    // Something happened while the engine was reading.
    if (isDue) plan()
  }

  function plan(): void {
    if (isLeft) return
    planned ??= setTimeout(() => void renew(), Math.max(0, nextMs - performance.now()))
  }

  const stops = [
    engine.client().follow('traceTail', { method: 'PUBLISH' }, { update: plan }),
    useFeed('routingGateways').watch({ put: plan, removed: plan }),
    useFeed('parameters').watch({ put: plan }),
  ]
  const beat = setInterval(plan, beatMs)
  onBeforeUnmount(() => {
    isLeft = true
    clearTimeout(planned)
    clearInterval(beat)
    for (const stop of stops) stop()
  })
  void renew()
  return { check, fault, isLoading, renew }
}
