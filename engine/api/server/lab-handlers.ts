import { EngineError } from '../contract/errors.ts'
import type { LabBench } from '../contract/lab-bench.ts'
import type { LabGeneratorRow } from '../contract/lab-rows.ts'
import type { SampleObjects } from '../contract/lab-procedures.ts'
import type { Caller, Handlers } from '../contract/procedures.ts'
import type {
  Configuration,
  GatewayDirectory,
  GatewayStep,
} from '../../configuration/configuration.ts'
import type { HandlerPorts } from './handler-ports.ts'

type LabHandlers = Pick<
  Handlers,
  | 'labScenario.list'
  | 'labScenario.get'
  | 'labScenario.save'
  | 'labScenario.remove'
  | 'labScenario.run'
  | 'labScenario.stop'
  | 'labRun.list'
  | 'labGateway.list'
  | 'labGateway.add'
  | 'labGateway.set'
  | 'labGateway.remove'
  | 'labGenerator.list'
  | 'labGenerator.start'
  | 'labGenerator.stop'
  | 'labGenerator.remove'
  | 'labSample.load'
  | 'labSample.remove'
>

/** Handlers of `lab….*`. */
export function createLabHandlers(ports: Pick<HandlerPorts, 'lab' | 'configuration'>): LabHandlers {
  const lab = (): LabBench => benchOf(ports)
  const { configuration } = ports
  return {
    'labScenario.list': () => lab().listScenarios(),
    'labScenario.get': ({ name }) => lab().scenario(name),
    'labScenario.save': ({ document }) => lab().saveScenario(document),
    'labScenario.remove': ({ name }) => {
      lab().removeScenario(name)
      return {}
    },
    'labScenario.run': ({ name, clock }) => lab().runScenario(name, clock),
    'labScenario.stop': ({ run }) => {
      lab().stopRun(run)
      return {}
    },
    'labRun.list': () => [...lab().runs.all()],
    'labGateway.list': () => [...lab().gateways.all()],
    'labGateway.add': (plan) => lab().addGateway(plan),
    'labGateway.set': ({ name, changes }) => lab().setGateway(name, changes),
    'labGateway.remove': async ({ name }) => {
      await lab().removeGateway(name)
      return {}
    },
    'labGenerator.list': () => [...lab().generators.all()],
    'labGenerator.start': ({ isAllowed, ...plan }, caller) =>
      lab().startGenerator(plan, (row) => {
        if (isAllowed) allow(row, configuration, caller)
      }),
    'labGenerator.stop': ({ name }) => lab().stopGenerator(name),
    'labGenerator.remove': async ({ name }) => {
      await lab().removeGenerator(name)
      return {}
    },
    'labSample.load': (_input, caller) => loadSample(lab(), configuration, caller),
    'labSample.remove': (_input, caller) => removeSample(lab(), configuration, caller),
  }
}

function benchOf({ lab }: Pick<HandlerPorts, 'lab'>): LabBench {
  if (lab) return lab
  throw new EngineError(
    'HOST_UNREACHABLE',
    'the lab belongs to a running engine: start one with "trunkline serve"',
  )
}

/** The peers first, because their ports are part of what is configured; traffic last. */
async function loadSample(
  lab: LabBench,
  configuration: Configuration,
  caller: Caller,
): Promise<SampleObjects> {
  const sample = await lab.openSample()
  try {
    const { routingGateways: routing, mappingGateways: mapping } = configuration
    const changes = {
      routingGateways: sample.routingGateways.map((each) => placed(each, routing, lab.sampleMemo)),
      mappingGateways: sample.mappingGateways.map((each) => placed(each, mapping, lab.sampleMemo)),
    }
    configuration.applyEdits(changes, caller)
  } catch (error) {
    await lab.closeSample()
    throw error
  }
  lab.startSample()
  return {
    routingGateways: sample.routingGateways.map(({ name }) => name),
    mappingGateways: sample.mappingGateways.map(({ name }) => name),
  }
}

/** The mapping gateway of a generator's name takes calls from exactly its port (method 1); one that is there is changed. */
function allow(
  { name, address, port }: LabGeneratorRow,
  configuration: Configuration,
  caller: Caller,
): void {
  const remoteIps = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  const changes = { sipAuthenticationMethod: 1, remoteIps }
  const isThere = configuration.mappingGateways.get(name) !== undefined
  const step: GatewayStep = isThere
    ? { kind: 'modify', name, changes }
    : { kind: 'create', fields: { name, ...changes } }
  configuration.applyEdits({ mappingGateways: [step] }, caller)
}

interface Remembered {
  readonly name: string
  readonly memo: string
}

/** A gateway of the sample that an earlier run has left is changed; one of the same name that is somebody's own is refused. */
function placed(
  fields: Readonly<Record<string, unknown>> & { readonly name: string },
  gateways: GatewayDirectory<Remembered>,
  sampleMemo: string,
): GatewayStep {
  const { name, ...changes } = fields
  const isLeft = gateways.get(name)?.memo === sampleMemo
  return isLeft ? { kind: 'modify', name, changes } : { kind: 'create', fields }
}

async function removeSample(
  lab: LabBench,
  configuration: Configuration,
  caller: Caller,
): Promise<SampleObjects> {
  await lab.closeSample()
  const routingGateways = sampleNames(configuration.routingGateways, lab.sampleMemo)
  const mappingGateways = sampleNames(configuration.mappingGateways, lab.sampleMemo)
  const steps = (names: readonly string[]): GatewayStep[] =>
    names.map((name) => ({ kind: 'delete', name }))
  configuration.applyEdits(
    { routingGateways: steps(routingGateways), mappingGateways: steps(mappingGateways) },
    caller,
  )
  return { routingGateways, mappingGateways }
}

const sampleNames = (gateways: GatewayDirectory<Remembered>, sampleMemo: string): string[] =>
  [...gateways.all()].filter(({ memo }) => memo === sampleMemo).map(({ name }) => name)
