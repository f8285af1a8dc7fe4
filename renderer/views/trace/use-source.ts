import { computed, shallowRef, watch } from 'vue'
import { useEngine } from '../../stores/engine.ts'
import { captureSource, traceSource } from './message-source.ts'
import { useCaptures } from './use-captures.ts'

/** What the window looks into: the trace of the node, or one of the captures; told of every other one. */
export function useSource(onOther: () => void) {
  const engine = useEngine()
  const ofTrace = traceSource(engine.ask)
  const source = shallowRef(ofTrace)
  const show = (id: number): void => {
    if (source.value.capture === id) return
    source.value = captureSource(engine.ask, id)
    onOther()
  }
  const showTrace = (): void => {
    if (source.value === ofTrace) return
    source.value = ofTrace
    onOther()
  }
  const captures = useCaptures(show)
  const capture = computed(() => captures.rows.value.find(({ id }) => id === source.value.capture))
  watch(capture, (row) => {
    // Somebody closed it.
    if (row === undefined) showTrace()
  })
  return { source, captures, capture, show, showTrace }
}
