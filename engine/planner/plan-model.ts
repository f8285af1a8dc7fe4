/* Which part of a question is simulated, and how its figures are brought to the size of the whole.
 * - Gateways of different prefixes never meet in a call, and Poisson traffic split over them stays Poisson: some routes
 *   stand for all of them, exactly.
 * - Up to `mostViews` nodes each have their own copy of the event state, more share some: what a node knows has the same
 *   age in either, only its accidents are shared.
 * - Of more than `mostNodes` nodes so many are simulated, with the calls of all: a node that has less than one call at a
 *   gateway learns nothing from its own count, and with fewer still nothing changes.
 * - Gateways with very many calls are made smaller: lines and calls divided by k, headroom by √k. Counts of calls vary by
 *   the root of their mean, so the chance of being full stays the same and lines scale by √k (Halfin and Whitt 1981). */
import type { PlanQuestion, PublishMode } from '../api/contract/plan-procedures.ts'
import { refreshSeconds } from '../api/contract/publish-rate.ts'

/** What is simulated. */
export interface PlanModel {
  readonly nodes: number
  readonly views: number
  readonly routes: number
  readonly gatewaysPerRoute: number
  readonly capacity: number
  /** Over all simulated routes. */
  readonly callsPerSecond: number
  /** k of the note above, 1 = nothing was made smaller. */
  readonly shrinking: number
}

/** How long a candidate is simulated, in virtual time. */
export interface PlanPeriods {
  /** Nodes start at random within it. */
  readonly startMs: number
  readonly warmUpMs: number
  readonly measuredMs: number
}

/** Nodes up to here have a view each. */
const mostViews = 6
const mostNodes = 100
const sharedViews = 4
const mostCalls = 60_000
const mostPublish = 25_000
const mostRoutes = 16
const leastMeasuredMs = 60_000
/** Lifetimes measured: enough for every publication to be seen at every age. */
const leastLifetimes = 1.2
const mostLifetimes = 40

/** Gateways of one prefix, by the question or by what is usual. */
export function gatewaysPerRouteOf(question: PlanQuestion): number {
  return Math.min(question.gatewaysPerRoute ?? 4, question.gateways)
}

/** One model for every candidate, so that they can be compared. */
export function modelOf(question: PlanQuestion): PlanModel {
  const { gateways, capacity, callsPerSecond } = question
  const nodes = Math.min(question.nodes, mostNodes)
  const gatewaysPerRoute = gatewaysPerRouteOf(question)
  const views = nodes <= mostViews ? nodes : sharedViews
  const longest = Math.max(...question.expireSeconds)
  const seconds = totalMs(periodsFor(question, longest, leastLifetimes)) / 1000
  const routeCallsPerSecond = (callsPerSecond / gateways) * gatewaysPerRoute
  const publishPerRoute = nodes * views * gatewaysPerRoute * (1 + seconds / refreshSeconds(longest))
  const routes = Math.min(
    ...[Math.ceil(gateways / gatewaysPerRoute), mostRoutes],
    Math.floor(mostCalls / (routeCallsPerSecond * seconds)),
    Math.floor(mostPublish / publishPerRoute),
  )
  const used = Math.max(1, routes)
  const shrinking = Math.max(1, (routeCallsPerSecond * seconds) / mostCalls)
  const load = (callsPerSecond / gateways) * question.talkSeconds
  return {
    ...{ nodes, views, routes: used, gatewaysPerRoute, shrinking },
    capacity: shrunkCapacity(capacity, load, shrinking),
    callsPerSecond: (routeCallsPerSecond * used) / shrinking,
  }
}

/** Keeps headroom in units of the spread of the load; without headroom everything shrinks alike. */
function shrunkCapacity(capacity: number, load: number, shrinking: number): number {
  if (shrinking === 1) return capacity
  const headroom = capacity - load
  const shrunk =
    headroom > 0 ? load / shrinking + headroom / Math.sqrt(shrinking) : capacity / shrinking
  return Math.max(1, Math.round(shrunk))
}

/** Everything that is in the question is simulated as it is. */
export function isWhole(model: PlanModel, question: PlanQuestion): boolean {
  const { routes, gatewaysPerRoute, views, shrinking } = model
  const { nodes, gateways } = question
  return routes * gatewaysPerRoute === gateways && views === nodes && shrinking === 1
}

/** How long one candidate is simulated: as long as the work allows. */
export function periodsOf(
  model: PlanModel,
  question: PlanQuestion,
  expireSeconds: number,
  mode: PublishMode,
): PlanPeriods {
  if (mode === 'every change') return changePeriods(model, question, expireSeconds)
  const perSecond = publicationsOf(model) / refreshSeconds(expireSeconds)
  const workSeconds = Math.min(mostCalls / model.callsPerSecond, mostPublish / perSecond)
  // What comes before the measured time is work as well.
  const lifetimes = Math.min(mostLifetimes, workSeconds / expireSeconds - 2)
  return periodsFor(question, expireSeconds, Math.max(leastLifetimes, lifetimes))
}

/** State is a coalescing time old, whatever the lifetime: no lifetime needs to pass. */
function changePeriods(
  model: PlanModel,
  question: PlanQuestion,
  expireSeconds: number,
): PlanPeriods {
  const gateways = model.routes * model.gatewaysPerRoute
  const changes = (2 * model.callsPerSecond) / (model.nodes * gateways)
  const refreshRate = 1 / refreshSeconds(expireSeconds)
  const rate = Math.max(refreshRate, coalescedRate(changes, question))
  const perSecond = publicationsOf(model) * rate
  const workMs = 1000 * Math.min(mostCalls / model.callsPerSecond, mostPublish / perSecond)
  const warmUpMs = 10_000 + Math.min(30_000, question.talkSeconds * 1000)
  const measuredMs = Math.min(3_600_000, Math.max(leastMeasuredMs / 2, workMs - warmUpMs))
  return { startMs: 5000, warmUpMs, measuredMs }
}

/** PUBLISH per second of a count that changes so often, when changes wait for the coalescing time. */
export function coalescedRate(changesPerSecond: number, { coalescingMs }: PlanQuestion): number {
  return changesPerSecond / (1 + (changesPerSecond * coalescingMs) / 1000)
}

const publicationsOf = ({ nodes, views, routes, gatewaysPerRoute }: PlanModel): number =>
  nodes * views * routes * gatewaysPerRoute

function periodsFor(question: PlanQuestion, expireSeconds: number, lifetimes: number): PlanPeriods {
  const lifetimeMs = expireSeconds * 1000
  const talkMs = Math.min(question.talkSeconds * 1000, lifetimeMs)
  return {
    startMs: refreshSeconds(lifetimeMs / 1000) * 1000,
    warmUpMs: lifetimeMs * 0.1 + talkMs + 10_000,
    measuredMs: Math.max(leastMeasuredMs, lifetimeMs * lifetimes),
  }
}

const totalMs = ({ startMs, warmUpMs, measuredMs }: PlanPeriods): number =>
  startMs + warmUpMs + measuredMs
