import { onBeforeUnmount, ref, type Ref } from 'vue'
import type { LiveRows, LiveState } from '../engine-client/live-rows.ts'

/** Whether the rows of a feed are still coming, are all there, or have ended. */
export function useFeedState<R>(rows: LiveRows<R>): Readonly<Ref<LiveState>> {
  const state = ref(rows.state)
  onBeforeUnmount(
    rows.watch({
      state(next) {
        state.value = next
      },
    }),
  )
  return state
}
