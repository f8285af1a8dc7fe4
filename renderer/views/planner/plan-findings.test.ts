import { expect, it } from 'vitest'
import {
  planQuestion,
  type PlanResult,
  type PlanRow,
} from '../../../engine/api/contract/plan-procedures.ts'
import {
  occupancyOf,
  placesOf,
  recommendedRow,
  seriesOf,
  worseWithThreshold,
} from './plan-findings.ts'

function row(mode: PlanRow['mode'], expireSeconds: number, over: number, more = {}): PlanRow {
  return {
    ...{ mode, expireSeconds, overAssignedPercent: { value: over, plusMinus: 0.2 } },
    ...{ overAssignedPerHour: 0, worstOvershoot: 1, refusedPercent: 0 },
    ...{ refusedThoughFreePercent: 0, error: { p50: 0, p95: 1, max: 2, mean: 1, plusMinus: 0.1 } },
    ...{ ageSeconds: { p50: 1, p95: 2, max: 3 }, publishPerSecond: { value: 2, plusMinus: 0.1 } },
    ...{ kilobitsPerSecond: 4, obstacle: '', simulatedSeconds: 10, simulatedCalls: 20 },
    ...more,
  }
}

function result(rows: readonly PlanRow[]): PlanResult {
  const question = planQuestion.parse({ modes: ['refresh only', 'threshold'] })
  const model = { nodes: 2, views: 2, gateways: 10, capacity: 100, callsPerSecond: 10 }
  return {
    question: { ...question, gatewaysPerRoute: 4 },
    model: { ...model, shrinking: 1, isWhole: true },
    rows: [...rows],
    recommendation: { expireSeconds: 60, mode: 'threshold', reason: 'enough' },
  }
}

it('finds where threshold is worse than refresh only, by more than chance', () => {
  const rows = [
    ...[row('refresh only', 30, 1), row('threshold', 30, 1.1)],
    ...[row('refresh only', 60, 1), row('threshold', 60, 1.3)],
    ...[row('refresh only', 90, 2), row('threshold', 90, 1), row('threshold', 120, 9)],
  ]
  expect(worseWithThreshold(result(rows))).toEqual([60])
})

it('draws one line for each mode in the order of the lifetimes, without what cannot be run', () => {
  const plan = result([
    ...[row('refresh only', 60, 2), row('refresh only', 30, 1)],
    row('threshold', 60, 3, { obstacle: 'pace' }),
  ])
  const figure = (each: PlanRow): number => each.overAssignedPercent.value
  expect(seriesOf(plan, figure, (mode) => mode).map(({ values }) => values)).toEqual([
    [1, 2],
    [null, null],
  ])
  expect(placesOf(plan, 'Expires', (seconds) => `${seconds} s`).words).toEqual(['30 s', '60 s'])
})

it('knows the row that is recommended, and how busy the lines are', () => {
  const plan = result([row('refresh only', 60, 1), row('threshold', 60, 2)])
  expect(recommendedRow(plan)).toBe(plan.rows[1])
  expect(recommendedRow({ ...plan, recommendation: null })).toBeUndefined()
  expect(occupancyOf(plan)).toBeCloseTo(0.6)
})
