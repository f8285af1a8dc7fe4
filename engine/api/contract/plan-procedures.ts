import { z } from 'zod'
import { integer } from './fields.ts'
import { count, nothing, procedure } from './procedure.ts'

/*
 * The expire planner: which SS_SIP_PUBLISH_EXPIRE for these nodes, gateways and calls? Answered by simulating the engine's
 * own code on virtual time, in a thread of its own; feed `plans` tells how far it is.
 */

const publishModes = ['refresh only', 'threshold', 'every change'] as const

const amount = (min: number, max: number, unit: string) => {
  const allowed = `number from ${min} to ${max} ${unit}`
  return z.number({ error: allowed }).min(min, { error: allowed }).max(max, { error: allowed })
}

/** What is to be planned. */
export const planQuestion = z.strictObject({
  nodes: integer(1, 1000).default(2),
  gateways: integer(1, 100_000).default(10),
  /** Line limit of each gateway. */
  capacity: integer(1, 100_000, 'lines').default(100),
  /** Gateways that one number can be routed to: those of one prefix. Absent = 4, or all when there are fewer. */
  gatewaysPerRoute: integer(1, 64).optional(),
  /** Over all nodes and gateways. */
  callsPerSecond: amount(0.001, 1_000_000, 'calls/s').default(10),
  talkSeconds: amount(1, 86_400, 's').default(60),
  talkTime: z
    .enum(['exponential', 'fixed'], { error: 'one of exponential, fixed' })
    .default('exponential'),
  /** One way between two nodes. */
  delayMs: amount(0, 10_000, 'ms').default(20),
  lossPercent: amount(0, 50, '%').default(0),
  /** Values to compare. */
  expireSeconds: z
    .array(integer(30, 7200, 's'))
    .min(1, { error: 'at least one value' })
    .max(20, { error: 'at most 20 values' })
    .default([30, 60, 90, 120, 300, 600, 1800]),
  modes: z
    .array(z.enum(publishModes, { error: `one of ${publishModes.join(', ')}` }))
    .min(1, { error: 'at least one mode' })
    .max(3, { error: 'at most 3 modes' })
    .default([...publishModes]),
  coalescingMs: integer(100, 10_000, 'ms').default(1000),
  /** Over-assigned calls that can be borne. */
  acceptablePercent: amount(0, 100, '% of the calls').default(0.1),
  /** PUBLISH requests per second that one node may send and take. */
  publishPerSecondLimit: amount(1, 100_000, 'per second').default(1000),
  /** The same seed gives the same answer. */
  seed: integer(0, 4_294_967_295).default(1),
})

/** The middle, the 95th of 100, and the worst. */
const spread = z.object({ p50: z.number(), p95: z.number(), max: z.number() })
/** A figure and how far the true one may be from it. */
const estimate = z.object({ value: z.number(), plusMinus: z.number() })

const planRow = z.object({
  expireSeconds: z.int(),
  mode: z.enum(publishModes),
  /** Calls given to a gateway that had no free line, in per cent of all calls. */
  overAssignedPercent: estimate,
  /** The same per hour over all gateways. */
  overAssignedPerHour: z.number(),
  /** Lines above the limit at the worst moment of the simulation. */
  worstOvershoot: z.number(),
  /** Calls refused, and those of them for which a line was free somewhere, in per cent of all calls. */
  refusedPercent: z.number(),
  refusedThoughFreePercent: z.number(),
  /** Lines by which a node's view of a gateway was off. */
  error: spread.extend({ mean: z.number(), plusMinus: z.number() }),
  /** Age of what a node knew of another, seconds. */
  ageSeconds: spread,
  /** PUBLISH requests that one node sends to all its targets, per second, retransmissions included. */
  publishPerSecond: estimate,
  /** What they and their answers cost one node on the network, both ways, kbit/s. */
  kilobitsPerSecond: z.number(),
  /**
   * Why it cannot be run like that; empty = it can. `targets`: more nodes than a node can publish to; `publications`:
   * more than a compositor holds; `pace`: more per target than its pace lets through; `load`: more than the limit asked for.
   */
  obstacle: z.enum(['', 'targets', 'publications', 'pace', 'load']),
  simulatedSeconds: z.number(),
  simulatedCalls: count,
})

export const planResult = z.object({
  question: planQuestion.required({ gatewaysPerRoute: true }),
  /** What was simulated of it, and how the figures were brought to its size. */
  model: z.object({
    nodes: count,
    /** Copies of the event state that the nodes share; as many as nodes = each has its own, as in truth. */
    views: count,
    gateways: count,
    capacity: count,
    callsPerSecond: z.number(),
    /** Lines and calls of a gateway were divided by it, headroom by its root. */
    shrinking: z.number(),
    isWhole: z.boolean(),
  }),
  rows: z.array(planRow).readonly(),
  /** null = no value can be run. */
  recommendation: z
    .object({
      expireSeconds: z.int(),
      mode: z.enum(publishModes),
      /** `enough`: the least load whose over-assignments are acceptable; `best`: none are, this has the fewest. */
      reason: z.enum(['enough', 'best']),
    })
    .nullable(),
})

/** One plan: being simulated, done, or ended before its end. */
export const planFeedRow = z.object({
  plan: z.int(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  startedBy: z.string(),
  startedAtMs: z.number(),
  nodes: count,
  gateways: count,
  callsPerSecond: z.number(),
  /** 0 to 1. */
  progress: z.number(),
  /** Why it failed; empty = it did not. */
  fault: z.string(),
})

const plan = z.int({ error: 'the number of a plan' })

export const planProcedures = {
  /** Begins a simulation; at most two run at once, and the last 20 are kept. */
  'plan.start': procedure('operator', false, planQuestion, z.object({ plan: z.int() })),
  'plan.list': procedure('viewer', false, nothing, z.array(planFeedRow)),
  'plan.get': procedure('viewer', false, z.strictObject({ plan }), planResult),
  'plan.stop': procedure('operator', false, z.strictObject({ plan }), nothing),
} as const

/** A question with everything that was left out filled in. */
export type PlanQuestion = Readonly<z.output<typeof planQuestion>>
export type PublishMode = PlanQuestion['modes'][number]
export type PlanRow = Readonly<z.infer<typeof planRow>>
export type PlanResult = Readonly<z.infer<typeof planResult>>
export type PlanFeedRow = Readonly<z.infer<typeof planFeedRow>>
