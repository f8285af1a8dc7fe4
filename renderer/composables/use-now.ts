import { onBeforeUnmount, readonly, ref, type Ref } from 'vue'

const now = ref(Date.now())
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

/** The time of this machine, once a second, for as long as a component shows it. */
export function useNow(): Readonly<Ref<number>> {
  users++
  now.value = Date.now()
  timer ??= setInterval(() => {
    now.value = Date.now()
  }, 1000)
  onBeforeUnmount(() => {
    if (--users > 0) return
    clearInterval(timer)
    timer = undefined
  })
  return readonly(now)
}
