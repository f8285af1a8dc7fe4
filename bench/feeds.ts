import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { feeds } from '../engine/api/contract/feeds.ts'
import { readHost } from '../engine/store/host-claim.ts'
import { runCallLoad, startGateway, type CallLoadResult } from './call-load.ts'
import { compare, median, rounded, type BenchOptions, type BenchResult } from './result.ts'
import { startEngine, type EngineUnderTest } from './switch-under-test.ts'

const gatewayCounts = [0, 10_000]
/** Publications of very many gateways begin at the agent's pace. */
const settleMs = { perGateway: 2, least: 1000 }

type Report = (result: BenchResult) => void

/** What a client that follows every feed costs signalling: event-loop delay and CPU, with few gateways and with many. */
export async function measureFeeds(options: BenchOptions, report: Report): Promise<void> {
  const gateway = await startGateway()
  try {
    for (const idleGateways of gatewayCounts) {
      const engine = await startEngine(gateway.port, { idleGateways, isPublished: true })
      try {
        await sleep(settleMs.least + idleGateways * settleMs.perGateway)
        await measureEngine(engine, idleGateways, options, report)
      } finally {
        await engine.stop()
      }
    }
  } finally {
    await gateway.stop()
  }
}

async function measureEngine(
  engine: EngineUnderTest,
  idleGateways: number,
  { callsPerSecond, seconds, rounds }: BenchOptions,
  report: Report,
): Promise<void> {
  const load = { callsPerSecond, seconds, holdMs: 1000 }
  const gateways = `${idleGateways + 1} gateways`
  await runCallLoad(engine, { ...load, seconds: 10 })
  const alone: WatchedLoad[] = []
  const followed: FollowedLoad[] = []
  // In turn, and the quietest run of each counts: what else the machine does hits them alike.
  for (let round = 0; round < rounds; round++) {
    alone.push(await watchedLoad(engine, load))
    followed.push(await followedLoad(engine, load))
  }
  reportSnapshot(followed, gateways, report)
  const scene = `at ${callsPerSecond} calls/s with ${gateways}, a client follows every feed`
  const best = followed.reduce((a, each) => (each.p99Ms < a.p99Ms ? each : a))
  const delayAlone = Math.min(...alone.map(({ p99Ms }) => p99Ms))
  report(
    compare(
      `event-loop delay p99 ${scene}`,
      'ms',
      best.p99Ms,
      { name: 'nobody follows', value: delayAlone },
      {
        ...{ worstSecond: rounded(best.worstSecondMs), largest: rounded(best.largestMs) },
        ...{ bytesPerSecond: best.bytesPerSecond, failed: best.load.failed },
      },
    ),
  )
  const costOf = (each: WatchedLoad): number => each.load.microsecondsPerCall
  report(
    compare(`CPU per call ${scene}`, 'µs of CPU', Math.min(...followed.map(costOf)), {
      name: 'nobody follows',
      value: Math.min(...alone.map(costOf)),
    }),
  )
}

function reportSnapshot(followed: readonly FollowedLoad[], gateways: string, report: Report): void {
  const quickest = followed.reduce((a, each) => (each.client.readyMs < a.client.readyMs ? each : a))
  const { readyMs, largestDelayMs, snapshotBytes } = quickest.client
  report({
    name: `snapshot of every feed with ${gateways}`,
    value: rounded(readyMs),
    unit: 'ms',
    facts: { bytes: snapshotBytes, largestDelay: rounded(largestDelayMs) },
  })
}

interface FollowedLoad extends WatchedLoad {
  readonly client: Client
  readonly bytesPerSecond: number
}

async function followedLoad(
  engine: EngineUnderTest,
  load: Parameters<typeof runCallLoad>[1],
): Promise<FollowedLoad> {
  const client = await followEverything(engine)
  const before = client.bytes()
  const watched = await watchedLoad(engine, load)
  const bytesPerSecond = Math.round((client.bytes() - before) / load.seconds)
  client.close()
  return { ...watched, client, bytesPerSecond }
}

interface WatchedLoad {
  readonly load: CallLoadResult
  /** Median over the seconds, the worst second, and the largest delay of all. */
  readonly p99Ms: number
  readonly worstSecondMs: number
  readonly largestMs: number
}

/** Calls, and the event-loop delay of each second meanwhile. */
async function watchedLoad(
  engine: EngineUnderTest,
  load: Parameters<typeof runCallLoad>[1],
): Promise<WatchedLoad> {
  const done = runCallLoad(engine, load)
  await readDelay(engine)
  const delays: Awaited<ReturnType<typeof readDelay>>[] = []
  for (let second = 0; second < load.seconds; second++) {
    await sleep(1000)
    delays.push(await readDelay(engine))
  }
  const p99 = delays.map(({ p99Ms }) => p99Ms)
  return {
    load: await done,
    p99Ms: median(p99),
    worstSecondMs: Math.max(...p99),
    largestMs: Math.max(...delays.map(({ largestMs }) => largestMs)),
  }
}

/** Event-loop delay since it was read last. */
async function readDelay({ host }: EngineUnderTest) {
  const metrics = await host.metrics()
  const delay = (quantile: string): number =>
    (metrics.value('trunkline_event_loop_delay_seconds', { quantile }) ?? 0) * 1000
  return { p99Ms: delay('0.99'), largestMs: delay('1') }
}

interface Client {
  /** Until the last snapshot was complete. */
  readonly readyMs: number
  readonly largestDelayMs: number
  readonly snapshotBytes: number
  bytes(): number
  close(): void
}

/** A client that follows every feed and only counts: what it does with rows is not the engine's cost. */
async function followEverything(engine: EngineUnderTest): Promise<Client> {
  const { host } = engine
  const token = readHost(host.dataFolder)?.token ?? ''
  const socket = new WebSocket(`${host.ready.http.replace('http', 'ws')}/rpc`, {
    headers: { authorization: `Bearer ${token}` },
  })
  let bytes = 0
  const waiting = new Set(Object.keys(feeds).map((_, id) => id))
  const allReady = Promise.withResolvers<void>()
  socket.on('error', (error) => {
    allReady.reject(error)
  })
  socket.on('message', (data: Buffer) => {
    bytes += data.length
    const id = /^\{"id":(\d+),"resume":"[^"]*","update":\{"kind":"ready"/.exec(
      data.subarray(0, 200).toString('latin1'),
    )?.[1]
    if (id !== undefined && waiting.delete(Number(id)) && waiting.size === 0) allReady.resolve()
  })
  await new Promise((resolve) => socket.once('open', resolve))
  await readDelay(engine)
  const startedMs = performance.now()
  for (const [id, feed] of Object.keys(feeds).entries()) {
    socket.send(JSON.stringify({ id, feed, input: {} }))
  }
  await allReady.promise
  const readyMs = performance.now() - startedMs
  const snapshotBytes = bytes
  const { largestMs } = await readDelay(engine)
  return {
    ...{ readyMs, largestDelayMs: largestMs, snapshotBytes, bytes: () => bytes },
    close: () => {
      socket.close()
    },
  }
}
