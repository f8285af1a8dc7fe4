import { runCallLoad, startGateway } from './call-load.ts'
import { rounded, type BenchOptions, type BenchResult } from './result.ts'
import { startEngine, type EngineUnderTest } from './switch-under-test.ts'

const sizes = [10, 100, 1000, 10_000]

/** CPU per call as the number of configured gateways grows; at most 1.2 times is allowed. */
export async function measureGrowth(
  { callsPerSecond, seconds, rounds }: BenchOptions,
  report: (result: BenchResult) => void,
): Promise<void> {
  const gateway = await startGateway()
  const engines: EngineUnderTest[] = []
  try {
    for (const idleGateways of sizes) {
      engines.push(await startEngine(gateway.port, { idleGateways }))
    }
    const load = { callsPerSecond, seconds, holdMs: 1000 }
    for (const engine of engines) await runCallLoad(engine, { ...load, seconds: 4 })
    const costs = engines.map(() => Infinity)
    const failed = engines.map(() => 0)
    // In turn, and the quietest run of each counts: what else the machine does hits them alike.
    for (let round = 0; round < rounds; round++) {
      for (const [index, engine] of engines.entries()) {
        const run = await runCallLoad(engine, load)
        costs[index] = Math.min(costs[index] ?? Infinity, run.microsecondsPerCall)
        failed[index] = (failed[index] ?? 0) + run.failed
      }
    }
    const smallest = costs[0] ?? 0
    for (const [index, size] of sizes.entries()) {
      const cost = costs[index] ?? 0
      report({
        name: `engine call cost with ${size} gateways`,
        value: rounded(cost),
        unit: 'µs of CPU',
        reference: { name: `${sizes[0] ?? 0} gateways`, value: rounded(smallest) },
        ratio: rounded(cost / smallest),
        facts: { failed: failed[index] ?? 0 },
      })
    }
  } finally {
    for (const engine of engines) await engine.stop()
    await gateway.stop()
  }
}
