import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callGenerator, simulatedGateway } from '../api/contract/lab-peers.ts'
import { silentLogger } from '../kernel/logger.ts'
import { ownScenario } from '../testing/memory-lab.ts'
import type { PublishTo } from './gateway-publisher.ts'
import { createLabBench, type ClosableLabBench } from './lab-bench.ts'
import type { LabNode } from './lab-node.ts'
import { createRealSurroundings } from './lab-peer.ts'

let folder: string
let bench: ClosableLabBench
let engine: PublishTo | undefined
let stopped: number

const node: LabNode = {
  ...{ name: 'one', domain: 'example.com', endpoint: { address: '127.0.0.1', port: 9 } },
  ask: () => Promise.resolve({} as never),
  online: () => [],
  stop: () => Promise.resolve(void stopped++),
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-'))
  engine = { endpoint: { address: '127.0.0.1', port: 9 }, domain: 'example.com' }
  stopped = 0
  bench = createLabBench({
    dataFolder: folder,
    engine: () => engine,
    startNode: () => Promise.resolve(node),
    surroundings: createRealSurroundings(silentLogger),
  })
})
afterEach(async () => {
  await bench.close()
  rmSync(folder, { recursive: true })
})

const gateway = (name: string) => simulatedGateway.parse({ name })
const generator = (name: string) =>
  callGenerator.parse({ name, rate: { kind: 'constant', perSecond: 0 } })
const waitingScenario = { ...ownScenario, steps: [{ do: 'wait', seconds: 3600 }] }
const patience = { timeout: 10_000, interval: 20 }

describe('the lab bench', () => {
  it('opens, changes and removes gateways, and tells who watches', async () => {
    const told: unknown[] = []
    const stop = bench.gateways.watch((name) => told.push(name))
    const { port } = await bench.addGateway(gateway('A'))
    expect(port).toBeGreaterThan(0)
    expect(bench.setGateway('A', { channels: 3 }).plan.channels).toBe(3)
    expect(bench.gateways.row('A')).toMatchObject({ name: 'A', port, isSample: false })
    await bench.removeGateway('A')
    expect(bench.gateways.all()).toEqual([])
    expect(told).toContain('A')
    stop()
    const before = told.length
    await bench.addGateway(gateway('B'))
    expect(told).toHaveLength(before)
  })

  it('refuses a name twice, and names that it does not know', async () => {
    await bench.addGateway(gateway('A'))
    await bench.startGenerator(generator('A'))
    const taken = { code: 'NAME_TAKEN' }
    await expect(bench.addGateway(gateway('A'))).rejects.toMatchObject(taken)
    await expect(bench.startGenerator(generator('A'))).rejects.toMatchObject(taken)
    const unknown = { code: 'UNKNOWN_NAME' }
    await expect(bench.removeGateway('B')).rejects.toMatchObject(unknown)
    await expect(bench.removeGenerator('B')).rejects.toMatchObject(unknown)
    expect(() => bench.setGateway('B', {})).toThrow(/no simulated gateway is known as "B"/)
    expect(() => bench.stopGenerator('B')).toThrow(/no call generator is known as "B"/)
    expect(() => bench.stopRun(5)).toThrow(/no run is known as "5"/)
  })

  it('keeps a bound on what is open', async () => {
    for (let count = 0; count < 32; count++) {
      await bench.startGenerator(generator(`G${String(count)}`))
    }
    const more = bench.startGenerator(generator('one more'))
    await expect(more).rejects.toThrow(/at most 32 of call generator/)
  })

  it('says what it needs where the engine has no UDP listener', async () => {
    engine = undefined
    await expect(bench.addGateway(gateway('A'))).rejects.toThrow(/needs a UDP listener/)
    expect(bench.gateways.all()).toEqual([])
  })

  it('runs one scenario at a time, and stops it', async () => {
    bench.saveScenario(waitingScenario)
    const { run, state } = bench.runScenario('own')
    expect(state).toBe('running')
    expect(() => bench.runScenario('own')).toThrow(/a scenario is running/)
    bench.stopRun(run)
    await vi.waitFor(() => expect(bench.runs.row(run)?.state).toBe('stopped'), patience)
    expect(stopped).toBe(1)
    await vi.waitFor(() => expect(bench.runScenario('own').run).toBe(run + 1), patience)
  })

  it('remembers the last twenty runs', async () => {
    bench.saveScenario({ ...ownScenario, clock: 'fast' })
    for (let count = 1; count <= 22; count++) {
      const { run } = await vi.waitFor(() => bench.runScenario('own'), patience)
      await vi.waitFor(() => expect(bench.runs.row(run)?.state).toBe('passed'), patience)
    }
    expect(bench.runs.all().map(({ run }) => run)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 3),
    )
  })

  it('opens the sample once, and leaves one’s own alone when it closes it', async () => {
    await bench.addGateway(gateway('A'))
    const sample = await bench.openSample()
    expect(sample.routingGateways).toHaveLength(6)
    expect(sample.mappingGateways).toHaveLength(2)
    await expect(bench.openSample()).rejects.toThrow(/loaded already/)
    bench.startSample()
    expect(bench.generators.all().map(({ state }) => state)).toEqual(['running', 'running'])
    await bench.closeSample()
    expect(bench.generators.all()).toEqual([])
    expect(bench.gateways.all().map(({ name }) => name)).toEqual(['A'])
  })
})
