/** Durations of transactions, RFC 3261 §17 table 4 and RFC 6026; one value object serves every transaction begun under it. */
export interface TimerValues {
  /** Waits between retransmissions over UDP; takes the place of the doubling of timers A, E and G. */
  readonly resendIntervalsMs: readonly number[]
  /** Sum of the waits: timers B, F and H. */
  readonly timeoutMs: number
  /** The longest wait: timer E once a provisional response has come (T2). */
  readonly t2Ms: number
  /** Unreliable transports only. */
  readonly timerDMs: number
  readonly timerIMs: number
  readonly timerJMs: number
  readonly timerKMs: number
  /** Every transport. */
  readonly timerLMs: number
  readonly timerMMs: number
  /** RFC 3261 §17.2.1: 100 is sent when the transaction user has given nothing by then. */
  readonly tryingMs: number
}

/** What timer values are derived from. */
export interface TimerSettings {
  /** SS_SIP_RESEND_INTERVAL in milliseconds, 1 to 20 waits. */
  readonly resendIntervalsMs: readonly number[]
  readonly t1Ms?: number
  readonly t4Ms?: number
}

/** Waits of RFC 3261 with T1 = 500 ms and T2 = 4 s. */
export const standardResendIntervalsMs: readonly number[] = [
  500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000,
]

export function createTimerValues(settings: TimerSettings): TimerValues {
  const { resendIntervalsMs, t1Ms = 500, t4Ms = 5000 } = settings
  const timeoutMs = resendIntervalsMs.reduce((sum, wait) => sum + wait, 0)
  // Peers go by their own T1, so a shorter list of ours must not end the absorption of their retransmissions.
  const absorptionMs = Math.max(64 * t1Ms, timeoutMs)
  return {
    resendIntervalsMs,
    timeoutMs,
    t2Ms: Math.max(...resendIntervalsMs),
    timerDMs: absorptionMs,
    timerIMs: t4Ms,
    timerJMs: absorptionMs,
    timerKMs: t4Ms,
    timerLMs: absorptionMs,
    timerMMs: absorptionMs,
    tryingMs: 200,
  }
}
