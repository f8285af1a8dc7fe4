import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { simulatedGateway } from '../../engine/api/contract/lab-peers.ts'
import {
  planQuestion,
  type PlanQuestion,
  type PlanRow,
  type PublishMode,
} from '../../engine/api/contract/plan-procedures.ts'
import { createEngine, type Engine } from '../../engine/index.ts'
import { createSeededIdSource } from '../../engine/kernel/id-source.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import { createRealSurroundings } from '../../engine/lab/lab-peer.ts'
import { NetworkLink } from '../../engine/lab/network-link.ts'
import { SimulatedGatewayPeer } from '../../engine/lab/simulated-gateway.ts'
import { modelOf } from '../../engine/planner/plan-model.ts'
import { runPlan } from '../../engine/planner/run-plan.ts'
import { rowOf } from '../../engine/planner/scale-measures.ts'
import { simulate } from '../../engine/planner/simulate.ts'
import type { Endpoint } from '../../engine/sip/transport/transport.ts'
import { openRawCaller, type RawCaller } from '../acceptance/raw-caller.ts'
import { createTemporaryFolder } from '../harness/temporary-folder.ts'

/*
 * The planner's figures beside those of two engines on loopback sockets, with a link of the same delay between them and
 * calls of the same rate and length. What must agree: by how much a node's view is off, calls over-assigned, PUBLISH.
 */

const surroundings = createRealSurroundings(silentLogger)
const actor = { name: 'test', from: 'test' }
const names = ['GW-A', 'GW-B', 'GW-C', 'GW-D']
const warmUpMs = 30_000
/** Twice the mean refresh interval. */
const measuredMs = 51_000
const lookMs = 250

const question = (mode: PublishMode, delayMs: number): PlanQuestion =>
  planQuestion.parse({
    ...{ nodes: 2, gateways: names.length, capacity: 12, callsPerSecond: 5, talkSeconds: 8 },
    ...{ expireSeconds: [30], modes: [mode], delayMs },
  })

/** What two engines really do. */
interface Reality {
  readonly error: number
  readonly overAssignedPercent: number
  readonly publishPerSecond: number
  readonly calls: number
}

/** Two engines, their gateways, the link between them and their callers. */
class Scene {
  readonly engines: Engine[] = []
  readonly #asked: PlanQuestion
  readonly #chance = createSeededIdSource(5)
  readonly #folders = [createTemporaryFolder(), createTemporaryFolder()]
  readonly #gateways: SimulatedGatewayPeer[] = []
  readonly #callers: RawCaller[] = []
  readonly #link: NetworkLink
  #next: NodeJS.Timeout | undefined
  #dialled = 0

  constructor(asked: PlanQuestion) {
    this.#asked = asked
    const { delayMs } = asked
    this.#link = new NetworkLink(surroundings, { lossPercent: 0, delayMs, jitterMs: 0 }, 1)
  }

  async open(addresses: readonly [string, string], side: number): Promise<void> {
    for (const name of names) await this.#openGateway(name)
    for (const [index, address] of addresses.entries()) await this.#openEngine(index, address)
    const [one, two] = this.engines.map(listenerOf)
    if (one === undefined || two === undefined) throw new Error('both engines listen')
    const ends = await this.#link.open([one, two], [`127.0.3.${side}`, `127.0.3.${side + 1}`])
    this.#publishTo(0, ends.second)
    this.#publishTo(1, ends.first)
    const talkMs = (): number =>
      -Math.log(1 - this.#chance.fraction()) * this.#asked.talkSeconds * 1000
    for (const { address, port } of [one, two]) {
      this.#callers.push(await openRawCaller(port, talkMs, address))
    }
    this.#dial()
  }

  async close(): Promise<void> {
    clearTimeout(this.#next)
    for (const caller of this.#callers) caller.close()
    await Promise.all(this.engines.map((engine) => engine.stop()))
    await Promise.all(this.#gateways.map((gateway) => gateway.close()))
    await this.#link.close()
    for (const folder of this.#folders) folder.remove()
  }

  async #openGateway(name: string): Promise<void> {
    const plan = simulatedGateway.parse({ name, ring: { kind: 'fixed', ms: 0 } })
    const publishTo = (): undefined => undefined
    const gateway = new SimulatedGatewayPeer({
      surroundings,
      address: '127.0.0.1',
      plan,
      publishTo,
    })
    await gateway.open()
    this.#gateways.push(gateway)
  }

  async #openEngine(index: number, address: string): Promise<void> {
    const { capacity, modes, coalescingMs } = this.#asked
    const engine = createEngine({
      ...{ folder: this.#folders[index]?.path ?? '', log: silentLogger, version: '0.0.0' },
      overrides: { nodeName: `node-${index}`, listen: [`udp:${address}:0`] },
    })
    const { configuration } = engine
    configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '30' }, actor)
    configuration.setSettings(
      { publishOnChange: modes[0], publishCoalescingMs: coalescingMs },
      actor,
    )
    for (const [place, name] of names.entries()) {
      const remote = this.#gateways[place]?.endpoint
      configuration.createRoutingGateway(
        {
          ...{ name, prefix: '2', capacity, allowPublish: true },
          ...{ remoteIp: remote?.address, signalPort: remote?.port },
        },
        actor,
      )
    }
    configuration.createMappingGateway({ name: 'MG', remoteIps: '127.0.0.1' }, actor)
    await engine.start()
    this.engines.push(engine)
  }

  #publishTo(node: number, { address, port }: Endpoint): void {
    const publishTargets = [{ name: 'peer', address: `udp:${address}:${port}`, kind: 'node' }]
    this.engines[node]?.configuration.setSettings({ publishTargets }, actor)
  }

  /** A Poisson stream over both nodes. */
  #dial(): void {
    const waitMs = (-Math.log(1 - this.#chance.fraction()) * 1000) / this.#asked.callsPerSecond
    this.#next = setTimeout(() => {
      this.#dial()
      const node = Math.floor(this.#chance.fraction() * 2)
      this.#callers[node]?.dial(`2${String(this.#dialled++).padStart(6, '0')}`)
    }, waitMs)
  }
}

function listenerOf({ view }: Engine): Endpoint {
  const [address = ''] = view.sipAddresses()
  const [, host = '', port] = address.split(':')
  return { address: host, port: Number(port) }
}

/** Lines in use at a gateway as each node sees it, and as it is. */
function lookAt(engines: readonly Engine[], name: string) {
  const views = engines.map(({ publishing }) => publishing.concurrency.occupancy(name))
  return {
    seen: views.map(({ active }) => active),
    truth: views.reduce((sum, { own }) => sum + own, 0),
  }
}

async function measure({ engines }: Scene, capacity: number): Promise<Reality> {
  const counts = { errors: 0, looks: 0, over: 0 }
  const known = new Set<string>()
  const stops = engines.map((engine, node) =>
    engine.view.onCallState(({ callId, routingGateway }) => {
      if (routingGateway === '' || known.has(`${node} ${callId}`)) return
      known.add(`${node} ${callId}`)
      if (lookAt(engines, routingGateway).truth > capacity) counts.over++
    }),
  )
  const sentSoFar = (): number =>
    engines.reduce((sum, { publishing }) => sum + publishing.agent.sent, 0)
  const sentBefore = sentSoFar()
  const beganMs = performance.now()
  while (performance.now() - beganMs < measuredMs) {
    for (const name of names) {
      const { seen, truth } = lookAt(engines, name)
      for (const active of seen) counts.errors += Math.abs(active - truth)
      counts.looks += seen.length
    }
    await sleep(lookMs)
  }
  for (const stop of stops) stop()
  const seconds = (performance.now() - beganMs) / 1000
  return {
    error: counts.errors / counts.looks,
    overAssignedPercent: (100 * counts.over) / known.size,
    publishPerSecond: (sentSoFar() - sentBefore) / seconds / engines.length,
    calls: known.size,
  }
}

/** The same stretch of time, simulated so many times: what it comes to is a matter of chance for engines as well. */
const windows = 60

interface Likely {
  readonly mean: number
  readonly deviation: number
}

/** What chance makes of a figure in windows of the measured length. */
function likely(values: readonly number[]): Likely {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) }
}

interface Planned {
  readonly row: PlanRow
  readonly error: Likely
  readonly overAssignedPercent: Likely
}

function plan(asked: PlanQuestion): Planned {
  const [row] = runPlan(asked, () => undefined).rows
  if (row === undefined) throw new Error('a plan has a row')
  const model = modelOf(asked)
  const candidate = { expireSeconds: 30, mode: row.mode }
  const rows = Array.from({ length: windows }, (_, seed) => {
    const measures = simulate({
      ...{ question: { ...asked, seed }, model, candidate, onProgress: () => undefined },
      // The engines of the test begin together.
      periods: { startMs: 100, warmUpMs, measuredMs },
    })
    return rowOf(asked, model, candidate, measures)
  })
  return {
    row,
    error: likely(rows.map(({ error }) => error.mean)),
    overAssignedPercent: likely(rows.map((each) => each.overAssignedPercent.value)),
  }
}

/** What the engines do, and what the planner says they do. */
async function compare(
  asked: PlanQuestion,
  addresses: readonly [string, string],
  side: number,
): Promise<{ readonly real: Reality; readonly planned: Planned }> {
  const planned = plan(asked)
  const scene = new Scene(asked)
  try {
    await scene.open(addresses, side)
    await sleep(warmUpMs)
    return { real: await measure(scene, asked.capacity), planned }
  } finally {
    await scene.close()
  }
}

/** Further out than chance one window in some thousands; a busy machine adds to every delay. */
const expectLikely = (real: number, { mean, deviation }: Likely): void => {
  expect(Math.abs(real - mean)).toBeLessThanOrEqual(3.5 * deviation + 0.15 * mean)
}

const expectNear = (real: number, planned: number, part: number): void => {
  expect(Math.abs(real - planned)).toBeLessThanOrEqual(part * planned)
}

it(
  'the planner’s figures for two nodes are those of two engines',
  { timeout: 300_000 },
  async () => {
    const [refresh, change] = await Promise.all([
      compare(question('refresh only', 20), ['127.0.0.1', '127.0.0.2'], 1),
      compare(question('every change', 150), ['127.0.0.3', '127.0.0.4'], 3),
    ])
    for (const { real, planned } of [refresh, change]) {
      expect(real.calls).toBeGreaterThan(150)
      expectLikely(real.error, planned.error)
      expectLikely(real.overAssignedPercent, planned.overAssignedPercent)
      // The windows and the long run of the answer are of one kind.
      expectNear(planned.error.mean, planned.row.error.mean, 0.15)
    }
    expectNear(refresh.real.publishPerSecond, refresh.planned.row.publishPerSecond.value, 0.3)
    expectNear(change.real.publishPerSecond, change.planned.row.publishPerSecond.value, 0.15)
    // The two modes differ by more than chance, or nothing would be compared.
    const { mean, deviation } = change.planned.error
    expect(refresh.real.error).toBeGreaterThan(mean + 3.5 * deviation)
  },
)
