import type { Evidence } from '../../api/contract/evidence.ts'
import type { FindingId } from '../../api/contract/finding-procedures.ts'
import { expireParameter, type Subject } from './conditions.ts'
import { dormantMinutes, quietMinutes } from './gateway-memory.ts'
import type { ObservedEngine, ObservedTarget } from './observed.ts'

/* The conditions of troubleshooting that the node meets as a whole. */

/** Below this every gateway is published so often that it must be worth it. */
const shortLifetimeSeconds = 60
/** So near to the pace it is the pace that holds the requests back. */
const atPace = 0.95
/** Refreshes begin at up to nine tenths of the lifetime: this share is left for them to arrive. */
const refreshMargin = 0.1
/** A refresh and one repetition must find time in the margin. */
const tripsInMargin = 2

/** The shortest lifetime whose margin is enough for this round trip. */
export const secondsForRoundTrip = (roundTripMs: number): number =>
  Math.ceil((roundTripMs * tripsInMargin) / refreshMargin / 1000)

/** What one look over all gateways has added up. */
export interface GatewayTally {
  /** With Allow Publish and seen for long enough; those among them whose count changes little. */
  readonly allowed: number
  readonly quiet: number
  /** With Allow Publish and without a call for long. */
  readonly dormant: readonly string[]
  /** Publications of other nodes that have expired here. */
  readonly expired: readonly ExpiredHere[]
  /** When each other node was heard last, by its live publications. */
  readonly heardAtMs: ReadonlyMap<string, number>
}

export interface ExpiredHere {
  readonly gateway: string
  readonly node: string
  readonly expiredAtMs: number
}

/** What the node conditions look at. */
export interface NodeLook {
  readonly engine: ObservedEngine
  readonly tally: GatewayTally
  /** PUBLISH requests per second to a target in the last minute; undefined = not counted for long enough. */
  readonly rateOf: (target: string) => number | undefined
}

type Test = (look: NodeLook) => readonly Subject[]

/** Whoever meets each of these conditions. */
export const nodeConditions: Readonly<Partial<Record<FindingId, Test>>> = {
  'excess.lifetime': ({ engine, tally: { allowed, quiet, dormant } }) => {
    if (engine.expireSeconds() >= shortLifetimeSeconds || quiet * 2 <= allowed) return []
    const values = { quiet, allowed, minutes: quietMinutes }
    const found = nodeSubject({ code: 'quietGateways', values, source: null }, 1)
    if (dormant.length === 0) return [found]
    const idle = { count: dormant.length, minutes: dormantMinutes }
    return [found, nodeSubject({ code: 'dormantGateways', values: idle, source: null })]
  },
  'excess.rate': ({ engine, rateOf }) =>
    [...engine.targets()].flatMap((target) => {
      const { name, waiting } = target
      const perSecond = rateOf(name) ?? 0
      const pace = engine.pacePerSecond()
      if (perSecond < pace * atPace) return []
      const values = { target: name, perSecond: perSecond.toFixed(1), pace, waiting }
      const source = { kind: 'trace', method: 'PUBLISH' } as const
      return [nodeSubject({ code: 'targetAtPace', values, source }, perSecond)]
    }),
  'conflict.parameter': ({ engine }) =>
    [...engine.nodes()].flatMap(({ name, publishExpireSeconds: seconds }) => {
      if (seconds === engine.expireSeconds()) return []
      const values = { node: name, seconds }
      return [nodeSubject({ code: 'nodeExpire', values, source: { kind: 'nodes' } })]
    }),
  'conflict.expired': ({ engine, tally }) => [...expiredThere(engine), ...expiredHere(tally)],
  'conflict.delay': ({ engine }) =>
    [...engine.targets()].flatMap((target) => delayedTarget(target, engine.expireSeconds())),
}

const nodeSubject = (evidence: Evidence, weight = 0): Subject => ({
  ...{ gateway: '', weight, evidence },
})

function expiredThere(engine: ObservedEngine): Subject[] {
  if ([...engine.targets()].every(({ expired }) => expired === 0)) return []
  return [...engine.expiredAtTargets()].map(({ gateway, target, lastError }) => ({
    ...{ gateway, weight: 1 },
    evidence: {
      code: lastError === '' ? 'expiredAtTarget' : 'expiredAtTargetWith',
      values: { gateway, target, error: lastError },
      source: { kind: 'publications', gateway },
    },
  }))
}

/** A node that still publishes about others has not gone: what has expired here of it is in force on it. */
function expiredHere({ expired, heardAtMs }: GatewayTally): Subject[] {
  return expired.flatMap(({ gateway, node, expiredAtMs }) => {
    if ((heardAtMs.get(node) ?? 0) <= expiredAtMs) return []
    const source = { kind: 'publications', gateway } as const
    const evidence: Evidence = { code: 'expiredHere', values: { gateway, node }, source }
    return [{ gateway, weight: 0, evidence }]
  })
}

function delayedTarget(target: ObservedTarget, expireSeconds: number): Subject[] {
  const { name, isOwn, roundTripMs } = target
  if (isOwn || roundTripMs === undefined) return []
  if (expireSeconds >= secondsForRoundTrip(roundTripMs)) return []
  const values = {
    ...{ target: name, ms: Math.round(roundTripMs) },
    ...{ marginMs: expireSeconds * refreshMargin * 1000, seconds: expireSeconds },
  }
  return [nodeSubject({ code: 'targetDelay', values, source: { kind: 'nodes' } }, roundTripMs)]
}

/** The parameter as it is, with where it is set. */
export const expireEvidence = (seconds: number): Evidence => ({
  code: 'expireIs',
  values: { parameter: expireParameter, seconds },
  source: { kind: 'parameter', name: expireParameter },
})
