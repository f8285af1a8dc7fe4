/** A running timer; only its clock can read it. */
export interface Timer {
  readonly kind: 'timer'
}

/** Time as an argument: the system's in production, virtual in tests and in the planner. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch; may jump. */
  nowMs(): number
  /** Milliseconds since an arbitrary start; never jumps. */
  monotonicMs(): number
  /** Calls `onFire` once after `delayMs`; the timer does not keep the process alive. */
  startTimer(delayMs: number, onFire: () => void): Timer
  /** Stops a timer; a timer that has fired or was stopped is left alone. */
  stopTimer(timer: Timer): void
}

/** Longest delay that the platform's timers take (2^31 - 1 ms, about 24.8 days). */
const longestDelayMs = 2_147_483_647

/** The platform's own clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  startTimer(delayMs, onFire) {
    const timer = setTimeout(onFire, Math.min(delayMs, longestDelayMs))
    timer.unref()
    return timer as unknown as Timer
  },
  stopTimer(timer) {
    clearTimeout(timer as unknown as NodeJS.Timeout)
  },
}
