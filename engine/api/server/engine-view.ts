import type { Alarm } from '../contract/alarms.ts'
import type { CallRecord } from '../contract/call-record.ts'
import type { NodeFigures } from '../contract/feed-rows.ts'
import type {
  CallRecordQuery,
  CurrentCallFilter,
  CurrentCallRow,
  MappingOnlineRow,
  MetricsSnapshot,
  PerformanceFigures,
  RoutingOnlineRow,
} from '../contract/live-rows.ts'
import type { ExpiresCheck, TraceState } from '../contract/trace-procedures.ts'
import type { TraceFilter, TracePage, TracePaging } from '../../capture/traced-message.ts'
import type { Configuration } from '../../configuration/configuration.ts'
import type { Findings } from '../../guidance/findings/finding-board.ts'
import type { RouteAnalysis, RouteEnquiry } from '../../routing/route-plan.ts'
import type { FeedHub } from './feeds/feed-hub.ts'

/** The trace as interfaces read it; credentials are starred out in everything that it gives. */
export interface TraceView {
  search(filter: TraceFilter, paging: TracePaging): TracePage
  /** undefined = no longer held. */
  textOf(sequence: number): string | undefined
  /** The fitting messages as a pcap file, in pieces. */
  pcap(filter: TraceFilter): Iterable<Buffer>
  /** Call-IDs of all legs of the call that one of them belongs to; it alone when it is of no call that is known. */
  legsOf(callId: string): readonly string[]
  state(): TraceState
  /** What the trace proves about the own publications, from `fromMs` on. */
  expiresCheck(fromMs: number): Promise<ExpiresCheck>
}

/** The running engine as interfaces see it: plain functions, so that no handler depends on the root. */
export interface EngineView {
  readonly version: string
  readonly startedAtMs: number
  readonly configuration: Configuration
  node(): string
  domain(): string
  /** Listen addresses really bound, as `udp:127.0.0.1:5060`. */
  sipAddresses(): readonly string[]
  /** All routing gateways, or those named; unknown names are left out. */
  routingOnline(names?: readonly string[]): readonly RoutingOnlineRow[]
  mappingOnline(names?: readonly string[]): readonly MappingOnlineRow[]
  currentCalls(filter: CurrentCallFilter): readonly CurrentCallRow[]
  /** Hangs up; the number of calls that were found. */
  disconnectCalls(callIds: readonly number[]): number
  /** Sends the next request of a gateway's publications at once; false when it has none. */
  refreshPublications(gateway: string): boolean
  /** Takes a publication or a tombstone out of this node's compositor; false when none has that tag. */
  removePublication(entityTag: string): boolean
  /** Registers at a gateway at once; false when this node does not register there. */
  refreshRegistration(gateway: string): boolean
  /** Notes that a person has seen these alarms; the number of those that had not been seen. */
  confirmAlarms(ids: readonly number[], user: string): number
  /** Settings that hold for this run only, as the command line gave them. */
  readonly overriddenSettings: readonly string[]
  callRecords(query: CallRecordQuery): Promise<readonly CallRecord[]>
  performance(): PerformanceFigures
  currentAlarms(): readonly Alarm[]
  metrics(): MetricsSnapshot
  /** The whole node now. */
  nodeFigures(): NodeFigures
  /** The last hour, oldest first. */
  nodeHistory(): NodeFigures[]
  /** Hands out what was sampled of the running minute, so that a report holds it. */
  settleSamples(): Promise<void>
  routeAnalysis(enquiry: RouteEnquiry): RouteAnalysis
  readonly trace: TraceView
  /** What is wrong now. */
  readonly findings: Findings
  /** The live lists. */
  readonly feeds: FeedHub
  /** Each change of a call's state, told at once; the listener must be quick. Returns the way to stop listening. */
  onCallState(listener: (call: CurrentCallRow) => void): () => void
  /** Each alarm that is raised, changes or ends. */
  onAlarm(listener: (alarm: Alarm) => void): () => void
}
