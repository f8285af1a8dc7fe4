import { z } from 'zod'
import { flag } from './fields.ts'
import { callGenerator, simulatedGateway } from './lab-peers.ts'
import { labGatewayRow, labGeneratorRow, labRunRow, labScenarioRow } from './lab-rows.ts'
import { scenarioName } from './lab-scenario.ts'
import { name, nothing, openObject, procedure } from './procedure.ts'

/*
 * The lab: simulated gateways and call generators around the running engine, on addresses of its own machine, and scenarios
 * against private engines. Live counters come by the feeds labGateways, labGenerators and labRuns.
 */

/** Memo of every gateway of the sample in the configuration: only what bears it is changed or removed by the lab. */
export const sampleMemo = 'Lab sample: loaded and removed by the lab.'

const run = z.strictObject({ run: z.int({ error: 'number of a run' }) })
const sampleObjects = z.object({
  routingGateways: z.array(z.string()).readonly(),
  mappingGateways: z.array(z.string()).readonly(),
})

export const labProcedures = {
  'labScenario.list': procedure('viewer', false, nothing, z.array(labScenarioRow)),
  'labScenario.get': procedure('viewer', false, z.strictObject({ name: scenarioName }), openObject),
  /** Keeps a scenario in the data folder; one of the same name of one's own is replaced, a shipped one is not. */
  'labScenario.save': procedure(
    'operator',
    true,
    z.strictObject({ document: openObject }),
    labScenarioRow,
  ),
  'labScenario.remove': procedure(
    'operator',
    true,
    z.strictObject({ name: scenarioName }),
    nothing,
  ),
  /** Starts a scenario; one runs at a time. The answer comes at once, the outcome by the feed. */
  'labScenario.run': procedure(
    'operator',
    true,
    z.strictObject({
      name: scenarioName,
      /** In place of the scenario's own. */
      clock: z.enum(['real', 'fast'], { error: 'one of real, fast' }).optional(),
    }),
    labRunRow,
  ),
  'labScenario.stop': procedure('operator', true, run, nothing),
  /** The last runs, oldest first. */
  'labRun.list': procedure('viewer', false, nothing, z.array(labRunRow)),
  'labGateway.list': procedure('viewer', false, nothing, z.array(labGatewayRow)),
  /** Opens a simulated gateway; it takes calls when a routing gateway is set to its address and port. */
  'labGateway.add': procedure('operator', true, simulatedGateway, labGatewayRow),
  /** Changes fields of its plan, for calls from now on; name and port stay. */
  'labGateway.set': procedure(
    'operator',
    true,
    z.strictObject({ name, changes: openObject }),
    labGatewayRow,
  ),
  'labGateway.remove': procedure('operator', true, z.strictObject({ name }), nothing),
  'labGenerator.list': procedure('viewer', false, nothing, z.array(labGeneratorRow)),
  /** Starts to place calls; the engine takes them when a mapping gateway allows its address. */
  'labGenerator.start': procedure(
    'operator',
    true,
    callGenerator.extend({
      /** A mapping gateway of its name that allows exactly its port is there before the first call; all or nothing. */
      isAllowed: flag().default(false),
    }),
    labGeneratorRow,
  ),
  /** Places no more calls and hangs up what it has. */
  'labGenerator.stop': procedure('operator', true, z.strictObject({ name }), labGeneratorRow),
  /** Stops it and forgets its counters. */
  'labGenerator.remove': procedure('operator', true, z.strictObject({ name }), nothing),
  /** Six routing gateways, one for each deployment profile, two mapping gateways and traffic; all or nothing. */
  'labSample.load': procedure('operator', true, nothing, sampleObjects),
  /** Takes away everything that the sample brought, also after a restart. */
  'labSample.remove': procedure('operator', true, nothing, sampleObjects),
} as const

export type SampleObjects = Readonly<z.infer<typeof sampleObjects>>
