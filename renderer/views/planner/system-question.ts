import type { PlanQuestion } from '../../../engine/api/contract/plan-procedures.ts'

/** What the running system tells of itself. */
export interface SystemFacts {
  readonly nodes: readonly { readonly kind: 'own' | 'node' | 'server' }[]
  readonly gateways: readonly {
    readonly capacity: number
    readonly allowPublish: boolean
    readonly prefix: string
  }[]
  /** Of this node. */
  readonly callsPerSecond: number
  /** Average call durations of its gateways, null = no call was answered yet. */
  readonly acdSeconds: readonly (number | null)[]
  readonly coalescingMs: number
  /** SS_SIP_PUBLISH_EXPIRE in force. */
  readonly expireSeconds: number
}

const most = { nodes: 1000, capacity: 100_000, perRoute: 64, lifetimes: 20, talkSeconds: 86_400 }

/** The fields of a question that the system itself answers; what it does not know stays as it was. */
export function questionOfSystem(facts: SystemFacts, before: PlanQuestion): PlanQuestion {
  const nodes = facts.nodes.filter(({ kind }) => kind !== 'server').length
  const publishing = facts.gateways.filter(({ allowPublish }) => allowPublish)
  const gateways = publishing.length > 0 ? publishing : facts.gateways
  const limits = gateways.map(({ capacity }) => capacity).filter((capacity) => capacity > 0)
  const talks = facts.acdSeconds.filter((seconds): seconds is number => (seconds ?? 0) >= 1)
  const perRoute = gatewaysPerRoute(gateways)
  return {
    ...before,
    nodes: within(nodes, 1, most.nodes),
    ...(gateways.length > 0 ? { gateways: gateways.length } : {}),
    ...(limits.length > 0 ? { capacity: within(mean(limits), 1, most.capacity) } : {}),
    ...(perRoute > 0 ? { gatewaysPerRoute: within(perRoute, 1, most.perRoute) } : {}),
    // The others are believed to have as many calls as this node.
    ...(facts.callsPerSecond > 0 ? { callsPerSecond: rounded(facts.callsPerSecond * nodes) } : {}),
    ...(talks.length > 0 ? { talkSeconds: within(mean(talks), 1, most.talkSeconds) } : {}),
    coalescingMs: facts.coalescingMs,
    expireSeconds: withLifetime(before.expireSeconds, facts.expireSeconds),
  }
}

/** Gateways that one number can be routed to, on average. */
function gatewaysPerRoute(gateways: SystemFacts['gateways']): number {
  const counts = new Map<string, number>()
  for (const { prefix } of gateways) {
    for (const each of prefix.split(',')) counts.set(each, (counts.get(each) ?? 0) + 1)
  }
  return counts.size === 0 ? 0 : mean([...counts.values()])
}

/** The value in force is one of those that are compared. */
function withLifetime(lifetimes: readonly number[], inForce: number): number[] {
  if (lifetimes.includes(inForce)) return [...lifetimes]
  return [...lifetimes.slice(0, most.lifetimes - 1), inForce].toSorted((a, b) => a - b)
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const within = (value: number, least: number, highest: number): number =>
  Math.max(least, Math.min(highest, Math.round(value)))

const rounded = (perSecond: number): number => Math.max(0.001, Math.round(perSecond * 1000) / 1000)
