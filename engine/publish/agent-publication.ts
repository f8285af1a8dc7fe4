import type { DueItem } from '../kernel/due-queue.ts'
import type { AgentState } from './agent-fsm.ts'
import type { GatewayStatus } from './gateway-status.ts'
import type { AgentTarget } from './agent-target.ts'

/** One gateway at one target, as the agent keeps it; times are monotonic. */
export interface AgentPublication extends DueItem {
  readonly kind: 'publication'
  readonly gateway: string
  readonly target: AgentTarget
  readonly requestUri: string
  readonly from: string
  readonly to: string
  readonly callId: string
  sequenceNumber: number
  state: AgentState
  /** false = to be removed as soon as nothing is in flight. */
  isWanted: boolean
  /** In its target's line, waiting for its turn. */
  isQueued: boolean
  /** The next request must carry a body even if the numbers are the same. */
  needsBody: boolean
  /** The next request must go out even if nothing changed. */
  isForced: boolean
  entityTag: string | undefined
  grantedSeconds: number
  askedSeconds: number
  refreshAtMs: number
  retryAtMs: number
  /** End of the granted lifetime, Infinity = nothing is published. */
  lapsesAtMs: number
  /** Shown as expired at target. */
  hasLapsed: boolean
  retryDelayMs: number
  challenges: number
  sentAtMs: number
  /** Wall clock of the last request, 0 = never. */
  lastSentAtMs: number
  lastSent: GatewayStatus | undefined
  lastError: string
  bodies: number
  /** Number of the request under way, 0 = none. */
  flight: number
}

/** What the client shows of a publication at a target. */
export interface AgentPublicationView {
  readonly gateway: string
  readonly target: string
  readonly state: AgentState
  readonly entityTag: string | undefined
  readonly grantedSeconds: number
  /** Wall clock of the next request, 0 = none planned. */
  readonly dueAtMs: number
  readonly lastSentAtMs: number
  readonly lastError: string
  readonly hasExpiredAtTarget: boolean
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
