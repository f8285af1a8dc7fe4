import type { Clock, Timer } from '../kernel/clock.ts'

interface FakeTimer {
  readonly kind: 'timer'
  readonly dueAtMs: number
  readonly order: number
  readonly onFire: () => void
}

/** Virtual time for tests: nothing happens until `advance` is called. */
export interface FakeClock extends Clock {
  /** Moves time forward, firing every timer that falls due, in order. */
  advance(byMs: number): void
  /** Timers not yet fired or stopped. */
  readonly pendingTimers: number
}

export function createFakeClock(startMs = 1_800_000_000_000): FakeClock {
  let elapsedMs = 0
  let created = 0
  const timers = new Set<FakeTimer>()
  const nextDue = (untilMs: number): FakeTimer | undefined => {
    let next: FakeTimer | undefined
    for (const timer of timers) {
      if (timer.dueAtMs > untilMs) continue
      const isEarlier =
        next === undefined ||
        timer.dueAtMs < next.dueAtMs ||
        (timer.dueAtMs === next.dueAtMs && timer.order < next.order)
      if (isEarlier) next = timer
    }
    return next
  }
  return {
    nowMs: () => startMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    startTimer(delayMs, onFire): Timer {
      const timer: FakeTimer = {
        kind: 'timer',
        dueAtMs: elapsedMs + Math.max(0, delayMs),
        order: created++,
        onFire,
      }
      timers.add(timer)
      return timer
    },
    stopTimer(timer) {
      timers.delete(timer as FakeTimer)
    },
    advance(byMs) {
      const untilMs = elapsedMs + byMs
      for (let due = nextDue(untilMs); due; due = nextDue(untilMs)) {
        elapsedMs = due.dueAtMs
        timers.delete(due)
        due.onFire()
      }
      elapsedMs = untilMs
    },
    get pendingTimers() {
      return timers.size
    },
  }
}
