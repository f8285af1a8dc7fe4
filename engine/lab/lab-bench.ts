import { EngineError } from '../api/contract/errors.ts'
import type { LabBench, LabSample } from '../api/contract/lab-bench.ts'
import type { CallGenerator, SimulatedGateway } from '../api/contract/lab-peers.ts'
import { sampleMemo } from '../api/contract/lab-procedures.ts'
import type { LabGatewayRow, LabGeneratorRow, LabRunRow } from '../api/contract/lab-rows.ts'
import type { LabScenario } from '../api/contract/lab-scenario.ts'
import { hostPort } from '../sip/message/uri.ts'
import { CallGeneratorPeer } from './call-generator.ts'
import type { PublishTo } from './gateway-publisher.ts'
import type { StartLabNode } from './lab-node.ts'
import type { LabSurroundings } from './lab-peer.ts'
import { LiveList } from '../kernel/live-list.ts'
import { sampleGateways, sampleGenerators } from './sample-data.ts'
import { ScenarioCatalogue } from './scenario-catalogue.ts'
import { ScenarioRun } from './scenario-run.ts'
import { SimulatedGatewayPeer } from './simulated-gateway.ts'

export interface LabBenchOptions {
  /** Where one's own scenarios are kept. */
  readonly dataFolder: string
  /** UDP listener and SIP domain of the running engine; undefined while it has none. */
  readonly engine: () => PublishTo | undefined
  readonly startNode: StartLabNode
  /** Clock and sockets of the machine. */
  readonly surroundings: LabSurroundings
}

const mostGateways = 64
const mostGenerators = 32
/** Runs that are remembered. */
const mostRuns = 20

interface Peer<T> {
  readonly peer: T
  readonly isSample: boolean
}

/** A lab bench that can be closed. */
export interface ClosableLabBench extends LabBench {
  close(): Promise<void>
}

export function createLabBench(options: LabBenchOptions): ClosableLabBench {
  return new Bench(options)
}

class Bench implements ClosableLabBench {
  readonly sampleMemo = sampleMemo
  readonly runs = new LiveList<ScenarioRun, LabRunRow>((run) => run.row)
  readonly gateways = new LiveList<Peer<SimulatedGatewayPeer>, LabGatewayRow>(
    ({ peer, isSample }) => peer.row(isSample),
  )
  readonly generators = new LiveList<Peer<CallGeneratorPeer>, LabGeneratorRow>(
    ({ peer, isSample }) => peer.row(isSample),
  )
  readonly #options: LabBenchOptions
  readonly #surroundings: LabSurroundings
  readonly #catalogue: ScenarioCatalogue
  #lastRun = 0
  #running: Promise<unknown> | undefined

  constructor(options: LabBenchOptions) {
    this.#options = options
    this.#surroundings = options.surroundings
    this.#catalogue = new ScenarioCatalogue(options.dataFolder)
  }

  listScenarios = (): ReturnType<LabBench['listScenarios']> => this.#catalogue.list()
  scenario = (name: string): LabScenario => this.#catalogue.get(name)
  saveScenario = (document: unknown): ReturnType<LabBench['saveScenario']> =>
    this.#catalogue.save(document)
  removeScenario = (name: string): void => this.#catalogue.remove(name)

  runScenario(name: string, clock?: LabScenario['clock']): LabRunRow {
    const scenario = this.#catalogue.get(name)
    if (this.#running) {
      const text = 'a scenario is running: stop it, or wait for its end'
      throw new EngineError('CONFLICT', text, { run: this.#lastRun })
    }
    const number = ++this.#lastRun
    const { clock: wallClock, log } = this.#surroundings
    const run = new ScenarioRun({
      ...{ number, scenario, startNode: this.#options.startNode, log, wallClock },
      ...(clock === undefined ? {} : { clock }),
      onChange: () => this.runs.changed(number),
    })
    if (this.runs.size >= mostRuns) this.runs.delete(number - mostRuns)
    this.runs.add(number, run)
    this.#running = run.run().finally(() => (this.#running = undefined))
    return run.row
  }

  stopRun(number: number): void {
    const run = this.runs.get(number)
    if (!run) throw unknown('run', number)
    run.stop()
  }

  addGateway = (plan: SimulatedGateway): Promise<LabGatewayRow> => this.#openGateway(plan, false)

  setGateway(name: string, changes: Readonly<Record<string, unknown>>): LabGatewayRow {
    const found = this.gateways.get(name)
    if (!found) throw unknown('simulated gateway', name)
    found.peer.change(changes)
    return found.peer.row(found.isSample)
  }

  async removeGateway(name: string): Promise<void> {
    const found = this.gateways.get(name)
    if (!found) throw unknown('simulated gateway', name)
    this.gateways.delete(name)
    await found.peer.close()
  }

  async startGenerator(
    plan: CallGenerator,
    prepare?: (row: LabGeneratorRow) => void,
  ): Promise<LabGeneratorRow> {
    const peer = await this.#openGenerator(plan, false)
    try {
      prepare?.(peer.row())
    } catch (error) {
      await this.removeGenerator(plan.name)
      throw error
    }
    peer.start()
    return peer.row()
  }

  stopGenerator(name: string): LabGeneratorRow {
    const found = this.generators.get(name)
    if (!found) throw unknown('call generator', name)
    found.peer.stop()
    return found.peer.row(found.isSample)
  }

  async removeGenerator(name: string): Promise<void> {
    const found = this.generators.get(name)
    if (!found) throw unknown('call generator', name)
    this.generators.delete(name)
    await found.peer.close()
  }

  async openSample(): Promise<LabSample> {
    const open = [...this.gateways.things(), ...this.generators.things()]
    if (open.some(({ isSample }) => isSample)) {
      throw new EngineError('CONFLICT', 'the sample data are loaded already: remove them first')
    }
    try {
      const routingGateways = []
      for (const { fields, plan } of sampleGateways) {
        const { address, port } = await this.#openGateway(plan, true)
        routingGateways.push({ ...fields, remoteIp: address, signalPort: port })
      }
      const mappingGateways = []
      for (const plan of sampleGenerators) {
        const { address, port } = (await this.#openGenerator(plan, true)).endpoint
        const remoteIps = hostPort(address, port)
        // Method 1: only calls from exactly this port are theirs.
        const method = { sipAuthenticationMethod: 1, remoteIps, memo: sampleMemo }
        mappingGateways.push({ name: plan.name, ...method })
      }
      return { routingGateways, mappingGateways }
    } catch (error) {
      await this.closeSample()
      throw error
    }
  }

  startSample(): void {
    for (const { peer, isSample } of this.generators.things()) if (isSample) peer.start()
  }

  async closeSample(): Promise<void> {
    await this.#closePeers(({ isSample }) => isSample)
  }

  async close(): Promise<void> {
    for (const run of this.runs.things()) run.stop()
    await this.#running
    await this.#closePeers(() => true)
  }

  /** Generators first, so that calls are hung up from the side that placed them. */
  async #closePeers(isMeant: (peer: { readonly isSample: boolean }) => boolean): Promise<void> {
    const generators = this.generators.things().filter(isMeant)
    await Promise.all(generators.map(({ peer }) => this.removeGenerator(peer.plan.name)))
    const gateways = this.gateways.things().filter(isMeant)
    await Promise.all(gateways.map(({ peer }) => this.removeGateway(peer.plan.name)))
  }

  async #openGateway(plan: SimulatedGateway, isSample: boolean): Promise<LabGatewayRow> {
    refuseMore(this.gateways, 'simulated gateway', plan.name, mostGateways)
    const peer = new SimulatedGatewayPeer({
      ...{ surroundings: this.#surroundings, plan, address: this.#engine().endpoint.address },
      publishTo: () => this.#options.engine(),
      onChange: () => this.gateways.changed(plan.name),
    })
    this.gateways.add(plan.name, { peer, isSample })
    try {
      await peer.open()
    } catch (error) {
      this.gateways.delete(plan.name)
      throw error
    }
    this.gateways.changed(plan.name)
    return peer.row(isSample)
  }

  async #openGenerator(plan: CallGenerator, isSample: boolean): Promise<CallGeneratorPeer> {
    refuseMore(this.generators, 'call generator', plan.name, mostGenerators)
    const target = this.#engine().endpoint
    const peer = new CallGeneratorPeer({
      ...{ surroundings: this.#surroundings, address: target.address, target, plan },
      onChange: () => this.generators.changed(plan.name),
    })
    this.generators.add(plan.name, { peer, isSample })
    try {
      await peer.open()
    } catch (error) {
      this.generators.delete(plan.name)
      throw error
    }
    this.generators.changed(plan.name)
    return peer
  }

  #engine(): PublishTo {
    const engine = this.#options.engine()
    if (engine) return engine
    const text = 'the lab needs a UDP listener of the engine: add one to the listen addresses'
    throw new EngineError('ADDRESS_UNAVAILABLE', text)
  }
}

function refuseMore(
  list: { get(name: string): unknown; readonly size: number },
  kind: string,
  name: string,
  most: number,
): void {
  if (list.get(name) !== undefined) {
    throw new EngineError('NAME_TAKEN', `a ${kind} is named "${name}" already`, { value: name })
  }
  if (list.size < most) return
  throw new EngineError('CONFLICT', `at most ${String(most)} of ${kind} can be open`, { most })
}

const unknown = (kind: string, value: string | number): EngineError =>
  new EngineError('UNKNOWN_NAME', `no ${kind} is known as "${String(value)}"`, { value })
