import { eventually } from '../tests/harness/eventually.ts'
import { freePort } from '../tests/harness/free-port.ts'
import type { Host } from '../tests/harness/host.ts'
import { startSipp } from '../tests/harness/sipp.ts'
import { callee, runCallLoad, sippTuning, startGateway } from './call-load.ts'
import { readMemory, type Memory } from './heap.ts'
import { publishMany, startPublishingHost } from './publish-load.ts'
import { rounded, type BenchOptions, type BenchResult } from './result.ts'
import { startEngine } from './switch-under-test.ts'

/** Calls started per second while memory is filled: gentle, the figure is not about speed. */
const fillingPerSecond = 500
const inspected = { nodeArgs: ['--inspect=127.0.0.1:0'] }

/** Memory per active call and per publication: what is held after, less what was held before. */
export async function measureMemory(
  { heldCalls, publications }: BenchOptions,
  report: (result: BenchResult) => void,
): Promise<void> {
  await measureCalls(heldCalls, report)
  await measurePublications(publications, report)
}

async function measureCalls(
  heldCalls: number,
  report: (result: BenchResult) => void,
): Promise<void> {
  const gateway = await startGateway()
  const engine = await startEngine(gateway.port, inspected)
  try {
    await runCallLoad(engine, { callsPerSecond: fillingPerSecond, seconds: 5, holdMs: 100 })
    await transactionsEnded(engine.host)
    const before = await readMemory(engine.host)
    const holdMs = (heldCalls / fillingPerSecond) * 1000 + 90_000
    const caller = await startSipp({
      scenario: 'uac_b2bua.xml',
      target: `127.0.0.1:${engine.port}`,
      user: callee,
      calls: heldCalls,
      callsPerSecond: fillingPerSecond,
      holdMs,
      limit: heldCalls,
      extraArgs: sippTuning,
      limitMs: holdMs * 2 + 60_000,
    })
    await activeCalls(engine.host, heldCalls, holdMs)
    await transactionsEnded(engine.host)
    const held = await readMemory(engine.host)
    report(perPiece('memory per active call', before, held, heldCalls))
    const { statistics } = await caller.finished
    await activeCalls(engine.host, 0, 60_000)
    await transactionsEnded(engine.host)
    const after = await readMemory(engine.host)
    const facts = { failed: statistics.failed, calls: heldCalls }
    report({ ...perPiece('memory kept per ended call', before, after, heldCalls), facts })
  } finally {
    await engine.stop()
    await gateway.stop()
  }
}

async function measurePublications(
  publications: number,
  report: (result: BenchResult) => void,
): Promise<void> {
  const publisherPort = await freePort()
  const host = await startPublishingHost(publisherPort, inspected)
  try {
    await publishMany({ port: host.sipPort, pid: host.pid }, publisherPort, 1000)
    await transactionsEnded(host)
    const before = await readMemory(host)
    await publishMany({ port: host.sipPort, pid: host.pid }, publisherPort, publications)
    await transactionsEnded(host)
    const held = await readMemory(host)
    report(perPiece('memory per publication', before, held, publications))
  } finally {
    await host.stop()
    host.removeData()
  }
}

async function activeCalls(host: Host, wanted: number, limitMs: number): Promise<void> {
  await eventually(
    `${wanted} active calls`,
    async () => {
      const answer = await host.web.demand('GetPerformance')
      const { callSize } = answer['infoPerformance'] as { callSize: number }
      return callSize === wanted ? true : undefined
    },
    limitMs,
    500,
  )
}

/** Transactions outlive their last message by 32 s (timers H, J, L, M); they belong to no call that is held. */
async function transactionsEnded(host: Host): Promise<void> {
  await eventually(
    'the end of the transactions',
    async () => {
      const metrics = await host.metrics()
      const sides = ['client', 'server'].map(
        (side) => metrics.value('trunkline_transactions', { side }) ?? 0,
      )
      return sides.every((count) => count <= 10) ? true : undefined
    },
    80_000,
    1000,
  )
}

function perPiece(name: string, before: Memory, after: Memory, pieces: number): BenchResult {
  const per = (pick: (memory: Memory) => number): number =>
    rounded((pick(after) - pick(before)) / pieces)
  return {
    name,
    value: per((memory) => memory.heapBytes + memory.externalBytes),
    unit: 'bytes',
    facts: {
      heap: per((memory) => memory.heapBytes),
      external: per((memory) => memory.externalBytes),
      resident: per((memory) => memory.residentBytes),
      pieces,
    },
  }
}
