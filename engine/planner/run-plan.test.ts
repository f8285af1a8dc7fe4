import { describe, expect, it } from 'vitest'
import { engineSettings } from '../api/contract/engine-settings.ts'
import { planQuestion, planResult } from '../api/contract/plan-procedures.ts'
import type { PlanQuestion, PlanRow } from '../api/contract/plan-procedures.ts'
import { modelOf, periodsOf } from './plan-model.ts'
import type { PlanModel } from './plan-model.ts'
import { recommend } from './recommend.ts'
import { runPlan } from './run-plan.ts'
import { rowOf } from './scale-measures.ts'
import { simulate } from './simulate.ts'
import type { Candidate } from './simulation-scene.ts'

const quiet = (): void => undefined
const ask = (fields: Record<string, unknown>): PlanQuestion => planQuestion.parse(fields)

/** One candidate on a model that may be another than the question's own. */
function rowOn(question: PlanQuestion, change: Partial<PlanModel>, candidate: Candidate): PlanRow {
  const model = { ...modelOf(question), ...change }
  const periods = periodsOf(model, question, candidate.expireSeconds, candidate.mode)
  const measures = simulate({ question, model, periods, candidate, onProgress: quiet })
  return rowOf(question, model, candidate, measures)
}

const expectWithin = (
  a: { readonly value: number; readonly plusMinus: number },
  b: { readonly value: number; readonly plusMinus: number },
): void => {
  expect(Math.abs(a.value - b.value)).toBeLessThanOrEqual(a.plusMinus + b.plusMinus)
}
const meanError = ({ error }: PlanRow) => ({ value: error.mean, plusMinus: error.plusMinus })

describe('a plan', { timeout: 120_000 }, () => {
  const busy = { nodes: 2, gateways: 4, capacity: 20, callsPerSecond: 1.2, talkSeconds: 60 }

  it('gives the same answer with the same seed, and another with another', () => {
    const question = { ...busy, expireSeconds: [60], modes: ['refresh only', 'threshold'] }
    const first = runPlan(ask(question), quiet)
    expect(runPlan(ask(question), quiet)).toEqual(first)
    expect(runPlan(ask({ ...question, seed: 2 }), quiet).rows).not.toEqual(first.rows)
    expect(planResult.parse(first)).toEqual(first)
  })

  it('tells of its progress from 0 to 1, never backwards', () => {
    const parts: number[] = []
    runPlan(ask({ ...busy, expireSeconds: [30, 60], modes: ['threshold'] }), (part) => {
      parts.push(part)
    })
    expect(parts.toSorted((a, b) => a - b)).toEqual(parts)
    expect(parts.at(-1)).toBeCloseTo(1, 9)
    expect(parts.length).toBeGreaterThan(100)
  })

  it('has a row for every value in every mode, each once', () => {
    const { rows } = runPlan(ask({ ...busy, expireSeconds: [60, 30, 60], talkSeconds: 10 }), quiet)
    expect(rows.map(({ mode, expireSeconds }) => `${mode} ${expireSeconds}`)).toEqual([
      ...['refresh only 30', 'refresh only 60', 'threshold 30', 'threshold 60'],
      ...['every change 30', 'every change 60'],
    ])
  })

  it('for one node alone finds no error and no over-assignment', () => {
    const { rows, model } = runPlan(
      ask({ ...busy, nodes: 1, callsPerSecond: 1.5, expireSeconds: [60, 300] }),
      quiet,
    )
    expect(model).toMatchObject({ isWhole: true, nodes: 1, views: 1, gateways: 4 })
    for (const row of rows) {
      expect(row).toMatchObject({ worstOvershoot: 0, refusedThoughFreePercent: 0 })
      expect(row.error).toMatchObject({ mean: 0, max: 0 })
      expect(row.overAssignedPercent.value).toBe(0)
      expect(row.refusedPercent).toBeGreaterThan(0)
      expect(row.kilobitsPerSecond).toBe(0)
    }
  })

  it('finds older state and more error with a longer lifetime', () => {
    const question = ask({ ...busy, expireSeconds: [30, 600], modes: ['refresh only'] })
    const [short, long] = runPlan(question, quiet).rows
    expect(short?.ageSeconds.max).toBeLessThan(28)
    expect(long?.ageSeconds.p50).toBeGreaterThan(150)
    expect(long?.error.mean).toBeGreaterThan(1.3 * (short?.error.mean ?? 0))
    expect(long?.overAssignedPercent.value).toBeGreaterThan(short?.overAssignedPercent.value ?? 0)
  })

  it('sends one PUBLISH per gateway, target and refresh interval', () => {
    const question = ask({ nodes: 3, gateways: 4, expireSeconds: [100], modes: ['refresh only'] })
    const [row] = runPlan(question, quiet).rows
    // Three targets, refreshed between 80.5 and 89.5 % of the lifetime.
    expect(row?.publishPerSecond.value).toBeCloseTo((3 * 4) / 85, 2)
  })

  it('of every change has state that is hardly older than the coalescing time', () => {
    const question = ask({ ...busy, modes: ['every change'], expireSeconds: [300], delayMs: 200 })
    const [row] = runPlan(question, quiet).rows
    const [refreshed] = runPlan({ ...question, modes: ['refresh only'] }, quiet).rows
    expect(row?.error.mean).toBeLessThan((refreshed?.error.mean ?? 0) / 2)
  })

  it('with loss has repetitions and older state', () => {
    const question = { ...busy, expireSeconds: [60], modes: ['refresh only'], delayMs: 50 }
    const [clean] = runPlan(ask(question), quiet).rows
    const [lossy] = runPlan(ask({ ...question, lossPercent: 30 }), quiet).rows
    expect(lossy?.publishPerSecond.value).toBeGreaterThan(
      1.3 * (clean?.publishPerSecond.value ?? 0),
    )
    expect(lossy?.ageSeconds.max).toBeGreaterThan((clean?.ageSeconds.max ?? 0) + 0.4)
  })

  it('of 1,000 nodes and 100,000 gateways is answered by a part', () => {
    const question = ask({
      ...{ nodes: 1000, gateways: 100_000, callsPerSecond: 100_000, talkSeconds: 80 },
      ...{ expireSeconds: [300], modes: ['refresh only'] },
    })
    const { model, rows, recommendation } = runPlan(question, quiet)
    expect(model).toMatchObject({ isWhole: false, nodes: 100, views: 4 })
    expect(rows[0]?.obstacle).toBe('targets')
    expect(rows[0]?.publishPerSecond.value).toBeCloseTo((1000 * 100_000) / 255, -5)
    expect(recommendation).toBeNull()
  })
})

describe('the rules by which a part stands for the whole', { timeout: 120_000 }, () => {
  const refresh = { expireSeconds: 60, mode: 'refresh only' } as const
  const threshold = { expireSeconds: 60, mode: 'threshold' } as const

  it('some routes have the figures of all', () => {
    const question = ask({ nodes: 3, gateways: 32, capacity: 30, callsPerSecond: 13 })
    for (const candidate of [refresh, threshold]) {
      const whole = rowOn(question, { routes: 8, callsPerSecond: 13 }, candidate)
      const part = rowOn(question, { routes: 2, callsPerSecond: 13 / 4 }, candidate)
      expect(whole.overAssignedPercent.value).toBeGreaterThan(0)
      expectWithin(part.overAssignedPercent, whole.overAssignedPercent)
      expectWithin(meanError(part), meanError(whole))
      expectWithin(part.publishPerSecond, whole.publishPerSecond)
    }
  })

  it('nodes that share four views err like nodes that have one each', () => {
    const question = ask({ nodes: 10, gateways: 8, callsPerSecond: 8, talkSeconds: 80 })
    for (const candidate of [refresh, threshold]) {
      const whole = rowOn(question, { views: 10, routes: 2, callsPerSecond: 8 }, candidate)
      const part = rowOn(question, { views: 4, routes: 2, callsPerSecond: 8 }, candidate)
      expect(whole.error.mean).toBeGreaterThan(5)
      expectWithin(part.overAssignedPercent, whole.overAssignedPercent)
      expectWithin(meanError(part), meanError(whole))
    }
  })

  it('two hundred nodes err like one hundred', () => {
    const question = ask({ nodes: 200, gateways: 4, callsPerSecond: 4, talkSeconds: 80 })
    const whole = rowOn(question, { nodes: 200, views: 4 }, refresh)
    const part = rowOn(question, { nodes: 100, views: 4 }, refresh)
    expectWithin(part.overAssignedPercent, whole.overAssignedPercent)
    expectWithin(meanError(part), meanError(whole))
    expectWithin(part.publishPerSecond, whole.publishPerSecond)
  })

  it('smaller gateways with as much headroom err like large ones', () => {
    const large = { nodes: 3, gateways: 4, capacity: 400, callsPerSecond: 25.3, talkSeconds: 60 }
    const question = ask(large)
    const load = (25.3 * 60) / 4
    const shrunk = Math.round(load / 4 + (400 - load) / 2)
    const whole = rowOn(question, { capacity: 400, callsPerSecond: 25.3, shrinking: 1 }, refresh)
    const part = rowOn(
      question,
      { capacity: shrunk, callsPerSecond: 25.3 / 4, shrinking: 4 },
      refresh,
    )
    expectWithin(meanError(part), meanError(whole))
    expectWithin(part.overAssignedPercent, whole.overAssignedPercent)
  })

  it('PUBLISH of every change follow from how often a count changes', () => {
    const question = ask({ nodes: 40, gateways: 8, callsPerSecond: 8, delayMs: 0 })
    const candidate = { expireSeconds: 60, mode: 'every change' } as const
    const whole = rowOn(question, { nodes: 40 }, candidate)
    const part = rowOn(question, { nodes: 10, views: 4 }, candidate)
    const apart = Math.abs(part.publishPerSecond.value - whole.publishPerSecond.value)
    expect(apart).toBeLessThan(0.1 * whole.publishPerSecond.value)
  })
})

describe('the recommendation', () => {
  const row = (mode: PlanRow['mode'], expireSeconds: number, over: number, publish: number) =>
    ({
      ...{ mode, expireSeconds, obstacle: '' },
      overAssignedPercent: { value: over, plusMinus: 0 },
      publishPerSecond: { value: publish, plusMinus: 0 },
    }) as PlanRow
  const question = ask({ acceptablePercent: 1 })

  it('is the least load among what is acceptable', () => {
    const rows = [
      ...[row('refresh only', 30, 0.5, 10), row('refresh only', 300, 0.9, 1)],
      row('refresh only', 600, 2, 0.5),
    ]
    expect(recommend(question, rows)).toEqual({
      ...{ mode: 'refresh only', expireSeconds: 300, reason: 'enough' },
    })
  })

  it('is the fewest over-assignments when none is acceptable', () => {
    const rows = [row('refresh only', 30, 5, 10), row('every change', 30, 2, 50)]
    expect(recommend(question, rows)).toMatchObject({ mode: 'every change', reason: 'best' })
  })

  it('of equal loads is the one with fewer over-assignments, then the shorter lifetime', () => {
    const rows = [
      ...[row('every change', 300, 0.2, 10), row('every change', 60, 0.1, 10.1)],
      row('every change', 30, 0.1, 10.1),
    ]
    expect(recommend(question, rows)).toMatchObject({ expireSeconds: 30 })
  })

  it('is none when nothing can be run', () => {
    expect(recommend(question, [{ ...row('threshold', 30, 0, 1), obstacle: 'pace' }])).toBeNull()
  })
})

describe('what cannot be run', { timeout: 60_000 }, () => {
  const obstacleOf = (fields: Record<string, unknown>): string => {
    const question = ask({ callsPerSecond: 1, ...fields })
    return rowOn(question, {}, { expireSeconds: 30, mode: 'refresh only' }).obstacle
  }

  it.each([
    ['two small nodes', { nodes: 2, gateways: 10 }, ''],
    ['as many nodes as there may be targets and one', { nodes: 65, gateways: 4 }, ''],
    ['more nodes than a node can publish to', { nodes: 66, gateways: 4 }, 'targets'],
    ['more than a compositor holds', { nodes: 3, gateways: 100_000 }, 'publications'],
    ['more than the pace for one target', { nodes: 2, gateways: 20_000 }, 'pace'],
    ['more than a node shall do', { nodes: 2, gateways: 100, publishPerSecondLimit: 10 }, 'load'],
  ])('%s: "%s"', (_, fields, obstacle) => {
    expect(obstacleOf(fields)).toBe(obstacle)
  })

  it('is what the settings say: 64 targets', () => {
    const targets = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ name: `n${index}`, address: 'udp:10.0.0.1' }))
    expect(engineSettings.safeParse({ publishTargets: targets(64) }).success).toBe(true)
    expect(engineSettings.safeParse({ publishTargets: targets(65) }).success).toBe(false)
  })
})
