import { z } from 'zod'
import { flag, integer, text } from './fields.ts'
import { findingFixes, findingIds } from './finding-procedures.ts'
import { gatewayName } from './gateways.ts'
import { callGenerator, labConditions, labForm, simulatedGateway } from './lab-peers.ts'
import { openObject } from './procedure.ts'

/*
 * A scenario of the lab: nodes of its own, gateways and generators around them, and what happens in which order.
 * A routing gateway with the name of a simulated gateway is that gateway; a mapping gateway with the name of a generator
 * is where its calls come from: addresses and ports are filled in when they are known.
 */

const nameAllowed = '1 to 64 small letters, digits or -'
/** Name of a scenario, and of its file. */
export const scenarioName = z
  .string({ error: nameAllowed })
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, { error: nameAllowed })

/** The same sentence in both languages of the client. */
export const bothLanguages = z.strictObject({ en: text(1000), zh: text(1000) })

const nodeName = z
  .string({ error: 'name of a node' })
  .regex(/^[0-9A-Za-z._-]{1,64}$/, { error: '1 to 64 letters, digits or any of . _ -' })
const loopbackAllowed = 'an address of this machine alone: 127.0.0.1 to 127.255.255.254'
const loopback = z
  .string({ error: loopbackAllowed })
  .regex(/^127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/, { error: loopbackAllowed })

const scenarioNode = z.strictObject({
  name: nodeName,
  address: loopback.default('127.0.0.1'),
  parameters: openObject.default({}),
  settings: openObject.default({}),
  routingGateways: z.array(openObject).max(100, { error: 'at most 100' }).default([]),
  mappingGateways: z.array(openObject).max(100, { error: 'at most 100' }).default([]),
})

/** Two nodes that publish to each other, over a network of that quality. */
const scenarioLink = z.strictObject({
  name: nodeName,
  between: z.tuple([nodeName, nodeName], { error: 'the names of two nodes' }),
  ...labConditions.shape,
})

/** What can be measured, and what it is measured of. */
export const measureNames = [
  'gateway.invites',
  'gateway.answered',
  'gateway.refused',
  'gateway.refusedFull',
  'gateway.active',
  'gateway.peak',
  'generator.placed',
  'generator.answered',
  'generator.failed',
  'generator.failedWith',
  'generator.endedByPeer',
  'generator.active',
  'node.calls',
  'node.active',
  'node.records',
  'node.alarms',
  'node.publishes',
  'node.findings',
] as const

const findingName = z.enum(findingIds, { error: `one of ${findingIds.join(', ')}` })

const measure = z.strictObject({
  measure: z.enum(measureNames, { error: `one of ${measureNames.join(', ')}` }),
  /** A simulated gateway, a generator or a node. */
  of: gatewayName,
  /** `node.active`, `node.publishes`: of which routing gateway. */
  gateway: gatewayName.optional(),
  /** `generator.failedWith`: response code; `node.records`: end reason. */
  code: integer(-99, 699).optional(),
  /** `node.alarms`: of which type. */
  alarm: text(64).optional(),
  /** `node.findings`: which one; 1 = it is found. */
  finding: findingName.optional(),
})

const limitSeconds = () => integer(0, 86_400, 's')
const expectation = measure.extend({
  do: z.literal('expect'),
  text: bothLanguages,
  is: z.enum(['equal', 'at least', 'at most'], { error: 'one of equal, at least, at most' }),
  /** A number, or another measure taken at the same time. */
  value: z.union([z.number(), measure], { error: 'a number or a measure' }),
  /** How long it may take to become so; 0 = it must be so now. */
  withinSeconds: limitSeconds().default(0),
})

const step = z.discriminatedUnion(
  'do',
  [
    z.strictObject({ do: z.literal('wait'), seconds: limitSeconds() }),
    z.strictObject({ do: z.literal('start generator'), generator: gatewayName }),
    /** Places no more calls and hangs up what it has. */
    z.strictObject({ do: z.literal('stop generator'), generator: gatewayName }),
    /** Neither hears nor says anything any more. */
    z.strictObject({
      do: z.literal('silence generator'),
      generator: gatewayName,
      isSilent: flag().default(true),
    }),
    z.strictObject({ do: z.literal('change gateway'), gateway: gatewayName, changes: openObject }),
    z.strictObject({ do: z.literal('change link'), link: nodeName, changes: openObject }),
    z.strictObject({
      do: z.literal('set parameters'),
      node: nodeName,
      changes: z.record(z.string(), z.string({ error: 'text' })),
    }),
    z.strictObject({
      do: z.literal('set routing gateway'),
      node: nodeName,
      gateway: gatewayName,
      changes: openObject,
    }),
    /** As from the window Troubleshooting; a finding that is not there breaks the run. */
    z.strictObject({
      do: z.literal('apply fix'),
      node: nodeName,
      finding: findingName,
      fix: z.enum(findingFixes, { error: `one of ${findingFixes.join(', ')}` }),
      value: integer(1, 100_000).optional(),
    }),
    expectation,
  ],
  {
    error:
      'one of wait, start generator, stop generator, silence generator, change gateway, change link, set parameters, set routing gateway, apply fix, expect',
  },
)

const unique = (items: readonly { readonly name: string }[]): boolean =>
  new Set(items.map(({ name }) => name)).size === items.length
const named = <T extends z.ZodType<{ readonly name: string }>>(
  item: T,
  least: number,
  most: number,
) =>
  z
    .array(item)
    .min(least, { error: `at least ${least}` })
    .max(most, { error: `at most ${most}` })
    .refine(unique, { error: 'every name once' })

export const labScenario = z.strictObject({
  trunklineScenario: labForm,
  name: scenarioName,
  title: bothLanguages,
  description: bothLanguages,
  /** `fast` = on virtual time and a network without sockets, in one process; its results are marked as simulated. */
  clock: z.enum(['real', 'fast'], { error: 'one of real, fast' }).default('real'),
  seed: integer(0, 2_147_483_647).default(1),
  nodes: named(scenarioNode, 1, 4),
  links: named(scenarioLink, 0, 6).default([]),
  gateways: named(simulatedGateway, 0, 32).default([]),
  generators: named(callGenerator, 0, 16).default([]),
  steps: z
    .array(step)
    .min(1, { error: 'at least one step' })
    .max(200, { error: 'at most 200 steps' }),
})

export type LabScenario = Readonly<z.infer<typeof labScenario>>
export type ScenarioNode = LabScenario['nodes'][number]
export type ScenarioLink = LabScenario['links'][number]
export type ScenarioStep = LabScenario['steps'][number]
export type Measure = Readonly<z.infer<typeof measure>>
export type Expectation = Readonly<z.infer<typeof expectation>>
