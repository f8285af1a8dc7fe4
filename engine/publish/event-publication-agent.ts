/* Event publication agent, RFC 3903 §4 and §5: one publication per gateway and target, kept alive.
 * Implemented: initial, refresh, modify, remove, 412, 423, digest, Retry-After, pacing, coalescing, one request at a time.
 * Deliberately not: other packages than presence, following redirections (3xx are failures), SIP/2.0 route sets. */
import type { PublishTarget } from '../api/contract/engine-settings.ts'
import { DueQueue } from '../kernel/due-queue.ts'
import { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { Flow } from '../sip/transport/transport.ts'
import type { AgentPorts } from './agent-ports.ts'
import type { AgentPublicationView } from './agent-publication.ts'
import { createAgentPublication, sooner, viewOfPublication } from './agent-publication.ts'
import { AgentTarget } from './agent-target.ts'
import type { AgentPublication } from './agent-target.ts'
import { isInFlight } from './agent-fsm.ts'
import { PublicationDriver } from './publication-driver.ts'
import { gatewayUri } from './resource-uri.ts'
import type { GatewayStatus } from './gateway-status.ts'
import { sameNumbers } from './gateway-status.ts'

/** What the client shows of a target. */
export interface AgentTargetView {
  readonly name: string
  readonly publications: number
  readonly waiting: number
  readonly inFlight: number
  readonly isReachable: boolean
  readonly hasAnswered: boolean
  readonly unfitReason: string
  readonly minExpiresSeconds: number
  /** PUBLISH requests sent to it, retransmissions not counted. */
  readonly sent: number
  /** From request to final response, smoothed; undefined = nothing was answered yet. */
  readonly roundTripMs: number | undefined
  /** Publications whose lifetime ran out there. */
  readonly expired: number
}

export interface EventPublicationAgent {
  /** PUBLISH requests since start, retransmissions not counted. */
  readonly sent: number
  start(): void
  /** Removes every publication; resolves when that is done or after five seconds. */
  stop(): Promise<void>
  /** A gateway was created, changed, locked, unlocked or deleted, or its box (un)checked. */
  gatewayChanged(name: string): void
  /** Its ledger, counts or status word changed. */
  numbersChanged(name: string): void
  /** SS_SIP_PUBLISH_EXPIRE changed. */
  parameterChanged(): void
  /** Domain, node name, publish targets, pace or publish on change changed. */
  settingsChanged(): void
  /** Another node publishes about the gateway, so it may take now what it refused before it knew it. */
  publishedElsewhere(gateway: string): void
  /** Sends the next request of a gateway's publications at once; false when it has none. */
  refreshNow(gateway: string): boolean
  publications(): IterableIterator<AgentPublicationView>
  publication(gateway: string, target: string): AgentPublicationView | undefined
  targets(): IterableIterator<AgentTargetView>
  /** The request is one that this agent has in flight to its own compositor. */
  isOwnRequest(request: SipRequest, flow: Flow): boolean
}

export function createEventPublicationAgent(ports: AgentPorts): EventPublicationAgent {
  return new Agent(ports)
}

/** Everything is published anew within ten seconds of a change of the parameter. */
const republishWithinMs = 8000
const stopWithinMs = 5000

class Agent implements EventPublicationAgent {
  readonly #ports: AgentPorts
  readonly #targets = new Map<string, AgentTarget>()
  /** Targets that only wait for their last removals. */
  readonly #retired = new Set<AgentTarget>()
  readonly #byGateway = new Map<string, AgentPublication[]>()
  readonly #ownCalls = new Map<string, AgentPublication>()
  readonly #due: DueQueue<AgentPublication | AgentTarget>
  readonly #driver: PublicationDriver
  #identity = ''
  /** What every Call-ID of this run ends with. */
  readonly #callIdEnd: string
  #isStarted = false
  #onStopped: (() => void) | undefined

  constructor(ports: AgentPorts) {
    this.#ports = ports
    this.#callIdEnd = `.${ports.ids.token(8)}`
    this.#due = new DueQueue<AgentPublication | AgentTarget>(ports.clock, (item) => {
      if (item.kind === 'target') this.#driver.pump(item)
      else this.#driver.onDue(item)
    })
    this.#driver = new PublicationDriver({
      ...ports,
      due: this.#due,
      answerer: new DigestAnswerer({ ids: ports.ids }),
      isWithoutPace: () => this.#onStopped !== undefined,
      onSettled: (publication) => {
        this.#onSettled(publication)
      },
      onFinished: (publication) => {
        this.#onFinished(publication)
      },
    })
  }

  get sent(): number {
    return this.#driver.sent
  }

  start(): void {
    this.#isStarted = true
    this.#driver.open()
    this.#identity = this.#currentIdentity()
    this.#retarget()
  }

  stop(): Promise<void> {
    if (!this.#isStarted) return Promise.resolve()
    this.#isStarted = false
    return new Promise((resolve) => {
      const timer = this.#ports.clock.startTimer(stopWithinMs, () => {
        this.#finishStop()
      })
      this.#onStopped = () => {
        this.#ports.clock.stopTimer(timer)
        resolve()
      }
      for (const target of this.#targets.values()) this.#retire(target)
      this.#checkStopped()
    })
  }

  gatewayChanged(name: string): void {
    if (!this.#isStarted) return
    if (!this.#ports.isPublished(name)) {
      for (const publication of [...(this.#byGateway.get(name) ?? [])]) this.#unwant(publication)
      return
    }
    for (const target of this.#targets.values()) this.#want(name, target)
    this.numbersChanged(name)
  }

  numbersChanged(name: string): void {
    const publications = this.#byGateway.get(name)
    if (publications === undefined || !this.#isStarted) return
    if (this.#ports.settings.values.publishOnChange === 'refresh only') return
    const status = this.#ports.statusOf(name)
    for (const publication of publications) this.#planChange(publication, status)
  }

  parameterChanged(): void {
    const seconds = this.#ports.parameters.values.SS_SIP_PUBLISH_EXPIRE
    const nowMs = this.#ports.clock.monotonicMs()
    for (const target of this.#targets.values()) {
      target.compareMinExpires(seconds)
      target.hurryPerSecond = Math.ceil((target.publications.size * 1000) / republishWithinMs)
      target.hurryUntilMs = nowMs + republishWithinMs + 2000
      for (const publication of target.publications.values()) {
        // The announcement in the body names the parameter, so the body must travel again.
        publication.needsBody = true
        publication.isForced = true
        if (publication.state === 'published') this.#spread(publication, nowMs)
      }
    }
  }

  settingsChanged(): void {
    if (!this.#isStarted) return
    const identity = this.#currentIdentity()
    if (identity !== this.#identity) {
      this.#identity = identity
      for (const target of [...this.#targets.values()]) this.#retire(target)
      this.#targets.clear()
    }
    this.#retarget()
    for (const name of this.#byGateway.keys()) this.numbersChanged(name)
  }

  publishedElsewhere(gateway: string): void {
    for (const publication of this.#byGateway.get(gateway) ?? []) {
      if (publication.target.configured?.kind !== 'node') continue
      const atMs = sooner(publication, this.#ports.clock.monotonicMs())
      if (atMs !== undefined) this.#due.schedule(publication, atMs)
    }
  }

  refreshNow(gateway: string): boolean {
    const publications = this.#byGateway.get(gateway) ?? []
    for (const publication of publications) {
      publication.isForced = true
      if (!isInFlight(publication.state)) this.#driver.line(publication)
    }
    return publications.length > 0
  }

  *publications(): IterableIterator<AgentPublicationView> {
    for (const publications of this.#byGateway.values()) {
      for (const each of publications) yield viewOfPublication(each, this.#toWallMs)
    }
  }

  publication(gateway: string, target: string): AgentPublicationView | undefined {
    const found = this.#byGateway.get(gateway)?.find((each) => each.target.name === target)
    return found && viewOfPublication(found, this.#toWallMs)
  }

  *targets(): IterableIterator<AgentTargetView> {
    for (const target of this.#targets.values()) {
      const { name, waiting, inFlight, unfitReason, minExpiresSeconds } = target
      const { isReachable, hasAnswered, sent, roundTripMs, expired } = target
      const counts = { publications: target.publications.size, waiting, inFlight, sent, expired }
      const health = { isReachable, hasAnswered, unfitReason, minExpiresSeconds, roundTripMs }
      yield { name, ...counts, ...health }
    }
  }

  isOwnRequest(request: SipRequest, flow: Flow): boolean {
    const { callId } = request
    // Most requests are none of ours; their Call-ID need not even be hashed.
    if (!callId.endsWith(this.#callIdEnd)) return false
    const publication = this.#ownCalls.get(callId)
    if (publication === undefined || publication.flight === 0) return false
    const { address } = flow.remote
    // A listener on every address does not tell which one the datagram came to.
    const isOwn = address === flow.local.address
    return isOwn || publication.target.destinations?.[0]?.remote.address === address
  }

  get #toWallMs(): number {
    const { clock } = this.#ports
    return clock.nowMs() - clock.monotonicMs()
  }

  #currentIdentity(): string {
    const { domain, nodeName } = this.#ports.settings.values
    return `${nodeName} ${domain}`
  }

  /** Makes the set of targets what the settings say. */
  #retarget(): void {
    const wanted = new Map<string, PublishTarget | undefined>([['', undefined]])
    for (const target of this.#ports.settings.values.publishTargets) wanted.set(target.name, target)
    for (const [key, target] of [...this.#targets]) {
      if (wanted.has(key) && sameTarget(wanted.get(key), target.configured)) continue
      this.#targets.delete(key)
      this.#retire(target)
    }
    for (const [key, configured] of wanted) {
      if (this.#targets.has(key)) continue
      const { alarms, clock } = this.#ports
      const target = new AgentTarget(configured, alarms, clock.monotonicMs())
      this.#targets.set(key, target)
      for (const gateway of this.#ports.gateways()) this.#want(gateway.name, target)
    }
  }

  #retire(target: AgentTarget): void {
    target.isRetired = true
    if (target.publications.size > 0) this.#retired.add(target)
    for (const publication of [...target.publications.values()]) this.#unwant(publication)
    target.clearAlarms()
  }

  #want(gateway: string, target: AgentTarget): void {
    const known = target.publications.get(gateway)
    if (known !== undefined) {
      known.isWanted = true
      return
    }
    const { ids, settings } = this.#ports
    const publication = createAgentPublication({
      gateway,
      target,
      requestUri: target.requestUri(gateway, settings.values.domain),
      address: gatewayUri(gateway, target.configured?.domain || settings.values.domain),
      callId: ids.token(24) + this.#callIdEnd,
      tag: ids.token(12),
    })
    target.publications.set(gateway, publication)
    const others = this.#byGateway.get(gateway)
    if (others === undefined) this.#byGateway.set(gateway, [publication])
    else others.push(publication)
    if (target.configured === undefined) this.#ownCalls.set(publication.callId, publication)
    this.#ports.onSentTouched?.(publication)
    this.#driver.line(publication)
  }

  #unwant(publication: AgentPublication): void {
    publication.isWanted = false
    if (!isInFlight(publication.state)) this.#driver.line(publication)
  }

  /** Publish on change: at once for a new status word, coalesced with what was sent just before. */
  #planChange(publication: AgentPublication, status: GatewayStatus): void {
    const { lastSent, state } = publication
    if (state !== 'published' || lastSent === undefined || publication.isQueued) return
    const { publishOnChange, publishCoalescingMs } = this.#ports.settings.values
    const isEvery = publishOnChange === 'every change'
    const isSame = isEvery ? sameNumbers(status, lastSent) : status.status === lastSent.status
    if (isSame || publication.isForced) return
    const nowMs = this.#ports.clock.monotonicMs()
    const earliestMs = publication.sentAtMs + publishCoalescingMs
    const atMs = Math.max(earliestMs, isEvery ? nowMs + publishCoalescingMs : nowMs)
    if (atMs <= nowMs) this.#driver.line(publication)
    else if (atMs < publication.dueAtMs) this.#due.schedule(publication, atMs)
  }

  /** A few go at once, very many are spread so that the pace can carry them. */
  #spread(publication: AgentPublication, nowMs: number): void {
    const atPaceMs =
      (publication.target.publications.size * 1000) /
      this.#ports.settings.values.publishPacePerSecond
    const atMs = nowMs + this.#ports.ids.fraction() * Math.min(atPaceMs, republishWithinMs)
    this.#due.schedule(publication, Math.min(atMs, publication.refreshAtMs))
  }

  /** What happened while a request was in flight is folded into the next one. */
  #onSettled(publication: AgentPublication): void {
    if (!publication.isWanted) this.#driver.line(publication)
    else if (publication.isForced) this.#spread(publication, this.#ports.clock.monotonicMs())
    else this.#foldChanges(publication)
  }

  #foldChanges(publication: AgentPublication): void {
    if (this.#ports.settings.values.publishOnChange === 'refresh only') return
    this.#planChange(publication, this.#ports.statusOf(publication.gateway))
  }

  #onFinished(publication: AgentPublication): void {
    const { target, gateway } = publication
    if (publication.isWanted && !target.isRetired) {
      this.#driver.line(publication)
      return
    }
    this.#due.cancel(publication)
    target.forget(publication)
    this.#ownCalls.delete(publication.callId)
    const others = this.#byGateway.get(gateway)?.filter((each) => each !== publication) ?? []
    if (others.length > 0) this.#byGateway.set(gateway, others)
    else this.#byGateway.delete(gateway)
    this.#ports.onSentTouched?.(publication)
    if (target.isRetired && target.publications.size === 0) this.#retired.delete(target)
    this.#checkStopped()
  }

  #checkStopped(): void {
    if (this.#onStopped !== undefined && this.#byGateway.size === 0) this.#finishStop()
  }

  #finishStop(): void {
    const onStopped = this.#onStopped
    this.#onStopped = undefined
    this.#driver.close()
    this.#due.clear()
    this.#targets.clear()
    this.#retired.clear()
    this.#byGateway.clear()
    this.#ownCalls.clear()
    onStopped?.()
  }
}

function sameTarget(a: PublishTarget | undefined, b: PublishTarget | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return (
    a.address === b.address &&
    a.kind === b.kind &&
    a.domain === b.domain &&
    a.user === b.user &&
    a.password === b.password
  )
}
