import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../tests/harness/free-port.ts'
import { startHost } from '../tests/harness/host.ts'
import { startKamailioPresence } from '../tests/harness/kamailio.ts'
import { runSipp } from '../tests/harness/sipp.ts'
import { createTemporaryFolder } from '../tests/harness/temporary-folder.ts'
import { sippTuning } from './call-load.ts'
import { cpuSeconds } from './cpu-time.ts'
import { compare, rounded, type BenchOptions, type BenchResult } from './result.ts'

/** Publications at once in the scenario: three PUBLISH each. */
const publicationsPerSecond = 700
const publishesPerPublication = 3
const gateways = 1000
const limitMs = 900_000

/** CPU per PUBLISH (initial, refresh, modify in equal parts) of the compositor beside Kamailio's, in memory. */
export async function measurePublishCost(
  { publications }: BenchOptions,
  report: (result: BenchResult) => void,
): Promise<void> {
  const publisherPort = await freePort()
  const kamailio = await startKamailioPresence({ sharedMegabytes: 1024, limitMs })
  const reference = await runPublications(kamailio, publisherPort, publications).finally(() =>
    kamailio.stop(),
  )
  report({ name: 'kamailio publish cost', unit: 'µs of CPU', ...reference })
  const host = await startHost({ limitMs })
  try {
    for (let i = 0; i < gateways; i++) {
      await host.web.demand('CreateGatewayRouting', {
        name: gatewayName(i),
        remoteIp: '127.0.0.1',
        signalPort: publisherPort,
        allowPublish: true,
      })
    }
    const target = { port: host.sipPort, pid: host.pid }
    const engine = await runPublications(target, publisherPort, publications)
    report(
      compare(
        'engine publish cost',
        'µs of CPU',
        engine.value,
        { name: 'kamailio presence', value: reference.value },
        engine.facts,
      ),
    )
  } finally {
    await host.stop()
    host.removeData()
  }
}

const gatewayName = (index: number): string => `bench-${index}`

async function runPublications(
  target: { readonly port: number; readonly pid: number },
  publisherPort: number,
  publications: number,
): Promise<{ value: number; facts: Record<string, number> }> {
  const folder = createTemporaryFolder()
  const names = join(folder.path, 'gateways.csv')
  const rows = Array.from({ length: gateways }, (_, index) => gatewayName(index))
  writeFileSync(names, `SEQUENTIAL\n${rows.join('\n')}\n`)
  const run = (calls: number): ReturnType<typeof runSipp> =>
    runSipp({
      scenario: join(import.meta.dirname, 'publish.xml'),
      target: `127.0.0.1:${target.port}`,
      port: publisherPort,
      calls,
      callsPerSecond: publicationsPerSecond,
      limit: 5000,
      extraArgs: ['-inf', names, ...sippTuning],
      limitMs: 60_000 + (calls / publicationsPerSecond) * 3000,
    })
  try {
    await run(Math.min(gateways, publications))
    const before = cpuSeconds(target.pid)
    const { statistics } = await run(publications)
    await sleep(500)
    const used = cpuSeconds(target.pid) - before
    return {
      value: rounded((used / (publications * publishesPerPublication)) * 1e6),
      facts: {
        publishes: publications * publishesPerPublication,
        failed: statistics.failed,
        retransmissions: statistics.retransmissions,
      },
    }
  } finally {
    folder.remove()
  }
}
