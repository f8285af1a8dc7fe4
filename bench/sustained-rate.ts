import { runCallLoad, startGateway } from './call-load.ts'
import { compare, type BenchOptions, type BenchResult } from './result.ts'
import { startEngine, startKamailioRelay, type SwitchUnderTest } from './switch-under-test.ts'

const stepSeconds = 5
const stepCallsPerSecond = 250
const highestCallsPerSecond = 6000

/** Highest rate, in steps, at which no call fails; the callers and the gateway share the machine with the switch. */
export async function measureSustainedRate(
  _: BenchOptions,
  report: (result: BenchResult) => void,
): Promise<void> {
  const gateway = await startGateway()
  try {
    const relay = await startKamailioRelay(gateway.port, { withDialog: true })
    const reference = await highestRate(relay).finally(() => relay.stop())
    report({ name: 'kamailio sustained rate', value: reference, unit: 'calls/s' })
    const engine = await startEngine(gateway.port)
    const value = await highestRate(engine).finally(() => engine.stop())
    const beside = { name: 'kamailio relay with dialog module', value: reference }
    report(compare('engine sustained rate', 'calls/s', value, beside))
  } finally {
    await gateway.stop()
  }
}

/** Two failing steps in a row end the climb, one may be an accident of the machine. */
async function highestRate(target: SwitchUnderTest): Promise<number> {
  await runCallLoad(target, { callsPerSecond: 500, seconds: 3, holdMs: 500 })
  let best = 0
  let misses = 0
  for (
    let rate = stepCallsPerSecond * 2;
    rate <= highestCallsPerSecond;
    rate += stepCallsPerSecond
  ) {
    const load = { callsPerSecond: rate, seconds: stepSeconds, holdMs: 500 }
    const { failed, callsPerSecond } = await runCallLoad(target, load)
    // A caller that cannot keep the pace proves nothing about the switch.
    if (failed === 0 && callsPerSecond > rate * 0.9) {
      best = rate
      misses = 0
    } else if (++misses === 2) break
  }
  return best
}
