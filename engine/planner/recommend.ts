import type { PlanQuestion, PlanResult, PlanRow } from '../api/contract/plan-procedures.ts'

/** Loads this close to each other are the same: then the fewer over-assignments, then the shorter lifetime is better. */
const sameLoad = 1.02

/** The least load whose over-assignments are acceptable, else the fewest over-assignments that can be run at all. */
export function recommend(
  { acceptablePercent }: PlanQuestion,
  rows: readonly PlanRow[],
): PlanResult['recommendation'] {
  const possible = rows.filter(({ obstacle }) => obstacle === '')
  const enough = possible.filter((row) => row.overAssignedPercent.value <= acceptablePercent)
  const isEnough = enough.length > 0
  const [first] = (isEnough ? leastLoaded(enough) : possible).toSorted(byOverAssignment)
  if (first === undefined) return null
  const { expireSeconds, mode } = first
  return { expireSeconds, mode, reason: isEnough ? 'enough' : 'best' }
}

function leastLoaded(rows: readonly PlanRow[]): readonly PlanRow[] {
  const least = Math.min(...rows.map(({ publishPerSecond }) => publishPerSecond.value))
  return rows.filter(({ publishPerSecond }) => publishPerSecond.value <= least * sameLoad)
}

const byOverAssignment = (a: PlanRow, b: PlanRow): number =>
  a.overAssignedPercent.value - b.overAssignedPercent.value ||
  a.publishPerSecond.value - b.publishPerSecond.value ||
  a.expireSeconds - b.expireSeconds
