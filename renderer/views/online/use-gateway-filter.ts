import { ref, watch, type Ref } from 'vue'
import type { WindowParams } from '../../stores/workspace.ts'

/** The one gateway whose rows are shown, as the opener of a window asked; it stays until somebody removes it. */
export function useGatewayFilter(props: {
  readonly params: WindowParams
  readonly turn: number
}): Ref<string | undefined> {
  const gateway = ref<string>()
  watch(
    () => props.turn,
    () => {
      const asked = props.params['gateway']
      if (typeof asked === 'string') gateway.value = asked
    },
    { immediate: true },
  )
  return gateway
}
