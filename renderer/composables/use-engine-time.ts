import { computed, onBeforeUnmount, type Ref } from 'vue'
import { useFeed } from './use-feed.ts'
import { useNow } from './use-now.ts'
import { steadiedAhead } from './clock-difference.ts'

let aheadMs = 0

export interface EngineTime {
  /** The engine's time this moment; for cells that are drawn anew every second. */
  readonly read: () => number
  /** The same once a second, for templates. */
  readonly now: Readonly<Ref<number>>
}

/** Time by the clock of the engine: moments of its rows are compared with it, not with the clock of this machine. */
export function useEngineTime(): EngineTime {
  const node = useFeed('node')
  const here = useNow()
  const compare = (rows: Iterable<{ readonly nowMs: number }>): void => {
    for (const { nowMs } of rows) aheadMs = steadiedAhead(aheadMs, nowMs - Date.now())
  }
  compare(node.values())
  onBeforeUnmount(node.watch({ put: compare }))
  return { read: () => Date.now() + aheadMs, now: computed(() => here.value + aheadMs) }
}
