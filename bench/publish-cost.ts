import { freePort } from '../tests/harness/free-port.ts'
import { startKamailioPresence } from '../tests/harness/kamailio.ts'
import { publishMany, startPublishingHost } from './publish-load.ts'
import { compare, rounded, type BenchOptions, type BenchResult } from './result.ts'

/** Publications sent first, so that neither side is measured while it compiles or allocates. */
const warmUp = 10_000

/** CPU per PUBLISH (initial, refresh, modify in equal parts) of the compositor beside Kamailio's, in memory. */
export async function measurePublishCost(
  { publications }: BenchOptions,
  report: (result: BenchResult) => void,
): Promise<void> {
  const port = await freePort()
  const kamailio = await startKamailioPresence({ sharedMegabytes: 1024, limitMs: 900_000 })
  const run = async (target: { port: number; pid: number }): ReturnType<typeof publishMany> => {
    await publishMany(target, port, warmUp)
    return publishMany(target, port, publications)
  }
  const reference = await run(kamailio).finally(() => kamailio.stop())
  const referenceCost = rounded(reference.microsecondsPerPublish)
  const unit = 'µs of CPU'
  report({ name: 'kamailio publish cost', unit, value: referenceCost, facts: reference.facts })
  const host = await startPublishingHost(port)
  try {
    const engine = await run({ port: host.sipPort, pid: host.pid })
    const beside = { name: 'kamailio presence in memory', value: referenceCost }
    report(
      compare('engine publish cost', unit, engine.microsecondsPerPublish, beside, engine.facts),
    )
  } finally {
    await host.stop()
    host.removeData()
  }
}
