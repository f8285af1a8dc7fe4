import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Gauge, Registry } from 'prom-client'
import type { EngineView } from '../api/server/engine-view.ts'

type DelayHistogram = ReturnType<typeof monitorEventLoopDelay>

/** How often the delay is sampled. */
const sampleEveryMs = 10

/** What Prometheus reads. */
export interface MetricsPage {
  readonly contentType: string
  text(): Promise<string>
}

/** Starts to measure event-loop delay at once; the rest is loaded when the page is first asked for. */
export function createMetricsPage(engine: EngineView): {
  open(): Promise<MetricsPage>
  close(): void
} {
  const delay = monitorEventLoopDelay({ resolution: sampleEveryMs })
  delay.enable()
  let page: Promise<MetricsPage> | undefined
  return {
    open: () => (page ??= buildPage(engine, delay)),
    close: () => void delay.disable(),
  }
}

async function buildPage(engine: EngineView, delay: DelayHistogram): Promise<MetricsPage> {
  const prometheus = (await import('prom-client')).default
  const register: Registry = new prometheus.Registry()
  prometheus.collectDefaultMetrics({ register })
  const gauge = (name: string, help: string, labels: readonly string[] = []) =>
    new prometheus.Gauge({
      name: `trunkline_${name}`,
      help,
      labelNames: labels,
      registers: [register],
    })
  const counter = (name: string, help: string) => {
    const made = new prometheus.Counter({
      name: `trunkline_${name}_total`,
      help,
      registers: [register],
    })
    // The engine counts; the page shows its count.
    return (total: number): void => {
      made.reset()
      made.inc(total)
    }
  }
  const update = [
    readNumbers(engine, gauge, counter),
    readGateways(engine, gauge),
    readDelay(delay, gauge),
  ]
  return {
    contentType: register.contentType,
    text: () => {
      for (const read of update) read()
      return register.metrics()
    },
  }
}

type MakeGauge = (name: string, help: string, labels?: readonly string[]) => Gauge
type MakeCounter = (name: string, help: string) => (total: number) => void

function readNumbers(engine: EngineView, gauge: MakeGauge, counter: MakeCounter): () => void {
  const active = gauge('calls_active', 'Calls in progress')
  const perSecond = gauge('calls_per_second', 'Calls started per second')
  const started = counter('calls_started', 'Calls started')
  const answered = counter('calls_answered', 'Calls answered')
  const failed = counter('calls_failed', 'Calls ended without an answer')
  const sent = counter('publish_sent', 'PUBLISH requests sent by the agent')
  const held = gauge('publications_held', 'Publications held by the compositor')
  const stale = gauge('publications_stale', 'Publications past their lifetime')
  const transactions = gauge('transactions', 'SIP transactions', ['side'])
  const queue = gauge('store_queue', 'Facts waiting to be written to the store')
  const alarms = gauge('alarms', 'Alarms whose condition lasts')
  return () => {
    const now = engine.metrics()
    active.set(now.callsActive)
    perSecond.set(engine.performance().callsPerSecond)
    started(now.callsStarted)
    answered(now.callsAnswered)
    failed(now.callsFailed)
    sent(now.publicationsSent)
    held.set(now.publicationsHeld)
    stale.set(now.publicationsStale)
    transactions.set({ side: 'client' }, now.clientTransactions)
    transactions.set({ side: 'server' }, now.serverTransactions)
    queue.set(now.storeQueue)
    alarms.set(engine.currentAlarms().length)
  }
}

function readGateways(engine: EngineView, gauge: MakeGauge): () => void {
  const active = gauge('gateway_active_calls', 'Active calls by routing gateway', ['gateway'])
  const limit = gauge('gateway_line_limit', 'Line limit in force, 0 = unlimited', ['gateway'])
  const usable = gauge('gateway_usable', '1 = takes calls, 0 = suspended', ['gateway'])
  return () => {
    for (const each of [active, limit, usable]) each.reset()
    for (const row of engine.routingOnline()) {
      const labels = { gateway: row.name }
      active.set(labels, row.currentCall)
      limit.set(labels, row.capacity)
      usable.set(labels, row.unusableReason === null ? 1 : 0)
    }
  }
}

function readDelay(delay: DelayHistogram, gauge: MakeGauge): () => void {
  const seconds = gauge('event_loop_delay_seconds', 'Event-loop delay since the last reading', [
    'quantile',
  ])
  // The platform records the time from sample to sample; what exceeds the interval is the delay.
  const late = (nanoseconds: number): number =>
    Math.max(0, nanoseconds / 1e9 - sampleEveryMs / 1000)
  return () => {
    for (const percent of [50, 90, 99]) {
      seconds.set({ quantile: String(percent / 100) }, late(delay.percentile(percent)))
    }
    seconds.set({ quantile: '1' }, late(delay.max))
    delay.reset()
  }
}
