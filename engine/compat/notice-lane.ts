import type { Clock } from '../kernel/clock.ts'

/** What became of one try. */
export type Try = 'taken' | 'not wanted' | { readonly fault: string }

export interface NoticeLaneOptions<N> {
  readonly clock: Clock
  /** Waits between tries; one try more than waits. */
  readonly retryDelaysMs: readonly number[]
  /** One try; never rejects. */
  readonly send: (notice: N) => Promise<Try>
  /** Told once about every notice that left the lane. */
  readonly onLeft: (notice: N, fault: string | undefined) => void
}

/** Sends notices one after the other, in the order in which they came. */
export interface NoticeLane<N> {
  push(notice: N): void
  /** From now on nothing is tried twice and no wait lasts. */
  hurry(): void
}

export function createNoticeLane<N>(options: NoticeLaneOptions<N>): NoticeLane<N> {
  const { clock, retryDelaysMs, send, onLeft } = options
  const queue: N[] = []
  let isRunning = false
  let isHurried = false
  let endWait: (() => void) | undefined

  const wait = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = clock.startTimer(delayMs, resolve)
      endWait = () => {
        clock.stopTimer(timer)
        resolve()
      }
    })
  const deliver = async (notice: N): Promise<string | undefined> => {
    for (let tries = 0; ; tries++) {
      const outcome = await send(notice)
      if (typeof outcome === 'string') return undefined
      const delayMs = isHurried ? undefined : retryDelaysMs[tries]
      if (delayMs === undefined) return outcome.fault
      await wait(delayMs)
    }
  }
  const run = async (): Promise<void> => {
    isRunning = true
    for (let notice = queue.shift(); notice !== undefined; notice = queue.shift()) {
      onLeft(notice, await deliver(notice))
    }
    isRunning = false
  }
  return {
    push(notice) {
      queue.push(notice)
      if (!isRunning) void run()
    },
    hurry() {
      isHurried = true
      endWait?.()
    },
  }
}
