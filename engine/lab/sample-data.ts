import { callGenerator, simulatedGateway } from '../api/contract/lab-peers.ts'
import type { CallGenerator, SimulatedGateway } from '../api/contract/lab-peers.ts'
import { sampleMemo } from '../api/contract/lab-procedures.ts'

/** One gateway of the sample: how it is configured, and how it behaves. */
interface SampleGateway {
  readonly fields: Readonly<Record<string, unknown>> & { readonly name: string }
  readonly plan: SimulatedGateway
}

interface SampleShape {
  readonly name: string
  /** Id of its deployment profile. */
  readonly profile: string
  readonly prefix: string
  readonly lines: number
  readonly answerPercent: number
  readonly priority?: number
  /** Mean time until the answer. */
  readonly ringMs?: number
  readonly more?: Readonly<Record<string, unknown>>
}

/**
 * One gateway for each deployment profile. A callee of the sample begins with 86 and a random digit, so the number of
 * prefixes is the share of the calls; what is refused there goes on to the backup. Limits are so far above the traffic
 * that counts published with the default lifetime are off by less than 10 % of them: the sample is a healthy system.
 */
const shapes: readonly SampleShape[] = [
  {
    name: 'Sample carrier',
    profile: 'high-volume-carrier',
    prefix: '860,861,862,863',
    lines: 120,
    answerPercent: 70,
  },
  {
    name: 'Sample wholesale',
    profile: 'wholesale-voip',
    prefix: '864,865,866',
    lines: 100,
    answerPercent: 55,
  },
  {
    name: 'Sample enterprise',
    profile: 'standard-enterprise',
    prefix: '867',
    lines: 40,
    answerPercent: 85,
  },
  {
    name: 'Sample trunk',
    profile: 'low-traffic-trunk',
    prefix: '868',
    lines: 30,
    answerPercent: 90,
    ringMs: 6000,
  },
  {
    name: 'Sample cluster',
    profile: 'multi-server-cluster',
    prefix: '869',
    lines: 40,
    answerPercent: 75,
  },
  {
    name: 'Sample backup',
    profile: 'backup-overflow',
    prefix: '86',
    lines: 50,
    answerPercent: 60,
    priority: 10,
    more: { protectRoute: true },
  },
]

const failures = [
  { result: 'busy', weight: 4 },
  { result: 'no answer', weight: 3 },
  { result: 480, weight: 2 },
  { result: 503, weight: 1 },
]

export const sampleGateways: readonly SampleGateway[] = shapes.map((shape, index) => {
  const { name, prefix, lines, answerPercent, priority = 0, ringMs = 3000, more = {} } = shape
  return {
    fields: {
      ...{ name, prefix, prefixStyle: 1, capacity: lines, priority, allowPublish: true },
      ...{ deploymentProfile: shape.profile, memo: sampleMemo, ...more },
    },
    plan: simulatedGateway.parse({
      ...{ name, seed: index + 1, channels: lines, answerPercent, failures },
      responseDelay: { kind: 'exponential', ms: 300 },
      ring: { kind: 'exponential', ms: ringMs },
    }),
  }
})

const callerShape = {
  ...{ totalCalls: 100_000, durationSeconds: 86_400, concurrency: 200, patienceSeconds: 30 },
  ...{ callee: '86XNNNNNNN', talk: { kind: 'exponential', ms: 60_000 } },
}

/** Traffic of two mapping gateways: one steady, one that swells and ebbs every ten minutes. */
export const sampleGenerators: readonly CallGenerator[] = [
  {
    ...{ name: 'Sample callers steady', seed: 11, caller: '1010NNNN' },
    rate: { kind: 'constant', perSecond: 0.5 },
  },
  {
    ...{ name: 'Sample callers swelling', seed: 12, caller: '2020NNNN' },
    rate: { kind: 'sine', lowPerSecond: 0.1, highPerSecond: 0.9, periodSeconds: 600 },
  },
].map((shape) => callGenerator.parse({ ...callerShape, ...shape }))
