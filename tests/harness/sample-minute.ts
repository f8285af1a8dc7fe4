import type { GatewaySample } from '../../engine/analysis/gateway-sample.ts'

/** A minute in which nothing happened at a gateway without a line limit, with these changes. */
export function sampleOf(
  gateway: string,
  minuteAtMs: number,
  changes: Partial<GatewaySample> = {},
): GatewaySample {
  return {
    ...{ gateway, minuteAtMs, minutes: 1, sampledMs: 60_000 },
    ...{ activeMs: 0, peakActive: 0, capacity: 0 },
    ...{ normalMs: 60_000, reduceMs: 0, lastResortMs: 0, fullMs: 0, refusedAtLimit: 0 },
    ...{ publishedMs: 0, publishedForMs: 0, errorMs: 0, errorForMs: 0, errorWorst: 0, staleMs: 0 },
    ...changes,
  }
}
