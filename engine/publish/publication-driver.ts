import type { DueQueue } from '../kernel/due-queue.ts'
import type { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import type { SipResponse } from '../sip/message/message.ts'
import type { Destination } from '../sip/transport/transport.ts'
import { agentStep, isInFlight } from './agent-fsm.ts'
import type { AgentAction, AgentInput } from './agent-fsm.ts'
import type { AgentPorts } from './agent-ports.ts'
import {
  buildPublish,
  grantedBy,
  isSweeping,
  meaningOf,
  minExpiresOf,
  retryAfterMs,
  tagOf,
} from './agent-request.ts'
import type { AgentPublication, AgentTarget } from './agent-target.ts'
import { sameNumbers } from './gateway-status.ts'
import type { GatewayStatus } from './gateway-status.ts'
import { writePidf } from './pidf.ts'

export interface DriverPorts extends AgentPorts {
  readonly due: DueQueue<AgentPublication | AgentTarget>
  readonly answerer: DigestAnswerer
  /** The engine stops: removals do not wait for their turn. */
  readonly isWithoutPace: () => boolean
  /** A publication is alive again and nothing is in flight. */
  readonly onSettled: (publication: AgentPublication) => void
  /** Nothing is left of a publication at its target. */
  readonly onFinished: (publication: AgentPublication) => void
}

/** RFC 3903 leaves the moment open; between 80 and 90 % with room for the way there and back. */
const refreshFrom = 0.805
const refreshSpan = 0.09
const beatMs = 20
const firstRetryMs = 1000
const longestRetryMs = 60_000
const unfitRetryMs = 3_600_000
const mostChallenges = 2

/** Drives publications through their state machine: the line of each target, requests and answers. */
export class PublicationDriver {
  /** PUBLISH requests since start, retransmissions not counted. */
  sent = 0
  readonly #ports: DriverPorts
  #flights = 0
  #isClosed = false

  constructor(ports: DriverPorts) {
    this.#ports = ports
  }

  open(): void {
    this.#isClosed = false
  }

  /** Whatever is still under way is no longer waited for. */
  close(): void {
    this.#isClosed = true
  }

  /** Puts a publication in its target's line; a lapse is noticed meanwhile. */
  line(publication: AgentPublication): void {
    if (publication.isQueued) return
    publication.target.enqueue(publication)
    this.#watchLapse(publication)
    this.pump(publication.target)
  }

  /** A publication's time has come: its turn, or the end of its lifetime. */
  onDue(publication: AgentPublication): void {
    const nowMs = this.#ports.clock.monotonicMs()
    if (nowMs >= publication.lapsesAtMs) this.#step(publication, 'lapsed')
    if (isInFlight(publication.state) || publication.isQueued) return
    if (publication.state === 'retrying' && nowMs < publication.retryAtMs) {
      this.#watchRetry(publication)
    } else this.line(publication)
  }

  /** Sends what pace, window and the target's mood allow. */
  pump(target: AgentTarget): void {
    const { clock, due, isWithoutPace, settings } = this.#ports
    const nowMs = clock.monotonicMs()
    const isStopping = isWithoutPace()
    while (target.waiting > 0 && target.inFlight < target.window) {
      if (nowMs < target.blockedUntilMs && !isStopping) {
        due.schedule(target, target.blockedUntilMs)
        return
      }
      if (!this.#hasDestination(target)) return
      const hurry = nowMs < target.hurryUntilMs ? target.hurryPerSecond : 0
      const perSecond = Math.max(settings.values.publishPacePerSecond, hurry)
      if (!isStopping && !target.pace.take(nowMs, perSecond)) {
        due.schedule(target, nowMs + target.pace.waitMs(perSecond))
        return
      }
      const publication = target.next()
      if (publication !== undefined) this.#takeTurn(publication, nowMs)
    }
  }

  /** Looks the target's addresses up; false while that takes its time. */
  #hasDestination(target: AgentTarget): boolean {
    if (target.isResolving) return false
    if (target.configured === undefined) {
      const own = this.#ports.ownTarget()
      target.destinations = own === undefined ? [] : [own]
      return true
    }
    if (target.address === undefined) {
      target.destinations = []
      return true
    }
    const known = this.#ports.resolver.resolveNow(target.address)
    if (known !== undefined) {
      target.destinations = known
      return true
    }
    this.#resolve(target)
    return false
  }

  #resolve(target: AgentTarget): void {
    if (target.address === undefined) return
    target.isResolving = true
    const arrived = (destinations: readonly Destination[]): void => {
      target.isResolving = false
      target.destinations = destinations
      const publication = target.waiting > 0 ? target.next() : undefined
      if (publication !== undefined) this.#takeTurn(publication, this.#ports.clock.monotonicMs())
      this.pump(target)
    }
    this.#ports.resolver.resolve(target.address).then(arrived, () => {
      arrived([])
    })
  }

  /** RFC 3903 §4.2 to §4.5: which request it is depends on the moment it is sent. */
  #takeTurn(publication: AgentPublication, nowMs: number): void {
    if (isInFlight(publication.state)) return
    if (!publication.isWanted) {
      if (publication.entityTag !== undefined) this.#step(publication, 'remove')
      else this.#finish(publication)
      return
    }
    if (publication.entityTag === undefined) {
      this.#step(publication, 'publish')
      return
    }
    const status = this.#ports.statusOf(publication.gateway)
    if (!this.#isTimely(publication, status, nowMs)) {
      this.#ports.due.schedule(publication, publication.refreshAtMs)
      return
    }
    const { lastSent, needsBody } = publication
    const isSame = !needsBody && lastSent !== undefined && sameNumbers(status, lastSent)
    this.#step(publication, isSame ? 'refresh' : 'modify')
  }

  /** A change that was taken back before its turn needs no request. */
  #isTimely(publication: AgentPublication, status: GatewayStatus, nowMs: number): boolean {
    const { state, isForced, refreshAtMs, lastSent } = publication
    if (state !== 'published' || isForced || nowMs >= refreshAtMs || !lastSent) return true
    return this.#ports.settings.values.publishOnChange === 'every change'
      ? !sameNumbers(status, lastSent)
      : status.status !== lastSent.status
  }

  /** Nothing is published, so nothing has to be removed. */
  #finish(publication: AgentPublication): void {
    publication.state = 'idle'
    this.#ports.onFinished(publication)
  }

  #step(publication: AgentPublication, input: AgentInput): void {
    const step = agentStep(publication.state, input)
    if (step === undefined) return
    publication.state = step.to
    for (const action of step.actions) this.#act(publication, action)
    this.#ports.onSentTouched?.(publication)
  }

  #act(publication: AgentPublication, action: AgentAction): void {
    switch (action) {
      case 'sendInitial':
        this.#send(publication, true, false)
        return
      case 'sendRefresh':
        this.#send(publication, false, true)
        return
      case 'sendModify':
        this.#send(publication, true, true)
        return
      case 'sendRemove':
        this.#send(publication, false, true)
        return
      case 'keepTag':
        this.#settle(publication)
        return
      case 'forgetTag':
        publication.entityTag = undefined
        publication.lapsesAtMs = Infinity
        return
      case 'showExpired':
        if (publication.isWanted) publication.target.markExpired(publication)
        return
      case 'waitForRetry':
        this.#watchRetry(publication)
        return
      case 'waitAnHour':
        publication.retryAtMs = this.#ports.clock.monotonicMs() + unfitRetryMs
        this.#ports.due.schedule(publication, publication.retryAtMs)
        if (!publication.isWanted) this.line(publication)
        return
      case 'finish':
        this.#ports.onFinished(publication)
    }
  }

  #send(publication: AgentPublication, hasBody: boolean, isConditional: boolean): void {
    const { clock, parameters, transactions, answerer } = this.#ports
    const { target } = publication
    const destinations = target.destinations ?? []
    const destination = destinations[target.destinationIndex % Math.max(1, destinations.length)]
    if (destination === undefined) {
      target.notReached('no address is known')
      this.#failed(publication, 'no address is known')
      return
    }
    const wished = Math.max(parameters.values.SS_SIP_PUBLISH_EXPIRE, target.minExpiresSeconds)
    const expiresSeconds = publication.state === 'removing' ? 0 : wished
    const body = hasBody ? this.#body(publication) : undefined
    publication.askedSeconds = expiresSeconds
    publication.isForced = false
    publication.sentAtMs = clock.monotonicMs()
    publication.lastSentAtMs = clock.nowMs()
    this.#watchLapse(publication)
    target.inFlight++
    target.sent++
    this.sent++
    const parts = { publication, expiresSeconds, isConditional, body }
    const flight = ++this.#flights
    publication.flight = flight
    transactions.request(buildPublish(parts, answerer), destination, {
      onResponse: (response) => {
        if (response.statusCode < 200 || !this.#landed(publication, flight)) return
        this.#answered(publication, response)
      },
      onTimeout: () => {
        if (this.#landed(publication, flight)) this.#lost(publication, 'no answer')
      },
      onTransportError: (reason) => {
        if (this.#landed(publication, flight)) this.#lost(publication, reason)
      },
    })
  }

  #body(publication: AgentPublication): string {
    const { clock, settings, parameters, version, statusOf } = this.#ports
    const status = { ...statusOf(publication.gateway), sequence: ++publication.bodies }
    publication.lastSent = status
    publication.needsBody = false
    const nowMs = clock.nowMs()
    const announcement = {
      name: settings.values.nodeName,
      version,
      publishExpireSeconds: parameters.values.SS_SIP_PUBLISH_EXPIRE,
      clockMs: nowMs,
    }
    const { configured } = publication.target
    return writePidf(status, configured?.domain || settings.values.domain, announcement, nowMs)
  }

  /** Nothing came back at all. */
  #lost(publication: AgentPublication, reason: string): void {
    publication.target.notReached(reason)
    this.#failed(publication, reason)
    this.pump(publication.target)
  }

  #answered(publication: AgentPublication, response: SipResponse): void {
    const { target } = publication
    target.reached(this.#ports.clock.monotonicMs() - publication.sentAtMs)
    const meaning = meaningOf(response, this.#canAnswer(publication, response))
    if (meaning === 'accepted') this.#accepted(publication, response)
    else this.#notAccepted(publication, response, meaning)
    this.pump(target)
  }

  /** The end of a request; false when it is not the one that is waited for. */
  #landed(publication: AgentPublication, flight: number): boolean {
    if (publication.flight !== flight || this.#isClosed) return false
    publication.flight = 0
    publication.target.inFlight--
    return true
  }

  #canAnswer(publication: AgentPublication, response: SipResponse): boolean {
    const { statusCode, fields } = response
    if (statusCode !== 401 && statusCode !== 407) return false
    const { target } = publication
    if (!target.configured?.user || ++publication.challenges > mostChallenges) return false
    const isProxy = statusCode === 407
    target.challenge = {
      values: fields.all(isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate'),
      answerField: isProxy ? 'Proxy-Authorization' : 'Authorization',
    }
    return true
  }

  #accepted(publication: AgentPublication, response: SipResponse): void {
    const { clock, ids } = this.#ports
    const entityTag = tagOf(response)
    const grantedSeconds = grantedBy(response, publication.askedSeconds)
    if (publication.state !== 'removing' && (entityTag === undefined || grantedSeconds === 0)) {
      publication.entityTag = undefined
      this.#failed(publication, '2xx without a SIP-ETag or a lifetime')
      return
    }
    const nowMs = clock.monotonicMs()
    const lifetimeMs = grantedSeconds * 1000
    publication.entityTag = entityTag
    publication.grantedSeconds = grantedSeconds
    publication.lapsesAtMs = nowMs + lifetimeMs
    publication.refreshAtMs = onBeat(
      nowMs + lifetimeMs * (refreshFrom + refreshSpan * ids.fraction()),
    )
    this.#step(publication, 'accepted')
  }

  #settle(publication: AgentPublication): void {
    publication.retryDelayMs = 0
    publication.retryAtMs = Infinity
    publication.challenges = 0
    publication.lastError = ''
    publication.target.markFit(publication)
    publication.target.markAlive(publication)
    this.#ports.due.schedule(publication, publication.refreshAtMs)
    this.#ports.onSettled(publication)
  }

  #notAccepted(publication: AgentPublication, response: SipResponse, meaning: AgentInput): void {
    const { clock, parameters } = this.#ports
    const { target } = publication
    const answer = `${String(response.statusCode)} ${response.reasonPhrase}`
    const nowMs = clock.monotonicMs()
    // What was sent but not taken must be sent again.
    publication.needsBody = true
    publication.lastError = answer
    if (meaning === 'tooBrief') {
      const minSeconds = minExpiresOf(response, publication.askedSeconds)
      target.asksForLonger(minSeconds, parameters.values.SS_SIP_PUBLISH_EXPIRE)
    }
    if (meaning === 'refused' && publication.state !== 'removing') {
      target.markUnfit(publication, answer)
      if (isSweeping(response.statusCode)) target.blockedUntilMs = nowMs + unfitRetryMs
    }
    if (meaning === 'failed') {
      const delayMs = response.statusCode === 503 ? retryAfterMs(response) : undefined
      if (delayMs !== undefined) target.blockedUntilMs = nowMs + delayMs
      this.#failed(publication, answer, delayMs)
    } else this.#step(publication, isOutlived(publication, meaning) ? 'tagUnknown' : meaning)
  }

  /** Doubling delay up to a minute, or what the target asked for. */
  #failed(publication: AgentPublication, reason: string, delayMs?: number): void {
    publication.needsBody = true
    publication.lastError = reason
    publication.challenges = 0
    const doubled = Math.min(Math.max(firstRetryMs, publication.retryDelayMs * 2), longestRetryMs)
    publication.retryDelayMs = doubled
    publication.retryAtMs = this.#ports.clock.monotonicMs() + (delayMs ?? doubled)
    this.#step(publication, 'failed')
  }

  #watchRetry(publication: AgentPublication): void {
    if (!publication.isWanted && publication.entityTag === undefined) {
      this.#finish(publication)
      return
    }
    const { retryAtMs, lapsesAtMs } = publication
    this.#ports.due.schedule(publication, Math.min(retryAtMs, lapsesAtMs))
  }

  /** While a request waits or is under way only the end of the lifetime can fall due. */
  #watchLapse(publication: AgentPublication): void {
    if (publication.lapsesAtMs === Infinity) this.#ports.due.cancel(publication)
    else this.#ports.due.schedule(publication, publication.lapsesAtMs)
  }
}

/** Refreshes of many publications share their wake-ups: one beat costs the process one turn. */
const onBeat = (atMs: number): number => Math.ceil(atMs / beatMs) * beatMs

/** The lifetime ended while the request was under way: asking again with the old tag is in vain. */
function isOutlived({ entityTag, state }: AgentPublication, meaning: AgentInput): boolean {
  if (entityTag !== undefined || state === 'publishing') return false
  return meaning === 'challenged' || meaning === 'tooBrief'
}
