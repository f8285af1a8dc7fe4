import { runCallLoad, startGateway, type CallLoadResult } from './call-load.ts'
import { compare, median, rounded, type BenchOptions, type BenchResult } from './result.ts'
import { startEngine, startKamailioRelay, type SwitchUnderTest } from './switch-under-test.ts'

const holdMs = 1000
/** A switch in service has long compiled its code; so must the one that is measured. */
const warmUpSeconds = 10

/** CPU per call of the engine beside Kamailio as a stateful relay, alternated in one run. */
export async function measureCallCost(
  { callsPerSecond, seconds, rounds }: BenchOptions,
  report: (result: BenchResult) => void,
): Promise<void> {
  const gateway = await startGateway()
  const switches: SwitchUnderTest[] = []
  try {
    switches.push(await startKamailioRelay(gateway.port, { withDialog: true }))
    switches.push(await startKamailioRelay(gateway.port, { withDialog: false }))
    switches.push(await startEngine(gateway.port))
    const load = { callsPerSecond, seconds, holdMs }
    for (const target of switches) await runCallLoad(target, { ...load, seconds: warmUpSeconds })
    const runs = await alternate(switches, rounds, (target) => runCallLoad(target, load))
    const [withDialog, without, engine] = runs.map(costOf)
    if (!withDialog || !without || !engine) return
    report({ name: 'kamailio relay call cost, dialog', ...withDialog })
    report({ name: 'kamailio relay call cost', ...without })
    const reference = { name: 'kamailio relay with dialog module', value: withDialog.value }
    report(compare('engine call cost', 'µs of CPU', engine.value, reference, engine.facts))
  } finally {
    for (const target of switches) await target.stop()
    await gateway.stop()
  }
}

/** Runs each target once per round, so that a busy moment of the machine hits all of them alike. */
async function alternate<R>(
  targets: readonly SwitchUnderTest[],
  rounds: number,
  run: (target: SwitchUnderTest) => Promise<R>,
): Promise<R[][]> {
  const results: R[][] = targets.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, target] of targets.entries()) results[index]?.push(await run(target))
  }
  return results
}

function costOf(runs: readonly CallLoadResult[]): {
  value: number
  unit: string
  facts: Record<string, number>
} {
  const sum = (pick: (run: CallLoadResult) => number): number =>
    runs.reduce((total, run) => total + pick(run), 0)
  return {
    value: rounded(median(runs.map((run) => run.microsecondsPerCall))),
    unit: 'µs of CPU',
    facts: {
      calls: sum((run) => run.calls),
      failed: sum((run) => run.failed),
      retransmissions: sum((run) => run.retransmissions),
    },
  }
}
