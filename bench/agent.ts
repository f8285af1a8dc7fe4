import { setTimeout as sleep } from 'node:timers/promises'
import { runCommand } from '../tests/harness/command-line.ts'
import { startHost, type Host } from '../tests/harness/host.ts'
import { cpuSeconds } from './cpu-time.ts'
import { rounded, type BenchOptions, type BenchResult } from './result.ts'

const gateways = 10_000
const expireSeconds = 30
const observedSeconds = 60

/** CPU share of keeping 10,000 publications alive at a 30 s lifetime, both ends (agent and compositor) included. */
export async function measureAgent(
  _: BenchOptions,
  report: (result: BenchResult) => void,
): Promise<void> {
  const host = await startHost({ limitMs: 600_000 })
  try {
    await setExpire(host)
    for (let i = 0; i < gateways; i++) {
      await host.web.demand('CreateGatewayRouting', {
        name: `published-${i}`,
        remoteIp: '192.0.2.1',
        allowPublish: true,
      })
    }
    // Initial publications are paced; after two lifetimes every refresh has found its own moment.
    await sleep(2 * expireSeconds * 1000)
    const before = await figures(host)
    await sleep(observedSeconds * 1000)
    const after = await figures(host)
    report({
      name: `agent with ${gateways} gateways at ${expireSeconds} s`,
      value: rounded(((after.cpuSeconds - before.cpuSeconds) / observedSeconds) * 100),
      unit: '% of one core',
      facts: {
        publishesPerSecond: rounded((after.sent - before.sent) / observedSeconds),
        held: after.held,
        stale: after.stale,
      },
    })
  } finally {
    await host.stop()
    host.removeData()
  }
}

async function setExpire(host: Host): Promise<void> {
  const setting = ['SS_SIP_PUBLISH_EXPIRE', String(expireSeconds)]
  const { code, errors } = await runCommand(['param', 'set', ...setting, '--data', host.dataFolder])
  if (code !== 0) throw new Error(`param set: ${errors}`)
}

async function figures(
  host: Host,
): Promise<{ cpuSeconds: number; sent: number; held: number; stale: number }> {
  const metrics = await host.metrics()
  const value = (name: string): number => metrics.value(`trunkline_${name}`) ?? -1
  return {
    cpuSeconds: cpuSeconds(host.pid),
    sent: value('publish_sent_total'),
    held: value('publications_held'),
    stale: value('publications_stale'),
  }
}
