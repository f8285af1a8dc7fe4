/** A row comes up to a second after it was made, and a busy page reads it later still. */
const waveringMs = 2500

/** How far the engine's clock is ahead: what was seen last counts only when it cannot be the way that the row took. */
export const steadiedAhead = (beforeMs: number, seenMs: number): number =>
  seenMs > beforeMs || seenMs < beforeMs - waveringMs ? settled(seenMs) : beforeMs

/** Two clocks that agree to a second agree. */
const settled = (aheadMs: number): number => (Math.abs(aheadMs) < 1000 ? 0 : aheadMs)
