import { z } from 'zod'
import { callGenerator, simulatedGateway } from './lab-peers.ts'
import { bothLanguages, measureNames, scenarioName } from './lab-scenario.ts'
import { count } from './procedure.ts'

/* Rows of the lab's live lists. Counters count from the start of the gateway or generator. */

/** One simulated gateway: its plan as it stands, where it is, and what has come to it. */
export const labGatewayRow = z.object({
  name: z.string(),
  plan: simulatedGateway,
  address: z.string(),
  port: z.int(),
  /** Belongs to the sample data. */
  isSample: z.boolean(),
  invites: count,
  answered: count,
  /** For want of a channel: an overload, as the gateway sees it. */
  refusedFull: count,
  /** All other failures. */
  refused: count,
  cancelled: count,
  ended: count,
  active: count,
  peak: count,
  /** OPTIONS requests answered. */
  probes: count,
  /** PUBLISH requests of its own that were granted. */
  published: count,
  /** Datagrams lost on purpose, in and out. */
  lost: count,
})

/** One call generator. */
export const labGeneratorRow = z.object({
  name: z.string(),
  plan: callGenerator,
  address: z.string(),
  port: z.int(),
  isSample: z.boolean(),
  /** `ending` = it places no more calls and waits for those it has. */
  state: z.enum(['running', 'ending', 'stopped']),
  placed: count,
  /** Left out because so many calls were there already. */
  skipped: count,
  answered: count,
  failed: count,
  /** Given up before an answer. */
  cancelled: count,
  ended: count,
  /** Those among the ended that the engine hung up. */
  endedByPeer: count,
  active: count,
  peak: count,
  /** Response codes of the failed; 0 = no answer at all. */
  failures: z.array(z.object({ code: z.int(), calls: count })).readonly(),
  lost: count,
})

/** An expectation of a scenario, and what came of it. */
export const labVerdict = z.object({
  text: bothLanguages,
  measure: z.enum(measureNames),
  of: z.string(),
  is: z.enum(['equal', 'at least', 'at most']),
  /** What was wanted, in numbers; null = it has not been measured yet. */
  wanted: z.number().nullable(),
  measured: z.number().nullable(),
  /** Seconds of the scenario's time after its start. */
  atSeconds: z.number().nullable(),
  state: z.enum(['waiting', 'passed', 'failed']),
})

/** One run of a scenario. */
export const labRunRow = z.object({
  run: z.int(),
  scenario: z.string(),
  title: bothLanguages,
  state: z.enum(['running', 'passed', 'failed', 'stopped', 'broken']),
  /** On virtual time and a network without sockets: no proof of what the machine can carry. */
  isSimulated: z.boolean(),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** Time of the scenario, which is not the machine's when it is simulated. */
  elapsedSeconds: z.number(),
  step: count,
  steps: count,
  verdicts: z.array(labVerdict).readonly(),
  /** Why it could not go on, empty = it could. */
  fault: z.string(),
})

/** A scenario that can be run, or a file that holds none. */
export const labScenarioRow = z.object({
  name: scenarioName.or(z.string()),
  origin: z.enum(['shipped', 'own']),
  title: bothLanguages,
  description: bothLanguages,
  clock: z.enum(['real', 'fast']),
  expectations: count,
  /** Why the file cannot be used, empty = it can. */
  fault: z.string(),
})

export type LabGatewayRow = Readonly<z.infer<typeof labGatewayRow>>
export type LabGeneratorRow = Readonly<z.infer<typeof labGeneratorRow>>
export type LabVerdict = Readonly<z.infer<typeof labVerdict>>
export type LabRunRow = Readonly<z.infer<typeof labRunRow>>
export type LabScenarioRow = Readonly<z.infer<typeof labScenarioRow>>
