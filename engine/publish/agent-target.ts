import type { AlarmSink } from '../api/contract/alarms.ts'
import type { PublishTarget } from '../api/contract/engine-settings.ts'
import type { DueItem } from '../kernel/due-queue.ts'
import type { Destination, TransportProtocol } from '../sip/transport/transport.ts'
import { defaultPort } from '../sip/transport/transport.ts'
import type { AgentState } from './agent-fsm.ts'
import type { GatewayStatus } from './gateway-status.ts'
import { Pace } from './pace.ts'
import { gatewayUri, statusUri } from './resource-uri.ts'

/** Name of the built-in target, this node's own compositor. */
export const ownTargetName = 'own compositor'

/** Requests in flight to a target that answers, and to one that does not. */
const openWindow = 256
const probingWindow = 4
/** What one more answer counts in the round trip time. */
const newestShare = 1 / 8

/** Where the RFC 3263 resolution of a target starts. */
export interface TargetAddress {
  readonly host: string
  readonly port: number
  readonly protocol: TransportProtocol
}

/** Reads `protocol:host[:port]` of a publish target. */
export function parseTargetAddress(text: string): TargetAddress | undefined {
  const match = /^(udp|tcp|tls):(?:\[([0-9A-Fa-f:.]+)\]|([0-9A-Za-z.-]+))(?::(\d{1,5}))?$/.exec(
    text,
  )
  if (match === null) return undefined
  const protocol = match[1] as TransportProtocol
  const port = match[4] === undefined ? defaultPort(protocol) : Number(match[4])
  return { protocol, host: match[2] ?? match[3] ?? '', port }
}

/** A challenge that later requests answer at once. */
export interface RememberedChallenge {
  readonly values: readonly string[]
  readonly answerField: 'Authorization' | 'Proxy-Authorization'
}

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

/** A publish target with its line of publications, its pace and its health. */
export class AgentTarget implements DueItem {
  readonly kind = 'target'
  /** undefined = the own compositor. */
  readonly configured: PublishTarget | undefined
  readonly name: string
  readonly address: TargetAddress | undefined
  readonly publications = new Map<string, AgentPublication>()
  readonly pace: Pace
  dueAtMs = 0
  heapIndex = -1
  inFlight = 0
  /** Nothing is sent before this time (Retry-After, or the target does not do PUBLISH). */
  blockedUntilMs = 0
  /** Raised pace while everything is published anew. */
  hurryPerSecond = 0
  hurryUntilMs = 0
  /** What the target asked for by 423, 0 = nothing. */
  minExpiresSeconds = 0
  challenge: RememberedChallenge | undefined
  destinations: readonly Destination[] | undefined
  destinationIndex = 0
  isResolving = false
  isRetired = false
  isReachable = true
  /** Some answer has come from it. */
  hasAnswered = false
  /** PUBLISH requests sent to it, retransmissions not counted. */
  sent = 0
  /** From request to final response, smoothed like a TCP's; undefined = nothing was answered yet. */
  roundTripMs: number | undefined
  /** Why it is unfit, empty = fit as far as known. */
  unfitReason = ''
  readonly #alarms: AlarmSink
  readonly #unfit = new Set<AgentPublication>()
  readonly #expired = new Set<AgentPublication>()
  #line: AgentPublication[] = []
  #head = 0

  constructor(configured: PublishTarget | undefined, alarms: AlarmSink, nowMs: number) {
    this.configured = configured
    this.name = configured?.name ?? ownTargetName
    this.address = configured && parseTargetAddress(configured.address)
    this.#alarms = alarms
    this.pace = new Pace(nowMs)
  }

  /** Request-URI of a gateway's publication here. */
  requestUri(gateway: string, ownDomain: string): string {
    const domain = this.configured?.domain || ownDomain
    return this.configured?.kind === 'server'
      ? gatewayUri(gateway, domain)
      : statusUri(gateway, domain)
  }

  get window(): number {
    return this.isReachable ? openWindow : probingWindow
  }

  /** Publications whose lifetime ran out here. */
  get expired(): number {
    return this.#expired.size
  }

  get waiting(): number {
    return this.#line.length - this.#head
  }

  enqueue(publication: AgentPublication): void {
    publication.isQueued = true
    this.#line.push(publication)
  }

  /** The next in line that still waits. */
  next(): AgentPublication | undefined {
    while (this.#head < this.#line.length) {
      const publication = this.#line[this.#head++]
      if (this.#head === this.#line.length || this.#head > 4096) {
        this.#line = this.#line.slice(this.#head)
        this.#head = 0
      }
      if (publication?.isQueued === true) {
        publication.isQueued = false
        return publication
      }
    }
    return undefined
  }

  reached(afterMs: number): void {
    this.hasAnswered = true
    const before = this.roundTripMs ?? afterMs
    this.roundTripMs = before + (afterMs - before) * newestShare
    if (this.isReachable) return
    this.isReachable = true
    this.#alarms.clear('publishTargetUnreachable', this.name)
  }

  notReached(reason: string): void {
    this.destinationIndex++
    if (!this.isReachable) return
    this.isReachable = false
    this.#alarms.raise({
      type: 'publishTargetUnreachable',
      subject: this.name,
      level: 2,
      text: `publish target ${this.name} cannot be reached: ${reason}`,
    })
  }

  markUnfit(publication: AgentPublication, reason: string): void {
    this.unfitReason = reason
    this.#unfit.add(publication)
    this.#alarms.raise({
      type: 'publishTargetUnfit',
      subject: this.name,
      level: 2,
      text: `publish target ${this.name} answers ${reason} to a PUBLISH about ${publication.gateway}`,
    })
  }

  markFit(publication: AgentPublication): void {
    if (!this.#unfit.delete(publication) || this.#unfit.size > 0) return
    this.unfitReason = ''
    this.#alarms.clear('publishTargetUnfit', this.name)
  }

  markExpired(publication: AgentPublication): void {
    publication.hasLapsed = true
    this.#expired.add(publication)
    if (this.#expired.size > 1) return
    this.#alarms.raise({
      type: 'publicationExpiredAtTarget',
      subject: this.name,
      level: 2,
      text: `the publication about ${publication.gateway} has expired at target ${this.name}`,
    })
  }

  markAlive(publication: AgentPublication): void {
    publication.hasLapsed = false
    if (!this.#expired.delete(publication) || this.#expired.size > 0) return
    this.#alarms.clear('publicationExpiredAtTarget', this.name)
  }

  /** 423: the target wants more than the parameter says; both values are named. */
  asksForLonger(minExpiresSeconds: number, ownSeconds: number): void {
    this.minExpiresSeconds = minExpiresSeconds
    this.#alarms.raise({
      type: 'minExpiresConflict',
      subject: this.name,
      level: 1,
      text:
        `publish target ${this.name} asks for at least ${String(minExpiresSeconds)} s,` +
        ` SS_SIP_PUBLISH_EXPIRE is ${String(ownSeconds)} s`,
      value: ownSeconds,
      lower: minExpiresSeconds,
    })
  }

  /** To be told of the parameter's value when it changes. */
  compareMinExpires(ownSeconds: number): void {
    if (this.minExpiresSeconds === 0 || ownSeconds < this.minExpiresSeconds) return
    this.minExpiresSeconds = 0
    this.#alarms.clear('minExpiresConflict', this.name)
  }

  /** Forgets a publication and what it stood for in the alarms. */
  forget(publication: AgentPublication): void {
    publication.isQueued = false
    this.publications.delete(publication.gateway)
    this.markFit(publication)
    this.markAlive(publication)
  }

  /** Ends every alarm of a target that is no longer one. */
  clearAlarms(): void {
    this.#alarms.clear('publishTargetUnreachable', this.name)
    this.#alarms.clear('publishTargetUnfit', this.name)
    this.#alarms.clear('publicationExpiredAtTarget', this.name)
    this.#alarms.clear('minExpiresConflict', this.name)
  }
}
