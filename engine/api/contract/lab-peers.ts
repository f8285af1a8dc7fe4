import { z } from 'zod'
import { code, flag, integer } from './fields.ts'
import { gatewayName } from './gateways.ts'

/*
 * What the lab simulates: gateways that calls are sent to, and generators of calls. Everything is bounded: a plan that
 * passes these schemas ends by itself.
 */

const dayMs = 86_400_000

/** How long something takes: always the same, or drawn anew each time with that mean. */
export const labDuration = z.strictObject({
  kind: z.enum(['fixed', 'exponential'], { error: 'one of fixed, exponential' }),
  ms: integer(0, dayMs, 'ms'),
})

/** What becomes of a datagram on its way; chance is drawn from `seed`. */
const networkConditions = {
  lossPercent: integer(0, 100, '%').default(0),
  delayMs: integer(0, 10_000, 'ms').default(0),
  /** On top of the delay, drawn anew for each datagram, so that datagrams can overtake each other. */
  jitterMs: integer(0, 10_000, 'ms').default(0),
}
export const labConditions = z.strictObject(networkConditions)

const resultAllowed = 'a response code from 300 to 699, busy, no answer or silence'
/** What a call that is not answered comes to. */
const failureResult = z.union(
  [integer(300, 699), z.enum(['busy', 'no answer', 'silence'], { error: resultAllowed })],
  { error: resultAllowed },
)

/** A gateway that exists in the lab alone, with a UDP port of its own. */
export const simulatedGateway = z.strictObject({
  name: gatewayName,
  /** 0 = any free one. */
  port: integer(0, 65_535).default(0),
  seed: integer(0, 2_147_483_647).default(1),
  /** Its true channel limit, 0 = unlimited: a call beyond it is refused with 503, whatever the engine believes. */
  channels: integer(0, 100_000, 'channels (0 = unlimited)').default(0),
  /** Of the calls that find a channel. */
  answerPercent: integer(0, 100, '%').default(100),
  /** The others are divided by weight. */
  failures: z
    .array(z.strictObject({ result: failureResult, weight: integer(1, 1000).default(1) }))
    .min(1, { error: 'at least one failure' })
    .max(16, { error: 'at most 16 failures' })
    .default([{ result: 503, weight: 1 }]),
  /** Before the first response other than 100. */
  responseDelay: labDuration.default({ kind: 'fixed', ms: 0 }),
  ring: labDuration.default({ kind: 'fixed', ms: 100 }),
  /** 183 with a session description in place of 180. */
  earlyMedia: flag().default(false),
  /** After which the gateway hangs up; null = it leaves that to the caller. */
  talk: labDuration.nullable().default(null),
  /** Retry-After of its 503 responses, 0 = none. */
  retryAfterSeconds: integer(0, 3600, 's (0 = none)').default(0),
  /** Neither hears nor says anything. */
  isSilent: flag().default(false),
  sessionTimer: flag().default(true),
  ...networkConditions,
  /** Publishes its own state to the engine: not at all, in time, or each time only after the last one has expired. */
  publish: z
    .enum(['off', 'correct', 'late'], { error: 'one of off, correct, late' })
    .default('off'),
  publishExpireSeconds: integer(30, 7200, 's').default(60),
  publishLateSeconds: integer(1, 7200, 's').default(10),
})

const rate = () => z.number({ error: rateAllowed }).min(0, rateAllowed).max(1000, rateAllowed)
const rateAllowed = 'calls per second from 0 to 1000'

/** Calls per second over time. */
export const rateProfile = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('constant'), perSecond: rate() }),
    z.strictObject({
      kind: z.literal('ramp'),
      fromPerSecond: rate(),
      toPerSecond: rate(),
      seconds: integer(1, 86_400, 's'),
    }),
    z.strictObject({
      kind: z.literal('burst'),
      perSecond: rate(),
      burstPerSecond: rate(),
      everySeconds: integer(1, 86_400, 's'),
      burstSeconds: integer(1, 86_400, 's'),
    }),
    /** Lowest at the start of a period, highest in its middle. */
    z.strictObject({
      kind: z.literal('sine'),
      lowPerSecond: rate(),
      highPerSecond: rate(),
      periodSeconds: integer(1, 86_400, 's').default(86_400),
      /** Where in the period it begins. */
      fromSecond: integer(0, 86_400, 's').default(0),
    }),
  ],
  { error: 'one of constant, ramp, burst, sine' },
)

const patternAllowed =
  '1 to 32 digits, * or #, a leading + allowed; each N is a digit of the running number, each X a random digit'
const numberPattern = z
  .string({ error: patternAllowed })
  .regex(/^\+?[0-9*#NX]{1,32}$/, { error: patternAllowed })

/** Calls on the side of a mapping gateway, from a UDP port of its own. */
export const callGenerator = z.strictObject({
  name: gatewayName,
  seed: integer(0, 2_147_483_647).default(1),
  rate: rateProfile,
  /** Calls in all, and the longest time in which they are placed: whichever ends first. */
  totalCalls: integer(1, 100_000, 'calls').default(100),
  durationSeconds: integer(1, 86_400, 's').default(3600),
  /** Calls at once; one that is due while there are so many is left out. */
  concurrency: integer(1, 10_000, 'calls').default(1000),
  caller: numberPattern.default('1000NNNN'),
  callee: numberPattern.default('2000NNNN'),
  /** After which the generator hangs up. */
  talk: labDuration.default({ kind: 'fixed', ms: 10_000 }),
  /** It gives up a call that is not answered by then. */
  patienceSeconds: integer(1, 600, 's').default(60),
  sessionTimer: flag().default(true),
  ...networkConditions,
})

/** Form of the documents in which plans and scenarios are kept. */
export const labForm = code(1)

export type LabDuration = Readonly<z.infer<typeof labDuration>>
export type LabConditions = Readonly<z.infer<typeof labConditions>>
export type SimulatedGateway = Readonly<z.infer<typeof simulatedGateway>>
export type RateProfile = Readonly<z.infer<typeof rateProfile>>
export type CallGenerator = Readonly<z.infer<typeof callGenerator>>
