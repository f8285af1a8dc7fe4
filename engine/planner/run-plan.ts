/* Which SS_SIP_PUBLISH_EXPIRE: every candidate is simulated with the same seed on one model, so that they differ in
 * nothing but what is compared. How a model stands for the whole: plan-model.ts. */
import type { PlanQuestion, PlanResult } from '../api/contract/plan-procedures.ts'
import { gatewaysPerRouteOf, isWhole, modelOf, periodsOf } from './plan-model.ts'
import { recommend } from './recommend.ts'
import { rowOf } from './scale-measures.ts'
import { simulate } from './simulate.ts'
import type { Candidate } from './simulation-scene.ts'

/** Answers a question; `onProgress` is told parts from 0 to 1. */
export function runPlan(question: PlanQuestion, onProgress: (part: number) => void): PlanResult {
  const model = modelOf(question)
  const candidates = candidatesOf(question)
  const rows = candidates.map((candidate, index) => {
    const { expireSeconds, mode } = candidate
    const periods = periodsOf(model, question, expireSeconds, mode)
    const measures = simulate({
      ...{ question, model, periods, candidate },
      onProgress: (part) => {
        onProgress((index + part) / candidates.length)
      },
    })
    return rowOf(question, model, candidate, measures)
  })
  const { nodes, views, routes, gatewaysPerRoute, capacity, callsPerSecond, shrinking } = model
  return {
    question: { ...question, gatewaysPerRoute: gatewaysPerRouteOf(question) },
    model: {
      ...{ nodes, views, capacity, callsPerSecond, shrinking },
      gateways: routes * gatewaysPerRoute,
      isWhole: isWhole(model, question),
    },
    rows,
    recommendation: recommend(question, rows),
  }
}

function candidatesOf({ expireSeconds, modes }: PlanQuestion): Candidate[] {
  const values = [...new Set(expireSeconds)].sort((a, b) => a - b)
  return [...new Set(modes)].flatMap((mode) =>
    values.map((seconds) => ({ expireSeconds: seconds, mode })),
  )
}
