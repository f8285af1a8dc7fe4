import { engineSettings } from '../api/contract/engine-settings.ts'
import type { PlanQuestion, PlanRow } from '../api/contract/plan-procedures.ts'
import { refreshSeconds } from '../api/contract/publish-rate.ts'
import { mostPublications } from '../publish/event-state-compositor.ts'
import { estimateOf, spreadOf } from './measures.ts'
import type { Batch, Measures } from './measures.ts'
import { coalescedRate, isWhole } from './plan-model.ts'
import type { PlanModel } from './plan-model.ts'
import type { Candidate } from './simulation-scene.ts'

/** Besides chance: what a model that is not the whole may be off by; docs/technical/planner.md says how it was found. */
const modelError = 0.2
/** Publish targets that a node may have: the limit of the setting. */
const mostTargets = 64
const { publishPacePerSecond } = engineSettings.parse({})

type Estimate = PlanRow['publishPerSecond']

/** Figures of a simulation, brought to the size of the question. */
export function rowOf(
  question: PlanQuestion,
  model: PlanModel,
  candidate: Candidate,
  measures: Measures,
): PlanRow {
  const lines = Math.sqrt(model.shrinking)
  const allowance = isWhole(model, question) ? 0 : modelError
  const calls = measures.batches.reduce((sum, { calls: each }) => sum + each, 0)
  const percentOf = (count: (batch: Batch) => number): Estimate =>
    estimateOf(
      measures.batches.map((each) => (100 * count(each)) / Math.max(1, each.calls) / lines),
    )
  const overAssigned = widened(
    percentOf(({ overAssigned: count }) => count),
    // The rule of three: what was never seen in n trials is rarer than 3 in n.
    { part: allowance, least: 300 / Math.max(1, calls) / lines },
  )
  const publish = publishOf(question, model, candidate, measures)
  const spread = spreadOf(measures.errors)
  const error = errorOf(measures, lines, allowance)
  return {
    ...candidate,
    overAssignedPercent: overAssigned,
    overAssignedPerHour: (overAssigned.value / 100) * question.callsPerSecond * 3600,
    worstOvershoot: Math.round(measures.worstOvershoot * lines),
    refusedPercent: percentOf(({ refused }) => refused).value,
    refusedThoughFreePercent: percentOf(({ refusedThoughFree }) => refusedThoughFree).value,
    error: {
      ...{ p50: spread.p50 * lines, p95: spread.p95 * lines, max: spread.max * lines },
      ...{ mean: error.value, plusMinus: error.plusMinus },
    },
    ageSeconds: spreadOf(measures.ages),
    publishPerSecond: publish.perSecond,
    kilobitsPerSecond: publish.kilobitsPerSecond,
    obstacle: obstacleOf(question, publish.perSecond.value),
    simulatedSeconds: measures.measuredMs / 1000,
    simulatedCalls: calls,
  }
}

function errorOf({ batches }: Measures, lines: number, allowance: number): Estimate {
  const means = batches.map(
    ({ errorSum, errorCount }) => (lines * errorSum) / Math.max(1, errorCount),
  )
  return widened(estimateOf(means), { part: allowance, least: 0 })
}

/** Every node sends each gateway's state to every node, itself included. */
function publishOf(
  question: PlanQuestion,
  model: PlanModel,
  candidate: Candidate,
  { batches, bytes, measuredMs }: Measures,
): { readonly perSecond: Estimate; readonly kilobitsPerSecond: number } {
  const { nodes, views, routes, gatewaysPerRoute } = model
  const simulated = nodes * views * routes * gatewaysPerRoute
  const sent = batches.reduce((sum, { publish }) => sum + publish, 0)
  const batchSeconds = measuredMs / 1000 / batches.length
  const perPublication = estimateOf(
    batches.map(({ publish }) => publish / batchSeconds / simulated),
  )
  const rate = rateOfWhole(perPublication.value, { question, model, candidate, measuredMs })
  const publications = question.gateways * question.nodes
  const factor = perPublication.value === 0 ? 0 : rate / perPublication.value
  // With views of their own one publication in as many stays within its node.
  const onNetwork = views === nodes ? (views - 1) / views : 1
  const bytesEach = sent === 0 || onNetwork === 0 ? 0 : bytes / (sent * onNetwork)
  const remote = question.gateways * (question.nodes - 1)
  return {
    perSecond: {
      value: rate * publications,
      plusMinus: perPublication.plusMinus * factor * publications,
    },
    // Sent to others, and taken from them.
    kilobitsPerSecond: (2 * rate * remote * bytesEach * 8) / 1000,
  }
}

interface Rated {
  readonly question: PlanQuestion
  readonly model: PlanModel
  readonly candidate: Candidate
  readonly measuredMs: number
}

/** PUBLISH per second of one publication: in the whole a node's count may change more or less often than in the model. */
function rateOfWhole(rate: number, rated: Rated): number {
  const { question, model, candidate } = rated
  const refreshRate = 1 / refreshSeconds(candidate.expireSeconds)
  switch (candidate.mode) {
    case 'refresh only':
      return rate
    case 'threshold':
      return refreshRate + (Math.max(0, rate - refreshRate) * model.nodes) / question.nodes
    case 'every change': {
      const whole = (2 * question.callsPerSecond) / (question.nodes * question.gateways)
      const inModel = (whole * question.nodes) / (model.nodes * model.shrinking)
      const isShort = rated.measuredMs * refreshRate < 1000
      const expected = isShort
        ? coalescedRate(inModel, question)
        : renewalRate(coalescedRate(inModel, question), refreshRate)
      return (rate / expected) * renewalRate(coalescedRate(whole, question), refreshRate)
    }
  }
}

/** Requests of a publication that is sent anew by a change, or when none comes by its refresh. */
function renewalRate(changeRate: number, refreshRate: number): number {
  return changeRate / (1 - Math.exp(-changeRate / refreshRate))
}

function widened(
  { value, plusMinus }: Estimate,
  by: { readonly part: number; readonly least: number },
): Estimate {
  return { value, plusMinus: Math.max(plusMinus + by.part * value, by.least) }
}

function obstacleOf(question: PlanQuestion, publishPerSecond: number): PlanRow['obstacle'] {
  const { nodes, gateways } = question
  if (nodes - 1 > mostTargets) return 'targets'
  if (nodes * gateways > mostPublications) return 'publications'
  if (publishPerSecond / nodes > publishPacePerSecond) return 'pace'
  // As many as it sends to others come from them.
  const taken = nodes === 1 ? 0 : publishPerSecond
  return publishPerSecond + taken > question.publishPerSecondLimit ? 'load' : ''
}
