import type { AgentState } from './agent-fsm.ts'
import type { AgentPublication, AgentTarget } from './agent-target.ts'
import type { GatewayStatus } from './gateway-status.ts'

/** What the client shows of a publication at a target. */
export interface AgentPublicationView {
  readonly gateway: string
  readonly target: string
  readonly state: AgentState
  readonly entityTag: string | undefined
  readonly grantedSeconds: number
  /** Wall clock of the end of the granted lifetime, 0 = nothing is published. */
  readonly expiresAtMs: number
  /** Wall clock of the next request, 0 = none planned. */
  readonly dueAtMs: number
  readonly lastSentAtMs: number
  /** Requests sent. */
  readonly requests: number
  /** What was told last; undefined before there was anything. */
  readonly lastSent: GatewayStatus | undefined
  readonly lastError: string
  readonly hasExpiredAtTarget: boolean
}

/** `toWallMs` turns a monotonic time into one of the wall clock. */
export function viewOfPublication(
  publication: AgentPublication,
  toWallMs: number,
): AgentPublicationView {
  const { state, refreshAtMs, retryAtMs, lapsesAtMs } = publication
  const wallOf = (atMs: number): number => (atMs === Infinity ? 0 : Math.round(atMs + toWallMs))
  return {
    gateway: publication.gateway,
    target: publication.target.name,
    state,
    entityTag: publication.entityTag,
    grantedSeconds: publication.grantedSeconds,
    expiresAtMs: wallOf(lapsesAtMs),
    dueAtMs: wallOf(state === 'published' ? refreshAtMs : retryAtMs),
    lastSentAtMs: publication.lastSentAtMs,
    requests: publication.sequenceNumber,
    lastSent: publication.lastSent,
    lastError: publication.lastError,
    hasExpiredAtTarget: publication.hasLapsed,
  }
}

export interface NewPublication {
  readonly gateway: string
  readonly target: AgentTarget
  readonly requestUri: string
  readonly address: string
  readonly callId: string
  readonly tag: string
}

export function createAgentPublication(parts: NewPublication): AgentPublication {
  return {
    kind: 'publication',
    gateway: parts.gateway,
    target: parts.target,
    requestUri: parts.requestUri,
    from: `<${parts.address}>;tag=${parts.tag}`,
    to: `<${parts.address}>`,
    callId: parts.callId,
    sequenceNumber: 0,
    state: 'idle',
    isWanted: true,
    isQueued: false,
    needsBody: false,
    isForced: false,
    entityTag: undefined,
    grantedSeconds: 0,
    askedSeconds: 0,
    refreshAtMs: Infinity,
    retryAtMs: Infinity,
    lapsesAtMs: Infinity,
    hasLapsed: false,
    retryDelayMs: 0,
    challenges: 0,
    sentAtMs: -Infinity,
    lastSentAtMs: 0,
    lastSent: undefined,
    lastError: '',
    bodies: 0,
    flight: 0,
    dueAtMs: 0,
    heapIndex: -1,
  }
}

const firstRepetitionMs = 1000
const longestRepetitionMs = 60_000

/** When a refused publication is to be tried again if there is hope before the hour is over; delays double. */
export function sooner(publication: AgentPublication, nowMs: number): number | undefined {
  const { state, retryAtMs, retryDelayMs, sentAtMs } = publication
  if (state !== 'unfit' || retryAtMs - sentAtMs <= longestRepetitionMs) return undefined
  const doubled = Math.max(firstRepetitionMs, retryDelayMs * 2)
  publication.retryDelayMs = Math.min(doubled, longestRepetitionMs)
  publication.retryAtMs = Math.max(nowMs, sentAtMs + publication.retryDelayMs)
  return publication.retryAtMs
}
