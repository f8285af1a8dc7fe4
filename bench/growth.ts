import { runCallLoad, startGateway } from './call-load.ts'
import { rounded, type BenchOptions, type BenchResult } from './result.ts'
import { startEngine } from './switch-under-test.ts'

const sizes = [10, 100, 1000, 10_000]

/** CPU per call as the number of configured gateways grows; at most 1.2 times is allowed. */
export async function measureGrowth(
  { callsPerSecond, seconds }: BenchOptions,
  report: (result: BenchResult) => void,
): Promise<void> {
  const gateway = await startGateway()
  let smallest: number | undefined
  try {
    for (const idleGateways of sizes) {
      const engine = await startEngine(gateway.port, { idleGateways })
      try {
        const load = { callsPerSecond, seconds, holdMs: 1000 }
        await runCallLoad(engine, { ...load, seconds: 3 })
        const { microsecondsPerCall, failed } = await runCallLoad(engine, load)
        smallest ??= microsecondsPerCall
        report({
          name: `engine call cost with ${idleGateways} gateways`,
          value: rounded(microsecondsPerCall),
          unit: 'µs of CPU',
          reference: { name: `${sizes[0] ?? 0} gateways`, value: rounded(smallest) },
          ratio: rounded(microsecondsPerCall / smallest),
          facts: { failed },
        })
      } finally {
        await engine.stop()
      }
    }
  } finally {
    await gateway.stop()
  }
}
