import type { EngineView } from '../api/server/engine-view.ts'
import type { HandlerPorts } from '../api/server/handler-ports.ts'
import type { GatewayReport } from '../api/contract/analysis-procedures.ts'
import type { Alarm } from '../api/contract/alarms.ts'
import type { CallRecord } from '../api/contract/call-record.ts'
import type { NodeFigures } from '../api/contract/feed-rows.ts'
import type {
  CallRecordQuery,
  CurrentCallFilter,
  CurrentCallRow,
  RoutingOnlineRow,
} from '../api/contract/live-rows.ts'
import type { TraceState } from '../api/contract/trace-procedures.ts'
import { createConfiguration, type Configuration } from '../configuration/configuration.ts'
import type { ConfigurationPersistence } from '../configuration/configuration-persistence.ts'
import { createEmitter } from '../kernel/emitter.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createMemoryFeeds } from './memory-feeds.ts'
import { createMemoryFindings } from './memory-findings.ts'

/** A configuration that lives in memory, with the number of its commits. */
export function createMemoryConfiguration(): {
  readonly configuration: Configuration
  readonly commits: () => number
} {
  let commits = 0
  const persistence: ConfigurationPersistence = {
    load: () => ({
      parameters: {},
      settings: {},
      routingGateways: [],
      mappingGateways: [],
      lastRoutingGatewayId: 0,
      lastMappingGatewayId: 0,
      settingsChanges: 0,
      lastAuditId: 0,
    }),
    commit: () => ++commits,
    lastEntry: () => undefined,
  }
  return {
    configuration: createConfiguration({ persistence, log: silentLogger }),
    commits: () => commits,
  }
}

/** The past of a test engine: its records and alarms as they are. */
export function createMemoryHistory(
  engine: TestEngine,
): Pick<HandlerPorts, 'callRecords' | 'alarms'> {
  return {
    callRecords: {
      query: () => Promise.resolve({ records: engine.records, next: undefined }),
      totals: () =>
        Promise.resolve({
          ...{ calls: engine.records.length, answered: 0, heldMs: 0 },
          ...{ setupDelayMs: 0, withSetupDelay: 0 },
        }),
      gateways: ({ gateways = [] }) => Promise.resolve(gateways.map(emptyReport)),
      series: () => Promise.resolve({ stepMs: 60_000, points: [] }),
    },
    alarms: { read: () => engine.alarms },
  }
}

interface TestEvents {
  readonly call: CurrentCallRow
  readonly alarm: Alarm
}

/** What a test lets the engine show, beside a real configuration. */
export interface TestEngine extends EngineView {
  calls: CurrentCallRow[]
  records: CallRecord[]
  alarms: Alarm[]
  readonly disconnected: number[]
  readonly queries: CallRecordQuery[]
  readonly filters: CurrentCallFilter[]
  readonly commits: () => number
  emitCall(call: CurrentCallRow): void
  emitAlarm(alarm: Alarm): void
}

/** A view of an engine that does nothing by itself. */
export function createTestEngine(): TestEngine {
  const { configuration, commits } = createMemoryConfiguration()
  const events = createEmitter<TestEvents>()
  const engine: TestEngine = {
    version: '0.0.0',
    startedAtMs: 1_000_000,
    configuration,
    commits,
    calls: [],
    records: [],
    alarms: [],
    disconnected: [],
    queries: [],
    filters: [],
    trace: {
      search: () => ({ messages: [] }),
      textOf: (sequence) => (sequence === 0 ? 'OPTIONS sip:gw SIP/2.0' : undefined),
      pcap: () => [],
      legsOf: (callId) => [callId],
      state: () => traceStateOf(configuration),
      expiresCheck: () => Promise.resolve({ parameterSeconds: 300, parameterSinceMs: 0, rows: [] }),
    },
    feeds: createMemoryFeeds().hub,
    findings: createMemoryFindings(configuration),
    node: () => configuration.settings.values.nodeName,
    domain: () => configuration.settings.values.domain,
    sipAddresses: () => ['udp:127.0.0.1:5060'],
    routingOnline: (names) =>
      [...configuration.routingGateways.all()]
        .filter(({ name }) => names?.includes(name) ?? true)
        .map((gateway) => ({ ...idleRow, ...pick(gateway), remoteIp: gateway.remoteIp })),
    mappingOnline: (names) =>
      [...configuration.mappingGateways.all()]
        .filter(({ name }) => names?.includes(name) ?? true)
        .map(({ id, name, capacity, remoteIps }) => ({
          ...{ id, name, capacity, remoteIps, currentCall: 0, asr: 0, acd: 0 },
          ...{ localIp: '', registerTime: 0, updateTime: 0, keepTime: 0 },
        })),
    currentCalls(filter) {
      engine.filters.push(filter)
      return engine.calls
    },
    refreshPublications: (gateway) =>
      configuration.routingGateways.get(gateway)?.allowPublish === true,
    removePublication: (entityTag) => entityTag === 'tag-1',
    refreshRegistration: (gateway) =>
      configuration.routingGateways.get(gateway)?.registerType === 2,
    confirmAlarms: (ids) => ids.length,
    overriddenSettings: ['listen'],
    disconnectCalls(ids) {
      const found = engine.calls.filter(({ callId }) => ids.includes(callId))
      engine.disconnected.push(...found.map(({ callId }) => callId))
      return found.length
    },
    callRecords(query) {
      engine.queries.push(query)
      return Promise.resolve(engine.records)
    },
    performance: () => ({ callSize: engine.calls.length, cdrQueueSize: 0, callsPerSecond: 0 }),
    currentAlarms: () => engine.alarms,
    metrics: () => ({ ...noMetrics, callsActive: engine.calls.length }),
    nodeFigures: () => ({ ...noFigures, activeCalls: engine.calls.length }),
    nodeHistory: () => [noFigures],
    settleSamples: () => Promise.resolve(),
    routeAnalysis: ({ caller, callee }) => ({
      ...{ callerE164: caller, calleeE164: callee },
      ...{ outcome: 'no-prefix', candidates: [], excluded: [] },
    }),
    onCallState: (listener) => events.on('call', listener),
    onAlarm: (listener) => events.on('alarm', listener),
    emitCall: (call) => events.emit('call', call),
    emitAlarm: (alarm) => events.emit('alarm', alarm),
  }
  return engine
}

function traceStateOf({ settings }: Configuration): TraceState {
  const { traceEnabled, traceMessages, traceMegabytes } = settings.values
  return {
    ...{ enabled: traceEnabled, messages: traceMessages, megabytes: traceMegabytes },
    ...{ held: 0, heldBytes: 0, oldestMs: 0, newestMs: 0 },
  }
}

const pick = ({
  id,
  name,
  prefix,
  capacity,
}: {
  id: number
  name: string
  prefix: string
  capacity: number
}) => ({
  id,
  name,
  prefix,
  capacity,
})

const idleRow: Omit<RoutingOnlineRow, 'id' | 'name' | 'prefix' | 'capacity' | 'remoteIp'> = {
  currentCall: 0,
  asr: 0,
  responseRatio: 0,
  connectedRatio: 0,
  acd: 0,
  localIp: '',
  registerTime: 0,
  updateTime: 0,
  keepTime: 0,
  retryAfter: 0,
  publishedCall: null,
  publishAge: null,
  freshness: 'none',
  band: 'normal',
  unusableReason: null,
}

const noMetrics = {
  callsActive: 0,
  callsStarted: 0,
  callsAnswered: 0,
  callsFailed: 0,
  publicationsSent: 0,
  publicationsHeld: 0,
  publicationsStale: 0,
  clientTransactions: 0,
  serverTransactions: 0,
  storeQueue: 0,
}

const noFigures: NodeFigures = {
  atMs: 1_000_000,
  activeCalls: 0,
  callsPerSecond: 0,
  callsStarted: 0,
  callsAnswered: 0,
  callsFailed: 0,
  normal: 0,
  reduce: 0,
  lastResort: 0,
  full: 0,
  locked: 0,
  unusable: 0,
  fresh: 0,
  due: 0,
  stale: 0,
  publishPerMinute: 0,
  alarms: 0,
  worstAlarm: null,
  recordsWaiting: 0,
}

const emptyReport = (gateway: string): GatewayReport => ({
  ...{ gateway, calls: 0, answered: 0, asr: null, connectRatio: null, responseRatio: null },
  ...{ acdSeconds: null, setupDelayMedianMs: null, setupDelayP95Ms: null, endReasons: [] },
  ...{ peakActive: 0, meanActive: 0, capacity: 0, refusedAtLimit: 0, switchedAway: 0 },
  bands: { normal: 0, reduce: 0, 'last resort': 0, full: 0 },
  ...{ publicationErrorMean: null, publicationErrorWorst: null, staleMs: 0, sampledMs: 0 },
})
