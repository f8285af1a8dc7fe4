/* Notifier, RFC 6665 §4.2, for one event package.
 * Implemented: subscription state machine, immediate and rate-limited NOTIFY, refresh, fetch, termination, dialog routing.
 * Deliberately not: several subscriptions in one dialog, pending authorisation by people, conditional notification (RFC 5839). */
import type { Clock } from '../kernel/clock.ts'
import { DueQueue } from '../kernel/due-queue.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import { createResponse } from '../sip/message/message.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { hostPort } from '../sip/message/uri.ts'
import type {
  ClientTransaction,
  ClientTransactionListener,
  ServerTransaction,
} from '../sip/transaction/transaction-user.ts'
import type { Destination, Endpoint } from '../sip/transport/transport.ts'
import { refusal } from './event-package.ts'
import type { EventPackage, FieldEntry, Refusal } from './event-package.ts'
import { examineSubscribe } from './subscribe-check.ts'
import type { AcceptedSubscribe } from './subscribe-check.ts'
import { subscriptionStep } from './subscription-fsm.ts'
import type { SubscriptionInput } from './subscription-fsm.ts'
import {
  buildNotify,
  contactOf,
  dialogIdOf,
  isInOrder,
  nextHopOf,
  routeSetOf,
} from './subscription.ts'
import type { NextHop, Subscription, TerminationReason } from './subscription.ts'

export interface NotifierPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  readonly eventPackage: EventPackage
  readonly transactions: {
    request(
      request: SipRequest,
      destination: Destination,
      listener: ClientTransactionListener,
    ): ClientTransaction
  }
  readonly localFor: (destination: Destination) => Endpoint | undefined
  readonly resolver: {
    resolveNow(hop: NextHop): readonly Destination[] | undefined
    resolve(hop: NextHop): Promise<readonly Destination[]>
  }
  /** What is shown of a subscription changed, or it is new or gone. */
  readonly onSubscriptionTouched?: (dialogId: string) => void
}

/** What the client shows of a watcher. */
export interface SubscriptionView {
  readonly dialogId: string
  readonly resource: string
  readonly watcher: string
  readonly remoteTarget: string
  readonly state: string
  /** Call-ID of its dialog. */
  readonly callId: string
  readonly remainingMs: number
}

export interface Notifier {
  onSubscribe(request: SipRequest, transaction: ServerTransaction): void
  /** The state of a resource changed; its watchers are told within a second. */
  changed(resource: string): void
  /** The resource no longer exists. */
  resourceGone(resource: string): void
  subscriptions(): IterableIterator<SubscriptionView>
  subscription(dialogId: string): SubscriptionView | undefined
  readonly size: number
  /** Ends every subscription with a last NOTIFY. */
  stop(): void
}

/** RFC 3856 §6.10 leaves the rate to the notifier: one NOTIFY a second for each watcher. */
const betweenNotifiesMs = 1000
const mostSubscriptions = 10_000
const longestDatagramBody = 60_000
const longestStreamBody = 1_000_000

/** RFC 6665 §4.2.2: after these the subscription must be removed. */
const endingCodes: ReadonlySet<number> = new Set([
  404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604,
])

export function createNotifier(ports: NotifierPorts): Notifier {
  return new SubscriptionNotifier(ports)
}

class SubscriptionNotifier implements Notifier {
  readonly #ports: NotifierPorts
  readonly #byDialog = new Map<string, Subscription>()
  readonly #byResource = new Map<string, Set<Subscription>>()
  readonly #composed = new Map<string, Uint8Array | undefined>()
  readonly #due: DueQueue<Subscription>

  constructor(ports: NotifierPorts) {
    this.#ports = ports
    this.#due = new DueQueue<Subscription>(ports.clock, (subscription) => {
      this.#onDue(subscription)
    })
  }

  get size(): number {
    return this.#byDialog.size
  }

  onSubscribe(request: SipRequest, transaction: ServerTransaction): void {
    const localTag = request.to.tag
    if (localTag === undefined) this.#onInitial(request, transaction)
    else this.#onRefresh(request, transaction, localTag)
  }

  changed(resource: string): void {
    const watchers = this.#byResource.get(resource)
    if (watchers === undefined) return
    this.#forgetComposed(resource)
    for (const subscription of watchers) {
      subscription.isDirty = true
      this.#plan(subscription)
    }
  }

  resourceGone(resource: string): void {
    this.#forgetComposed(resource)
    for (const each of [...(this.#byResource.get(resource) ?? [])]) this.#end(each, 'noresource')
  }

  *subscriptions(): IterableIterator<SubscriptionView> {
    for (const subscription of this.#byDialog.values()) yield this.#viewOf(subscription)
  }

  subscription(dialogId: string): SubscriptionView | undefined {
    const found = this.#byDialog.get(dialogId)
    return found && this.#viewOf(found)
  }

  stop(): void {
    for (const subscription of [...this.#byDialog.values()]) {
      subscription.isInFlight = false
      this.#end(subscription, 'probation')
    }
    this.#due.clear()
  }

  #viewOf(subscription: Subscription): SubscriptionView {
    const { dialogId, resource, remoteParty, remoteTarget, state, callId } = subscription
    const remainingMs = subscription.expiresAtMs - this.#ports.clock.monotonicMs()
    return { dialogId, resource, watcher: remoteParty, remoteTarget, state, callId, remainingMs }
  }

  #onInitial(request: SipRequest, transaction: ServerTransaction): void {
    const outcome = examineSubscribe(request, transaction.flow, this.#ports.eventPackage)
    if (outcome.kind === 'refused') this.#refuse(request, transaction, outcome)
    else if (this.#byDialog.size >= mostSubscriptions) {
      this.#refuse(request, transaction, refusal(503, [['Retry-After', '60']]))
    } else {
      const subscription = this.#create(request, transaction, outcome)
      this.#step(subscription, 'subscribe')
      this.#accept(request, transaction, subscription, outcome.seconds)
      this.#step(subscription, outcome.seconds > 0 ? 'granted' : 'expired')
    }
  }

  #onRefresh(request: SipRequest, transaction: ServerTransaction, localTag: string): void {
    const dialogId = dialogIdOf(request.callId, localTag, request.from.tag ?? '')
    const subscription = this.#byDialog.get(dialogId)
    if (subscription === undefined || request.fields.get('Event') !== subscription.event) {
      this.#refuse(request, transaction, refusal(481))
      return
    }
    if (!isInOrder(subscription, request.cseq)) {
      this.#refuse(request, transaction, refusal(500, [], 'CSeq Out Of Order'))
      return
    }
    subscription.remoteSequence = request.cseq.sequence
    const inDialog = this.#ports.eventPackage
    const outcome = examineSubscribe(request, transaction.flow, {
      ...inDialog,
      // The Request-URI is our Contact now; the resource is the dialog's.
      resourceOf: () => subscription.resource,
      admit: (each, flow) => inDialog.admit(each, flow, subscription.resource),
    })
    if (outcome.kind === 'refused') {
      this.#refuse(request, transaction, outcome)
      return
    }
    subscription.remoteTarget = outcome.remoteTarget
    subscription.connection = transaction.flow.connection
    this.#setLifetime(subscription, outcome.seconds)
    this.#accept(request, transaction, subscription, outcome.seconds)
    this.#step(subscription, outcome.seconds > 0 ? 'subscribe' : 'expired')
  }

  #create(
    request: SipRequest,
    { flow }: ServerTransaction,
    { resource, remoteTarget, seconds }: AcceptedSubscribe,
  ): Subscription {
    const { ids } = this.#ports
    const localTag = ids.token(16)
    const local = this.#ports.localFor({ ...flow, local: flow.local }) ?? flow.local
    const subscription: Subscription = {
      dialogId: dialogIdOf(request.callId, localTag, request.from.tag ?? ''),
      resource,
      callId: request.callId,
      localParty: `${request.fields.get('To') ?? ''};tag=${localTag}`,
      remoteParty: request.fields.get('From') ?? '',
      event: request.fields.get('Event') ?? '',
      routeSet: routeSetOf(request),
      remoteTarget,
      contact: contactOf('gateway-status', flow, hostPort(local.address, local.port)),
      connection: flow.connection,
      remoteSequence: request.cseq.sequence,
      localSequence: 0,
      state: 'init',
      reason: 'timeout',
      expiresAtMs: 0,
      notifiedAtMs: -Infinity,
      isInFlight: false,
      isDirty: false,
      isUrgent: false,
      dueAtMs: 0,
      heapIndex: -1,
    }
    this.#setLifetime(subscription, seconds)
    this.#byDialog.set(subscription.dialogId, subscription)
    const others = this.#byResource.get(resource)
    if (others === undefined) this.#byResource.set(resource, new Set([subscription]))
    else others.add(subscription)
    return subscription
  }

  #setLifetime(subscription: Subscription, seconds: number): void {
    subscription.expiresAtMs = this.#ports.clock.monotonicMs() + seconds * 1000
  }

  /** RFC 6665 §4.2.1.2 and RFC 3261 §12.1.1: the 2xx makes the dialog. */
  #accept(
    request: SipRequest,
    transaction: ServerTransaction,
    subscription: Subscription,
    seconds: number,
  ): void {
    const fields: FieldEntry[] = [
      ['Expires', String(seconds)],
      ['Contact', subscription.contact],
    ]
    for (const value of request.fields.all('Record-Route')) fields.push(['Record-Route', value])
    const toTag = subscription.localParty.slice(subscription.localParty.lastIndexOf('=') + 1)
    transaction.respond(createResponse(request, 200, { toTag, fields }))
  }

  #refuse(request: SipRequest, transaction: ServerTransaction, refused: Refusal): void {
    const { statusCode, fields, reasonPhrase } = refused
    const toTag = this.#ports.ids.token(12)
    const options = reasonPhrase === undefined ? { toTag, fields } : { toTag, fields, reasonPhrase }
    transaction.respond(createResponse(request, statusCode, options))
  }

  #end(subscription: Subscription, reason: TerminationReason): void {
    subscription.reason = reason
    this.#step(subscription, 'ended')
  }

  #step(subscription: Subscription, input: SubscriptionInput): void {
    const step = subscriptionStep(subscription.state, input)
    if (step === undefined) return
    subscription.state = step.to
    for (const action of step.actions) {
      if (action === 'forget') this.#forget(subscription)
      else {
        subscription.isDirty = true
        subscription.isUrgent = true
        this.#plan(subscription)
      }
    }
    this.#ports.onSubscriptionTouched?.(subscription.dialogId)
  }

  #forget(subscription: Subscription): void {
    this.#due.cancel(subscription)
    this.#byDialog.delete(subscription.dialogId)
    const others = this.#byResource.get(subscription.resource)
    if (others?.delete(subscription) === true && others.size === 0) {
      this.#byResource.delete(subscription.resource)
      this.#forgetComposed(subscription.resource)
    }
  }

  /** Sends now, or sets the time: the next NOTIFY at the earliest a second after the last. */
  #plan(subscription: Subscription): void {
    const nowMs = this.#ports.clock.monotonicMs()
    const { isDirty, isUrgent, isInFlight, notifiedAtMs, expiresAtMs } = subscription
    const earliestMs = isUrgent ? nowMs : notifiedAtMs + betweenNotifiesMs
    if (isDirty && !isInFlight && earliestMs <= nowMs) this.#notify(subscription, nowMs)
    if (subscription.state === 'terminated') return
    const isWaiting = subscription.isDirty && !subscription.isInFlight
    this.#due.schedule(subscription, isWaiting ? Math.min(earliestMs, expiresAtMs) : expiresAtMs)
  }

  #onDue(subscription: Subscription): void {
    if (this.#ports.clock.monotonicMs() < subscription.expiresAtMs) this.#plan(subscription)
    else this.#step(subscription, 'expired')
  }

  #notify(subscription: Subscription, nowMs: number): void {
    const hop = nextHopOf(subscription)
    subscription.isDirty = false
    subscription.isUrgent = false
    subscription.isInFlight = true
    subscription.notifiedAtMs = nowMs
    const destinations = hop && this.#ports.resolver.resolveNow(hop)
    if (hop === undefined || destinations !== undefined) {
      this.#sendTo(subscription, destinations?.[0])
      return
    }
    this.#ports.resolver.resolve(hop).then(
      (found) => {
        this.#sendTo(subscription, found[0])
      },
      () => {
        this.#sendTo(subscription, undefined)
      },
    )
  }

  #sendTo(subscription: Subscription, destination: Destination | undefined): void {
    if (destination === undefined) {
      this.#lost(subscription, 'no address is known')
      return
    }
    const { connection } = subscription
    const isStream = destination.protocol !== 'udp'
    const body = this.#compose(subscription.resource, isStream)
    const { contentType } = this.#ports.eventPackage
    const nowMs = this.#ports.clock.monotonicMs()
    const request = buildNotify(subscription, nowMs, contentType, body)
    const way = isStream && connection !== 0 ? { ...destination, connection } : destination
    this.#ports.transactions.request(request, way, {
      onResponse: (response) => {
        if (response.statusCode >= 200) this.#answered(subscription, response.statusCode)
      },
      onTimeout: () => {
        this.#lost(subscription, 'no answer')
      },
      onTransportError: (reason) => {
        this.#lost(subscription, reason)
      },
    })
  }

  #compose(resource: string, isStream: boolean): Uint8Array | undefined {
    const key = isStream ? `s${resource}` : `d${resource}`
    if (this.#composed.has(key)) return this.#composed.get(key)
    const longest = isStream ? longestStreamBody : longestDatagramBody
    const body = this.#ports.eventPackage.compose(resource, longest)
    if (this.#byResource.has(resource)) this.#composed.set(key, body)
    return body
  }

  #forgetComposed(resource: string): void {
    this.#composed.delete(`s${resource}`)
    this.#composed.delete(`d${resource}`)
  }

  #answered(subscription: Subscription, statusCode: number): void {
    if (endingCodes.has(statusCode)) {
      this.#lost(subscription, String(statusCode))
      return
    }
    subscription.isInFlight = false
    if (subscription.isDirty) this.#plan(subscription)
  }

  #lost(subscription: Subscription, reason: string): void {
    subscription.isInFlight = false
    if (subscription.state === 'terminated') return
    this.#ports.log.info('a watcher is gone', { watcher: subscription.remoteParty, reason })
    this.#step(subscription, 'notifyFailed')
  }
}
