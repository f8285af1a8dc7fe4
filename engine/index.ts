/* Composition root: makes every part of the engine and hands them to each other. Knows no host. */
import { createAlarmBoard, type AlarmBoard } from './alarms/alarm-board.ts'
import type { CaptureRow } from './api/contract/capture-procedures.ts'
import type { ChecklistRow } from './api/contract/checklist-procedures.ts'
import type { LabBench } from './api/contract/lab-bench.ts'
import type { PlanFeedRow } from './api/contract/plan-procedures.ts'
import type { ProfileRow } from './api/contract/profile-procedures.ts'
import type { EngineView } from './api/server/engine-view.ts'
import { createBackToBackUserAgent } from './calls/back-to-back-user-agent.ts'
import type { BackToBackUserAgent, CallView } from './calls/ports.ts'
import type { TraceRing } from './capture/trace-ring.ts'
import { createCallFacts } from './composition/call-facts.ts'
import { ConcurrencyWatch } from './composition/concurrency-watch.ts'
import { CallCounters } from './composition/counters.ts'
import { createSettingsInForce, type SettingOverrides } from './composition/effective-settings.ts'
import { createFindingBoard } from './composition/finding-parts.ts'
import { createFigureParts } from './composition/figure-parts.ts'
import { createFeeds } from './composition/feeds/create-feeds.ts'
import { followConfiguration, judgeBinding } from './composition/follow-configuration.ts'
import { GatewayFigures } from './composition/gateway-figures.ts'
import { createGatewayParts } from './composition/gateway-parts.ts'
import { KnownSources } from './composition/known-sources.ts'
import { createEngineView } from './composition/live-view.ts'
import { MappingStatistics } from './composition/mapping-statistics.ts'
import { createPublishingParts } from './composition/publishing-parts.ts'
import { createRequestDispatch } from './composition/request-dispatch.ts'
import { createSignalling, type Signalling } from './composition/signalling.ts'
import { createTouches } from './composition/touches.ts'
import { createConfiguration, type Configuration } from './configuration/configuration.ts'
import { allowedEvents } from './event/event-package.ts'
import { systemClock, type Clock } from './kernel/clock.ts'
import { createRandomIdSource, type IdSource } from './kernel/id-source.ts'
import type { LiveRows } from './kernel/live-list.ts'
import type { Logger } from './kernel/logger.ts'
import type { Publishing } from './publish/publishing.ts'
import { parseTargetAddress } from './publish/agent-target.ts'
import { admitCall } from './routing/admission.ts'
import { RouteTable } from './routing/route-table.ts'
import type { TransactionUser } from './sip/transaction/transaction-user.ts'
import type { CarrierSource } from './sip/transport/transport.ts'
import { openStore, type Store } from './store/store.ts'

export interface EngineOptions {
  /** Data folder; the caller holds the claim on it. */
  readonly folder: string
  readonly log: Logger
  readonly version: string
  /** What holds for this run only. */
  readonly overrides?: SettingOverrides
  readonly clock?: Clock
  readonly ids?: IdSource
  /** Key of the secrets, 32 bytes; absent = the folder's own key file. */
  readonly key?: Uint8Array
  /** Takes the place of the sockets, for simulations. */
  readonly carrierOf?: CarrierSource
  /** What the lab's feeds show; absent = there is no lab. */
  readonly lab?: LabBench
  /** What the feeds of captures, plans, profiles and checklist show; absent = there are none. */
  readonly captures?: LiveRows<CaptureRow>
  readonly plans?: LiveRows<PlanFeedRow>
  readonly profiles?: LiveRows<ProfileRow>
  readonly checklist?: LiveRows<ChecklistRow>
}

/** One softswitch node. */
export interface Engine {
  readonly view: EngineView
  readonly configuration: Configuration
  readonly store: Store
  readonly alarms: AlarmBoard
  readonly trace: TraceRing
  readonly publishing: Publishing
  readonly calls: BackToBackUserAgent
  /** Opens the listeners and begins to publish, register and probe; fails with an EngineError. */
  start(): Promise<void>
  /** Ends every call, un-publishes, un-registers, writes what waits and closes. */
  stop(): Promise<void>
}

/** Opens the data folder and builds a node on it; nothing is on the wire until `start`. */
export function createEngine(options: EngineOptions): Engine {
  const { log, version, clock = systemClock, ids = createRandomIdSource() } = options
  const store = openStore({
    folder: options.folder,
    clock,
    log: log.scope('store'),
    ...(options.key === undefined ? {} : { key: options.key }),
  })
  const configuration = createConfiguration({
    persistence: store.configuration,
    log: log.scope('configuration'),
  })
  const { parameters } = configuration
  const settings = createSettingsInForce(configuration.settings, options.overrides ?? {})
  const alarms = createAlarmBoard({ clock, persistence: store.alarms })
  store.reportTo(alarms)

  const touches = createTouches()
  const gateways = createGatewayParts({
    ...{ clock, ids, log, alarms, configuration, settings, bindings: store.bindings },
    signalling: () => signalling,
    onBindingsChanged(name) {
      const gateway = configuration.routingGateways.get(name)
      if (gateway) judgeBinding(gateway, gateways)
      knownSources.gatewayMoved(name, gateways.locations.current(name)?.flow.remote)
      reachabilityChanged(name)
    },
    onReachabilityChanged: (name) => {
      reachabilityChanged(name)
    },
    onLimitChanged: (name) => {
      figuresChanged(name)
    },
  })
  const knownSources = new KnownSources({
    identification: gateways.identification,
    routingGateways: () => configuration.routingGateways.all(),
    destinationsOf: (gateway) => gateways.destinations.of(gateway),
    publishTargets: () => settings.values.publishTargets,
    targetDestinations: (target) => {
      const address = parseTargetAddress(target.address)
      return address && signalling.resolver.resolveNow(address)
    },
    listenAddresses: () => signalling.listeners.addresses,
  })
  const transactionUser: TransactionUser = {
    onRequest: (request, transaction) => {
      dispatch(request, transaction)
    },
    onAck: (request, flow) => {
      calls.onAck(request, flow)
    },
    onStrayResponse: (response, flow) => {
      calls.onStrayResponse(response, flow)
    },
  }
  const signalling: Signalling = createSignalling({
    ...{ clock, ids, log, alarms, settings, parameters, transactionUser },
    carrierOf: options.carrierOf,
    isKnownSource: (address) => knownSources.knows(address),
    gatewaysAt: (remote) => {
      const gateway = knownSources.routingGatewayAt(remote)
      const caller = gateways.identification.gatewayAt(remote)
      return [gateway?.name, caller?.name].filter((name) => name !== undefined)
    },
    responseDestination: (request, flow) => knownSources.responseDestination(request, flow),
  })
  const figures = new GatewayFigures({
    settings,
    parameters,
    gateway: (name) => configuration.routingGateways.get(name),
    ledger: gateways.routingLedger,
    availability: gateways.availability,
    statistics: gateways.statistics,
    concurrency: () => publishing.concurrency,
    firstSequence: Math.floor(clock.nowMs() / 1000),
  })
  const routeTable = new RouteTable(figures)
  const reachabilityChanged = (name: string): void => {
    touches.emit('routingGateway', name)
    touches.emit('registration', name)
  }
  const publishing: Publishing = createPublishingParts({
    ...{ clock, ids, log, version, alarms, configuration, settings, signalling, gateways, figures },
    ...{ persistence: store.publications, touches },
    onChange: (name) => {
      routeTable.touch(name)
      figureParts.touch(name)
      touches.emit('routingGateway', name)
    },
  })
  /** Selection, published state and figures follow every change of a gateway. */
  const figuresChanged = (name: string): void => {
    routeTable.touch(name)
    publishing.numbersChanged(name)
    figureParts.touch(name)
    touches.emit('routingGateway', name)
  }
  gateways.routingLedger.onChange = figuresChanged
  gateways.statistics.onChange = (name) => {
    routeTable.touch(name)
    touches.emit('routingGateway', name)
  }
  gateways.mappingLedger.onChange = (name) => {
    touches.emit('mappingGateway', name)
  }
  gateways.availability.events.on('changed', ({ gateway }) => {
    figuresChanged(gateway)
  })

  const counters = new CallCounters(clock)
  const mappingStatistics = new MappingStatistics(clock)
  const stateListeners = new Set<(call: CallView) => void>()
  const calls: BackToBackUserAgent = createBackToBackUserAgent({
    ...{ clock, ids, parameters, transactions: signalling.transactions },
    log: log.scope('calls'),
    transport: signalling.transport,
    resolver: signalling.resolver,
    identifyCaller: (request, flow) => gateways.identification.identify(request, flow),
    planRoute: (enquiry) => routeTable.plan(enquiry),
    reserveLine(name) {
      const gateway = configuration.routingGateways.get(name)
      if (gateway === undefined) return false
      const isAdmitted = admitCall(gateways.routingLedger, gateway, figures.occupancy(name))
      if (!isAdmitted) figureParts.sampler.refused(name)
      return isAdmitted
    },
    releaseLine: (name) => {
      gateways.routingLedger.release(name)
    },
    reserveMappingLine: (name) =>
      gateways.mappingLedger.reserve(name, configuration.mappingGateways.get(name)?.capacity ?? 0),
    releaseMappingLine: (name) => {
      gateways.mappingLedger.release(name)
    },
    destinationOf: (gateway) => gateways.destinations.of(gateway),
    suspendGateway: (name, reason, untilMs) => {
      gateways.availability.suspend(name, reason, untilMs)
    },
    nextFlowNo: () => store.callRecords.nextFlowNo(),
    facts: createCallFacts({
      ...{ counters, mappingStatistics, stateListeners },
      statistics: gateways.statistics,
      records: store.callRecords,
    }),
  })
  const dispatch = createRequestDispatch({
    ...{ ids, parameters, calls, publishing },
    registrar: gateways.registrar,
    allowedEvents: allowedEvents.join(', '),
    isKnownSource: (flow) => knownSources.knows(flow.remote.address),
  })
  const figureParts = createFigureParts({
    ...{ clock, configuration, alarms, figures, publishing, counters, calls },
    ...{ routeTable, records: store.callRecords },
    onSample: (sample) => {
      store.gatewaySamples.add(sample)
    },
  })
  const watch = new ConcurrencyWatch({
    ...{ clock, alarms, settings, calls },
    log: log.scope('concurrency'),
    gateways: () => configuration.routingGateways.all(),
    occupancy: figures.occupancy,
    statistics: gateways.statistics,
    routingLedger: gateways.routingLedger,
    mappingLedger: gateways.mappingLedger,
  })
  const findings = createFindingBoard({
    ...{ clock, configuration, settings, figures, publishing },
    statistics: gateways.statistics,
  })
  const startedAtMs = clock.nowMs()
  const feeds = createFeeds({
    ...{ clock, ids, log, version, startedAtMs, configuration, settings, alarms, signalling },
    ...{ gateways, figures, mappingStatistics, publishing, calls, counters, stateListeners },
    ...{ figureParts, findings, touches, lab: options.lab },
    ...{ captures: options.captures, plans: options.plans, profiles: options.profiles },
    checklist: options.checklist,
  })
  const view = createEngineView({
    ...{ clock, version, configuration, settings, store, alarms, signalling, gateways, figures },
    ...{ mappingStatistics, publishing, routeTable, calls, counters, stateListeners, figureParts },
    ...{ feeds, findings, startedAtMs },
  })

  return {
    ...{ view, configuration, store, alarms, publishing, calls },
    trace: signalling.trace,
    async start() {
      await signalling.listeners.start()
      gateways.locations.restore(store.bindings.load())
      followConfiguration({
        ...{ configuration, gateways, routeTable, publishing, signalling, knownSources, watch },
        ...{ mappingStatistics, figureParts },
      })
      // Before the first PUBLISH, which counts.
      figureParts.start()
      publishing.start()
      gateways.natKeepAlive.start()
      counters.begin()
      watch.start()
      findings.start()
      store.startUpkeep(() => settings.values.recordRetentionDays)
    },
    async stop() {
      feeds.stop()
      watch.stop()
      findings.stop()
      figureParts.stop()
      counters.stop()
      gateways.natKeepAlive.stop()
      gateways.optionsCheck.stop()
      await Promise.all([calls.stop(), publishing.stop(), gateways.registrations.stop()])
      gateways.availability.stop()
      gateways.lineLimits.stop()
      gateways.locations.stop()
      signalling.transactions.close()
      await signalling.transport.close()
      await store.close()
    },
  }
}
