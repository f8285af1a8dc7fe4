import type { GatewayReport } from '../../api/contract/analysis-procedures.ts'
import type { Database } from '../open-database.ts'
import { CallFigures, readCallFigures, type ReportPeriod } from './read-call-figures.ts'
import { readSampleSums, type SampleSums } from './read-sample-sums.ts'

/** One report for each gateway asked for by name, else for each that had a call or was sampled; in the order of names. */
export function readGatewayReports(db: Database, period: ReportPeriod): GatewayReport[] {
  const calls = readCallFigures(db, period)
  const sums = new Map(readSampleSums(db, period).map((each) => [each.gateway, each]))
  const names = new Set(period.gateways ?? [...calls.keys(), ...sums.keys()].sort())
  return [...names].map((name) => ({
    gateway: name,
    ...callReport(calls.get(name) ?? new CallFigures()),
    ...concurrencyReport(sums.get(name)),
  }))
}

function callReport(figures: CallFigures) {
  const { calls, answered, setupDelays } = figures
  const shareOfCalls = (count: number): number | null => (calls === 0 ? null : count / calls)
  return {
    calls,
    answered,
    asr: shareOfCalls(answered),
    connectRatio: shareOfCalls(figures.connected),
    responseRatio: shareOfCalls(figures.responded),
    acdSeconds: answered === 0 ? null : figures.callMs / answered / 1000,
    setupDelayMedianMs: setupDelays.at(0.5),
    setupDelayP95Ms: setupDelays.at(0.95),
    endReasons: [...figures.endReasons]
      .map(([reason, count]) => ({ reason, calls: count }))
      .sort((a, b) => b.calls - a.calls || a.reason - b.reason),
    switchedAway: figures.switchedAway,
  }
}

function concurrencyReport(sums: SampleSums | undefined) {
  if (sums === undefined) return notSampled
  const { normalMs, reduceMs, lastResortMs, fullMs, errorForMs } = sums
  const bandMs = normalMs + reduceMs + lastResortMs + fullMs
  const share = (ms: number): number => (bandMs === 0 ? 0 : ms / bandMs)
  return {
    peakActive: sums.peakActive,
    meanActive: sums.sampledMs === 0 ? 0 : sums.activeMs / sums.sampledMs,
    capacity: sums.capacity,
    bands: {
      normal: share(normalMs),
      reduce: share(reduceMs),
      'last resort': share(lastResortMs),
      full: share(fullMs),
    },
    refusedAtLimit: sums.refusedAtLimit,
    publicationErrorMean: errorForMs === 0 ? null : sums.errorMs / errorForMs,
    publicationErrorWorst: errorForMs === 0 ? null : sums.errorWorst,
    staleMs: Math.round(sums.staleMs),
    sampledMs: Math.round(sums.sampledMs),
  }
}

const notSampled = {
  ...{ peakActive: 0, meanActive: 0, capacity: 0, refusedAtLimit: 0 },
  bands: { normal: 0, reduce: 0, 'last resort': 0, full: 0 },
  ...{ publicationErrorMean: null, publicationErrorWorst: null, staleMs: 0, sampledMs: 0 },
}
