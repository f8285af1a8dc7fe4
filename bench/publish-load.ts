import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startHost, type Host } from '../tests/harness/host.ts'
import { runSipp } from '../tests/harness/sipp.ts'
import { createTemporaryFolder } from '../tests/harness/temporary-folder.ts'
import { sippTuning } from './call-load.ts'
import { cpuSeconds } from './cpu-time.ts'

/** Publications begun per second in the scenario: three PUBLISH each. */
const publicationsPerSecond = 700
export const publishesPerPublication = 3
/** Gateways that the publications are about, in turn. */
const gateways = 1000
const limitMs = 900_000

export interface PublishLoadResult {
  readonly microsecondsPerPublish: number
  readonly facts: Readonly<Record<string, number>>
}

const gatewayName = (index: number): string => `bench-${index}`

/** Our engine with the bench's gateways, all of which may publish. */
export async function startPublishingHost(
  publisherPort: number,
  options: { readonly nodeArgs?: readonly string[] } = {},
): Promise<Host> {
  const host = await startHost({ ...options, limitMs })
  for (let i = 0; i < gateways; i++) {
    await host.web.demand('CreateGatewayRouting', {
      name: gatewayName(i),
      remoteIp: '127.0.0.1',
      signalPort: publisherPort,
      allowPublish: true,
    })
  }
  return host
}

/** Sends so many publications, each initial, refreshed and modified once, and counts the target's CPU. */
export async function publishMany(
  target: { readonly port: number; readonly pid: number },
  publisherPort: number,
  publications: number,
): Promise<PublishLoadResult> {
  const folder = createTemporaryFolder()
  const names = join(folder.path, 'gateways.csv')
  const rows = Array.from({ length: gateways }, (_, index) => gatewayName(index))
  writeFileSync(names, `SEQUENTIAL\n${rows.join('\n')}\n`)
  const before = cpuSeconds(target.pid)
  const { statistics } = await runSipp({
    scenario: join(import.meta.dirname, 'publish.xml'),
    target: `127.0.0.1:${target.port}`,
    port: publisherPort,
    calls: publications,
    callsPerSecond: publicationsPerSecond,
    limit: 5000,
    extraArgs: ['-inf', names, ...sippTuning],
    limitMs: 60_000 + (publications / publicationsPerSecond) * 3000,
  }).finally(() => folder.remove())
  await sleep(500)
  const used = cpuSeconds(target.pid) - before
  return {
    microsecondsPerPublish: (used / (publications * publishesPerPublication)) * 1e6,
    facts: {
      publishes: publications * publishesPerPublication,
      failed: statistics.failed,
      retransmissions: statistics.retransmissions,
    },
  }
}
