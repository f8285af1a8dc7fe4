import { onBeforeUnmount, watch } from 'vue'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import type { WindowParams } from '../../stores/workspace.ts'

const againMs = 100
const longestMs = 10_000

/** Shows the gateway that the opener of a window asked for as soon as the grid has it; says so when it does not come. */
export function useAskedGateway(
  props: { readonly params: WindowParams; readonly turn: number },
  show: (gateway: string) => boolean,
): void {
  const { t } = useText()
  const notices = useNotices()
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = (): void => clearInterval(timer)

  function begin(name: string): void {
    const untilMs = performance.now() + longestMs
    timer = setInterval(() => {
      const isShown = show(name)
      const isLate = performance.now() > untilMs
      if (!isShown && isLate) notices.warn(t('online.noSuchGateway', { name }))
      if (isShown || isLate) stop()
    }, againMs)
  }

  watch(
    () => props.turn,
    () => {
      stop()
      const { gateway } = props.params
      if (typeof gateway === 'string') begin(gateway)
    },
    { immediate: true },
  )
  onBeforeUnmount(stop)
}
