/**
 * What the minutes from `minuteAtMs` on say of one routing gateway. Times are integrals: a figure times the milliseconds
 * for which it was true, so that samples of the same minute add up and a mean is one sum by another.
 */
export interface GatewaySample {
  readonly gateway: string
  /** Beginning of the first minute. */
  readonly minuteAtMs: number
  /** More than one only where nothing changed. */
  readonly minutes: number
  readonly sampledMs: number
  /** Composed concurrency. */
  readonly activeMs: number
  readonly peakActive: number
  /** Line limit in force at the end, 0 = unlimited. */
  readonly capacity: number
  readonly normalMs: number
  readonly reduceMs: number
  readonly lastResortMs: number
  readonly fullMs: number
  readonly refusedAtLimit: number
  /** Active calls as published, and for how long anything was. */
  readonly publishedMs: number
  readonly publishedForMs: number
  /** |published − own count| of this node's own publication, and for how long there was one. */
  readonly errorMs: number
  readonly errorForMs: number
  readonly errorWorst: number
  readonly staleMs: number
}
