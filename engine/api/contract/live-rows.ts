/** What the running engine shows of itself: plain rows, made when asked for. */

export type Freshness = 'fresh' | 'due' | 'stale' | 'none'
export type BandName = 'normal' | 'reduce' | 'last resort' | 'full'

/** One routing gateway as it is now. Rates are fractions from 0 to 1; 0 also where nothing was counted. */
export interface RoutingOnlineRow {
  readonly id: number
  readonly name: string
  readonly prefix: string
  /** Composed concurrency. */
  readonly currentCall: number
  /** Line limit in force, 0 = unlimited. */
  readonly capacity: number
  readonly asr: number
  readonly responseRatio: number
  readonly connectedRatio: number
  /** Average call duration, seconds. */
  readonly acd: number
  readonly remoteIp: string
  /** Address inside the NAT, only when the gateway is behind one. */
  readonly natIp?: string
  readonly localIp: string
  /** Milliseconds since the epoch, 0 = static gateway. */
  readonly registerTime: number
  readonly updateTime: number
  /** Seconds since it registered, 0 = static gateway. */
  readonly keepTime: number
  /** Registration type only: the name under which we register. */
  readonly registerName?: string
  /** Milliseconds for which the gateway is still suspended by its own Retry-After. */
  readonly retryAfter: number
  /** Active calls as published: the gateway's own word, else the sum over the nodes; null = nothing live is published. */
  readonly publishedCall: number | null
  /** Seconds since that publication, null = never published. */
  readonly publishAge: number | null
  readonly freshness: Freshness
  readonly band: BandName
  /** Why it takes no calls, null = it does. */
  readonly unusableReason: string | null
}

/** One mapping gateway as it is now. */
export interface MappingOnlineRow {
  readonly id: number
  readonly name: string
  readonly currentCall: number
  readonly capacity: number
  readonly asr: number
  readonly acd: number
  readonly remoteIps: string
  readonly natIp?: string
  readonly localIp: string
  readonly registerTime: number
  readonly updateTime: number
  readonly keepTime: number
}

/** State of a call, in the words of the VOS3000 client. */
export type CallStateName =
  'Invite' | 'Trying' | 'SessionProgress' | 'SessionProgressSdp' | 'Ringing' | 'Ok' | 'Release'

/** One call in progress. */
export interface CurrentCallRow {
  readonly callId: number
  readonly state: CallStateName
  readonly callerE164: string
  readonly calleeE164: string
  readonly mappingGateway: string
  /** Empty until a routing gateway was chosen. */
  readonly routingGateway: string
  readonly startedAtMs: number
  /** 0 = not answered. */
  readonly answeredAtMs: number
  /** ip:port of the two sides, and ours towards them; empty = not known yet. */
  readonly callerAddress: string
  readonly calleeAddress: string
  readonly callerLocalAddress: string
  readonly calleeLocalAddress: string
  /** Call-ID of the incoming leg. */
  readonly callIdentifier: string
}

/** Which calls are wanted; what is not set does not filter. */
export interface CurrentCallFilter {
  readonly callerE164s?: readonly string[]
  readonly calleeE164s?: readonly string[]
  readonly mappingGateway?: string
  readonly routingGateway?: string
}

/** Which call records are wanted; newest last. */
export interface CallRecordQuery {
  /** Start of the call, from (inclusive) and to (exclusive). */
  readonly fromMs: number
  readonly toMs: number
  readonly callerE164?: string
  readonly calleeE164?: string
  readonly mappingGateways?: readonly string[]
  readonly routingGateway?: string
  readonly limit: number
}

/** Figures of the whole node. */
export interface PerformanceFigures {
  /** Calls in progress. */
  readonly callSize: number
  /** Call records waiting to be written. */
  readonly cdrQueueSize: number
  readonly callsPerSecond: number
}

/** Counters and gauges for the metrics page; totals count from the start of the engine. */
export interface MetricsSnapshot {
  readonly callsActive: number
  readonly callsStarted: number
  readonly callsAnswered: number
  readonly callsFailed: number
  readonly publicationsSent: number
  readonly publicationsHeld: number
  readonly publicationsStale: number
  readonly clientTransactions: number
  readonly serverTransactions: number
  readonly storeQueue: number
}
