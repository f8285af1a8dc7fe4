import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { planQuestion, type PlanFeedRow } from '../api/contract/plan-procedures.ts'
import { createPlanDesk, type PlanDesk } from './plan-desk.ts'
import { runPlan } from './run-plan.ts'

const small = planQuestion.parse({
  ...{ nodes: 2, gateways: 2, capacity: 5, callsPerSecond: 0.1, expireSeconds: [30, 60] },
})
/** Works for minutes. */
const long = planQuestion.parse({ nodes: 60, gateways: 1000, callsPerSecond: 1000 })

let desk: PlanDesk

beforeEach(() => {
  desk = createPlanDesk({ nowMs: () => 7 })
})
afterEach(() => desk.close())

const until = (plan: number, state: PlanFeedRow['state']): Promise<void> =>
  vi.waitFor(() => expect(desk.rows.row(plan)?.state).toBe(state), { timeout: 60_000 })

describe('the plans of a host', { timeout: 120_000 }, () => {
  it('are simulated in threads of their own and keep their results', async () => {
    const parts: number[] = []
    desk.rows.watch((key) => parts.push(desk.rows.row(key)?.progress ?? -1))
    const plan = desk.start(small, 'operator')
    expect(desk.rows.all()).toEqual([
      {
        ...{ plan, state: 'running', startedBy: 'operator', startedAtMs: 7, progress: 0 },
        ...{ nodes: 2, gateways: 2, callsPerSecond: 0.1, fault: '' },
      },
    ])
    await until(plan, 'done')
    expect(desk.result(plan)).toEqual(runPlan(small, () => undefined))
    expect(parts.length).toBeGreaterThan(20)
    expect(parts.toSorted((a, b) => a - b)).toEqual(parts)
    expect(parts.at(-1)).toBe(1)
  })

  it('can be stopped, and have no result before they are done', async () => {
    const plan = desk.start(long, 'operator')
    expect(() => desk.result(plan)).toThrow(
      `the state of plan ${plan} is "running"; allowed: "done"`,
    )
    await desk.stop(plan)
    expect(desk.rows.row(plan)?.state).toBe('stopped')
    expect(() => desk.result(plan)).toThrow('"stopped"')
    await desk.stop(plan)
  })

  it('are not more than two at work', async () => {
    const first = desk.start(long, 'operator')
    desk.start(long, 'operator')
    expect(() => desk.start(small, 'operator')).toThrow(
      '2 plans are running, which is the most: stop one or wait',
    )
    await desk.stop(first)
    await until(desk.start(small, 'operator'), 'done')
  })

  it('are forgotten when there are twenty newer ones', async () => {
    const first = desk.start(long, 'operator')
    await desk.stop(first)
    for (let index = 0; index < 20; index++) await desk.stop(desk.start(long, 'operator'))
    expect(desk.rows.all()).toHaveLength(20)
    expect(() => desk.result(first)).toThrow(`there is no plan ${first}`)
  })
})
