import { setTimeout as sleep } from 'node:timers/promises'
import { runCallLoad, startGateway } from './call-load.ts'
import { median, rounded, type BenchOptions, type BenchResult } from './result.ts'
import { startEngine } from './switch-under-test.ts'

/** Event-loop delay under load, as `/metrics` tells it, read once a second. */
export async function measureEventLoop(
  { callsPerSecond, seconds }: BenchOptions,
  report: (result: BenchResult) => void,
): Promise<void> {
  const gateway = await startGateway()
  const engine = await startEngine(gateway.port)
  try {
    const load = { callsPerSecond, seconds, holdMs: 1000 }
    await runCallLoad(engine, { ...load, seconds: 3 })
    const p99: number[] = []
    const largest: number[] = []
    const done = runCallLoad(engine, load)
    await engine.host.metrics()
    for (let second = 0; second < seconds; second++) {
      await sleep(1000)
      const metrics = await engine.host.metrics()
      const delay = (quantile: string): number =>
        (metrics.value('trunkline_event_loop_delay_seconds', { quantile }) ?? 0) * 1000
      p99.push(delay('0.99'))
      largest.push(delay('1'))
    }
    const { failed } = await done
    report({
      name: `event-loop delay p99 at ${callsPerSecond} calls/s`,
      value: rounded(median(p99)),
      unit: 'ms',
      facts: {
        worstSecond: rounded(Math.max(...p99)),
        largest: rounded(Math.max(...largest)),
        failed,
      },
    })
  } finally {
    await engine.stop()
    await gateway.stop()
  }
}
