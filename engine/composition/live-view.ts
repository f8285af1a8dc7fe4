import type { AlarmBoard } from '../alarms/alarm-board.ts'
import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'
import type {
  CallRecordQuery,
  CurrentCallFilter,
  CurrentCallRow,
  MappingOnlineRow,
  MetricsSnapshot,
  RoutingOnlineRow,
} from '../api/contract/live-rows.ts'
import type { CallRecord } from '../api/contract/call-record.ts'
import type { EngineView } from '../api/server/engine-view.ts'
import type { FeedHub } from '../api/server/feeds/feed-hub.ts'
import type { BackToBackUserAgent, CallView } from '../calls/ports.ts'
import type { Configuration, GatewayDirectory, Kept } from '../configuration/configuration.ts'
import type { Findings } from '../guidance/findings/finding-board.ts'
import type { Clock } from '../kernel/clock.ts'
import { publishedActive } from '../publish/published-figure.ts'
import type { Publishing } from '../publish/publishing.ts'
import type { Binding } from '../registrar/binding.ts'
import type { RouteTable } from '../routing/route-table.ts'
import { isSipUri } from '../sip/message/uri.ts'
import type { Store } from '../store/store.ts'
import type { CallCounters } from './counters.ts'
import type { OverriddenSettings } from './effective-settings.ts'
import type { FigureParts } from './figure-parts.ts'
import type { GatewayFigures } from './gateway-figures.ts'
import type { GatewayParts } from './gateway-parts.ts'
import { formatListenAddress } from './listeners.ts'
import type { MappingStatistics } from './mapping-statistics.ts'
import type { Signalling } from './signalling.ts'
import { createTraceView } from './trace-view.ts'

export interface LiveViewPorts {
  readonly clock: Clock
  readonly version: string
  readonly startedAtMs: number
  readonly configuration: Configuration
  readonly settings: OverriddenSettings
  readonly store: Store
  readonly alarms: AlarmBoard
  readonly signalling: Signalling
  readonly gateways: GatewayParts
  readonly figures: GatewayFigures
  readonly mappingStatistics: MappingStatistics
  readonly publishing: Publishing
  readonly routeTable: RouteTable
  readonly calls: BackToBackUserAgent
  readonly counters: CallCounters
  readonly stateListeners: Set<(call: CallView) => void>
  readonly figureParts: FigureParts
  readonly feeds: FeedHub
  readonly findings: Findings
}

/** Pages of call records read for one query. */
const pageSize = 10_000

/** What interfaces see of the running engine: rows made when they are asked for. */
export function createEngineView(ports: LiveViewPorts): EngineView {
  const { configuration, settings, signalling, calls, counters, alarms } = ports
  return {
    version: ports.version,
    startedAtMs: ports.startedAtMs,
    configuration,
    node: () => settings.values.nodeName,
    domain: () => settings.values.domain,
    sipAddresses: () => signalling.listeners.addresses.map(formatListenAddress),
    routingOnline: (names) =>
      chosen(configuration.routingGateways, names).map((gateway) => routingRow(ports, gateway)),
    mappingOnline: (names) =>
      chosen(configuration.mappingGateways, names).map((gateway) => mappingRow(ports, gateway)),
    currentCalls: (filter) =>
      [...calls.calls()].filter((call) => isWanted(call, filter)).map(callRow),
    disconnectCalls: (ids) => ids.filter((id) => calls.disconnect(id)).length,
    refreshPublications: (gateway) => ports.publishing.agent.refreshNow(gateway),
    removePublication: (entityTag) => ports.publishing.compositor.removeByOperator(entityTag),
    refreshRegistration: (gateway) => ports.gateways.registrations.registerNow(gateway),
    confirmAlarms: (ids, user) => alarms.confirm(ids, user),
    overriddenSettings: settings.overridden,
    callRecords: (query) => readRecords(ports, query),
    performance: () => ({
      callSize: calls.activeCalls,
      cdrQueueSize: ports.store.callRecords.pending,
      callsPerSecond: counters.callsPerSecond,
    }),
    currentAlarms: () => alarms.current(),
    metrics: () => metricsOf(ports),
    nodeFigures: ports.figureParts.nodeFigures,
    nodeHistory: () => ports.figureParts.history.points(),
    settleSamples: () => ports.figureParts.sampler.settle(),
    routeAnalysis: (enquiry) => ports.routeTable.analyse(enquiry),
    feeds: ports.feeds,
    findings: ports.findings,
    trace: createTraceView({ ...ports, trace: signalling.trace }),
    onCallState(listener) {
      const told = (call: CallView): void => {
        listener(callRow(call))
      }
      ports.stateListeners.add(told)
      return () => ports.stateListeners.delete(told)
    },
    onAlarm(listener) {
      const stops = (['raised', 'changed', 'cleared', 'confirmed'] as const).map((event) =>
        alarms.events.on(event, listener),
      )
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

function chosen<G>(
  directory: GatewayDirectory<G>,
  names: readonly string[] | undefined,
): readonly Kept<G>[] {
  if (names === undefined) return [...directory.all()]
  return names.flatMap((name) => directory.get(name) ?? [])
}

function routingRow(ports: LiveViewPorts, gateway: Kept<RoutingGateway>): RoutingOnlineRow {
  const { gateways, figures, clock, publishing } = ports
  const { name } = gateway
  const occupancy = figures.occupancy(name)
  const statistics = gateways.statistics.figures(name)
  const binding = gateways.locations.current(name)
  const untilMs = gateways.availability.retryAfterUntilMs(name)
  return {
    id: gateway.id,
    name,
    prefix: gateway.prefix,
    currentCall: occupancy.active,
    capacity: occupancy.capacity,
    asr: statistics.asr,
    responseRatio: statistics.responseRatio,
    connectedRatio: statistics.connectedRatio,
    acd: Math.round(statistics.acd),
    remoteIp: binding?.flow.remote.address ?? gateway.remoteIp,
    ...(binding?.isBehindNat === true ? { natIp: hostOf(binding) } : {}),
    localIp: localAddressOf(ports, gateway),
    ...registrationTimes(ports, name),
    ...(gateway.registerType === 2 ? { registerName: gateway.registerName } : {}),
    retryAfter: untilMs === undefined ? 0 : Math.max(0, untilMs - clock.nowMs()),
    publishedCall: publishedActive(publishing.compositor.newestOf(name)) ?? null,
    publishAge:
      occupancy.publishAgeMs === undefined ? null : Math.round(occupancy.publishAgeMs / 1000),
    freshness: occupancy.freshness,
    band: figures.bandOf(name),
    unusableReason: gateway.lockType === 0 ? (figures.unusableReason(name) ?? null) : 'locked',
  }
}

/** The gateway's own idea of its address. */
const hostOf = ({ uri, contact }: Binding): string => (isSipUri(uri) ? uri.host : contact)

/** The address that the gateway sees of us, as far as it is known without waiting. */
export function localAddressOf(
  { gateways, signalling }: Pick<LiveViewPorts, 'gateways' | 'signalling'>,
  gateway: RoutingGateway,
): string {
  if (gateway.localIp !== '') return gateway.localIp
  const found = gateways.destinations.of(gateway)
  const [first] = found instanceof Promise ? [] : found
  return (first && signalling.transport.localFor(first)?.address) ?? ''
}

/** A static gateway has no times. */
function registrationTimes({ gateways, clock }: LiveViewPorts, name: string) {
  const binding = gateways.locations.current(name)
  if (!binding) return { registerTime: 0, updateTime: 0, keepTime: 0 }
  return {
    registerTime: binding.registeredAtMs,
    updateTime: binding.updatedAtMs,
    keepTime: Math.max(0, Math.round((clock.nowMs() - binding.registeredAtMs) / 1000)),
  }
}

function mappingRow(ports: LiveViewPorts, gateway: Kept<MappingGateway>): MappingOnlineRow {
  const { asr, acd } = ports.mappingStatistics.figures(gateway.name)
  return {
    id: gateway.id,
    name: gateway.name,
    currentCall: ports.gateways.mappingLedger.active(gateway.name),
    capacity: gateway.capacity,
    asr,
    acd,
    remoteIps: gateway.remoteIps,
    localIp: ports.signalling.listeners.addresses[0]?.address ?? '',
    registerTime: 0,
    updateTime: 0,
    keepTime: 0,
  }
}

function isWanted({ record }: CallView, filter: CurrentCallFilter): boolean {
  const { callerE164s, calleeE164s, mappingGateway, routingGateway } = filter
  return (
    (callerE164s === undefined || callerE164s.includes(record.callerE164)) &&
    (calleeE164s === undefined || calleeE164s.includes(record.calleeE164)) &&
    (mappingGateway === undefined || record.mappingGateway === mappingGateway) &&
    (routingGateway === undefined || record.routingGateway === routingGateway)
  )
}

/** One call in progress as every interface shows it. */
export function callRow(call: CallView): CurrentCallRow {
  const { record } = call
  return {
    callId: call.callId,
    state: call.state,
    callerE164: record.callerE164,
    calleeE164: record.calleeE164,
    mappingGateway: record.mappingGateway,
    routingGateway: record.routingGateway,
    startedAtMs: record.startedAtMs,
    answeredAtMs: record.answeredAtMs,
    callerAddress: record.callerAddress,
    calleeAddress: record.calleeAddress,
    callerLocalAddress: call.callerLocalAddress,
    calleeLocalAddress: call.calleeLocalAddress,
    callIdentifier: record.callerCallId,
  }
}

async function readRecords(
  { store }: LiveViewPorts,
  query: CallRecordQuery,
): Promise<CallRecord[]> {
  const { limit, ...filter } = query
  const records: CallRecord[] = []
  let after: CallRecordCursorOf = undefined
  do {
    const page = await store.callRecordReader.query({
      ...filter,
      limit: Math.min(pageSize, limit - records.length),
      ...(after === undefined ? {} : { after }),
    })
    records.push(...page.records)
    after = page.next
  } while (after !== undefined && records.length < limit)
  return records
}

type CallRecordCursorOf = Awaited<ReturnType<Store['callRecordReader']['query']>>['next']

function metricsOf(ports: LiveViewPorts): MetricsSnapshot {
  const { calls, counters, signalling, publishing, store } = ports
  let live = 0
  let stale = 0
  for (const { phase } of publishing.compositor.publications()) {
    if (phase === 'live') live++
    else stale++
  }
  const { client, server } = signalling.transactions.counts
  return {
    callsActive: calls.activeCalls,
    callsStarted: counters.started,
    callsAnswered: counters.answered,
    callsFailed: counters.failed,
    publicationsSent: publishing.agent.sent,
    publicationsHeld: live,
    publicationsStale: stale,
    clientTransactions: client,
    serverTransactions: server,
    storeQueue: store.callRecords.pending,
  }
}
