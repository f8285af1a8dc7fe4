/* Event state compositor, RFC 3903 §6 for the presence package, body PIDF (RFC 3863).
 * Implemented: every step of §6 in its order, entity-tags, soft state, digest, one commit at a time per resource.
 * Deliberately not: hard state, partial publication (RFC 5264), event throttles (RFC 6446), other packages. */
import type { AlarmSink } from '../api/contract/alarms.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import { refusal } from '../event/event-package.ts'
import type { Refusal } from '../event/event-package.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import { createResponse } from '../sip/message/message.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import type { ListenAddress } from '../sip/transport/transport.ts'
import { CommitQueue } from './commit-queue.ts'
import { createEntityTag } from './entity-tag.ts'
import { NodeAnnouncements } from './node-announcements.ts'
import type { KnownNode } from './node-announcements.ts'
import { OurHosts } from './our-hosts.ts'
import { pidfContentType, readPidfText } from './pidf.ts'
import type { PublishAuthorisation } from './publish-authorisation.ts'
import { PublishExamination } from './publish-examination.ts'
import type { AcceptedPublish, AddressedPublish } from './publish-examination.ts'
import { figuresOf } from './publish-request.ts'
import { PublicationSet } from './publication-set.ts'
import type { ChangeCause, Publication } from './publication-set.ts'
import type { PublicationChange, PublicationPersistence, StoredPublication } from './publication.ts'
import { resourceOf } from './resource-uri.ts'
import { staleAlarm, staleSubject } from './stale-alarm.ts'

export interface CompositorPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  readonly parameters: { readonly values: { readonly SS_SIP_PUBLISH_EXPIRE: number } }
  readonly settings: {
    readonly values: Pick<EngineSettings, 'domain' | 'nodeName' | 'stalePolicy'>
  }
  readonly gateway: (name: string) => RoutingGateway | undefined
  readonly listenAddresses: () => readonly ListenAddress[]
  readonly authorisation: PublishAuthorisation
  readonly persistence: PublicationPersistence
  readonly alarms: AlarmSink
  /** The state of a gateway changed: composed concurrency and watchers want to know. */
  readonly onChange: (gateway: string, cause: ChangeCause) => void
  /** What is shown of a publication changed, or it is new or gone. */
  readonly onHeldTouched?: (publication: Publication) => void
}

export interface EventStateCompositor {
  /** Takes back what the store has kept; before the first request. */
  load(): void
  onPublish(request: SipRequest, transaction: ServerTransaction): void
  /** Live publications and tombstones about one gateway. */
  of(gateway: string): Iterable<Publication>
  /** Of those the newest of each publisher. */
  newestOf(gateway: string): readonly Publication[]
  publications(): IterableIterator<Publication>
  /** A live publication or a tombstone. */
  numbered(number: number): Publication | undefined
  readonly size: number
  nodes(): IterableIterator<KnownNode>
  /** Removes a publication or a tombstone by hand; false when there is none with that tag. */
  removeByOperator(entityTag: string): boolean
  /** A gateway was created, changed or deleted. */
  gatewayChanged(name: string): void
  /** SS_SIP_PUBLISH_EXPIRE changed. */
  parameterChanged(): void
  /** The domain may have changed. */
  settingsChanged(): void
  stop(): void
}

export function createEventStateCompositor(ports: CompositorPorts): EventStateCompositor {
  return new Compositor(ports)
}

/** Publications alive at once; ten nodes with 10,000 gateways need less than half. */
export const mostPublications = 250_000

/** A request on its way through the compositor. */
interface Entered extends AddressedPublish {
  readonly transaction: ServerTransaction
}

class Compositor implements EventStateCompositor {
  readonly #ports: CompositorPorts
  readonly #set: PublicationSet
  readonly #hosts: OurHosts
  readonly #examination: PublishExamination
  readonly #announcements: NodeAnnouncements
  #domain: string
  /** RFC 3903 §6: requests for one resource in the order of their arrival. */
  readonly #commits = new CommitQueue<Entered>((key, entered) => {
    this.#process(key, entered)
  })

  constructor(ports: CompositorPorts) {
    this.#ports = ports
    this.#domain = ports.settings.values.domain
    this.#hosts = new OurHosts(() => ports.settings.values.domain, ports.listenAddresses)
    this.#announcements = new NodeAnnouncements({
      clock: ports.clock,
      alarms: ports.alarms,
      nodeName: () => ports.settings.values.nodeName,
      publishExpireSeconds: () => ports.parameters.values.SS_SIP_PUBLISH_EXPIRE,
    })
    this.#set = this.#createSet()
    this.#examination = new PublishExamination({
      gateway: ports.gateway,
      defaultSeconds: () => ports.parameters.values.SS_SIP_PUBLISH_EXPIRE,
      authorisation: ports.authorisation,
      hosts: this.#hosts,
      publications: this.#set,
    })
  }

  get size(): number {
    return this.#set.size
  }

  load(): void {
    const { persistence, clock } = this.#ports
    const nowMs = clock.nowMs()
    const kept = persistence.load().toSorted((a, b) => a.updatedAtMs - b.updatedAtMs)
    for (const stored of kept) {
      const parsed = stored.publisherKind === 'own' ? undefined : readPidfText(stored.body)
      if (parsed?.ok !== true) {
        // The own agent publishes afresh at every start.
        this.#makeDurable({ kind: 'remove', entityTag: stored.entityTag })
        continue
      }
      // A clock set back while the engine was down must not lengthen a lifetime.
      const remainingMs = Math.min(stored.expiresAtMs - nowMs, stored.expiresSeconds * 1000)
      this.#set.add(stored, figuresOf(parsed.value), remainingMs)
    }
  }

  onPublish(request: SipRequest, transaction: ServerTransaction): void {
    const { flow } = transaction
    const named = resourceOf(request.uri, this.#hosts, flow)
    if (named === undefined) {
      this.#refuse(request, transaction, refusal(404))
      return
    }
    const gateway =
      named.kind === 'gateway' ? (this.#ports.gateway(named.name)?.name ?? named.name) : undefined
    if (this.#commits.enter(gateway ?? '', { request, flow, gateway, transaction })) return
    // RFC 3903 §9: push back instead of queueing without end.
    this.#refuse(request, transaction, refusal(503, [['Retry-After', '5']]))
  }

  of(gateway: string): Iterable<Publication> {
    return this.#set.of(gateway)
  }

  newestOf(gateway: string): readonly Publication[] {
    return this.#set.newestOf(gateway)
  }

  publications(): IterableIterator<Publication> {
    return this.#set.all()
  }

  numbered(number: number): Publication | undefined {
    return this.#set.numbered(number)
  }

  nodes(): IterableIterator<KnownNode> {
    return this.#announcements.all()
  }

  removeByOperator(entityTag: string): boolean {
    for (const publication of this.#set.all()) {
      if (publication.stored.entityTag !== entityTag) continue
      this.#discard(publication)
      return true
    }
    return false
  }

  gatewayChanged(name: string): void {
    if (this.#ports.gateway(name)?.allowPublish === true) return
    for (const publication of [...this.#set.of(name)]) {
      // The own agent removes its publication itself, over the wire.
      const isOwn = publication.stored.publisherKind === 'own' && publication.phase === 'live'
      if (!isOwn) this.#discard(publication)
    }
  }

  parameterChanged(): void {
    this.#announcements.parameterChanged()
  }

  settingsChanged(): void {
    const { domain } = this.#ports.settings.values
    if (domain === this.#domain) return
    this.#domain = domain
    // Their Request-URIs are no longer ours, so the own agent cannot remove them.
    for (const publication of [...this.#set.all()]) {
      if (publication.stored.publisherKind === 'own') this.#discard(publication)
    }
  }

  stop(): void {
    this.#set.clear()
  }

  #createSet(): PublicationSet {
    const { clock, alarms, settings } = this.#ports
    return new PublicationSet(clock, {
      onChange: (publication, cause) => {
        if (cause === 'expired') {
          this.#makeDurable({ kind: 'remove', entityTag: publication.stored.entityTag })
        }
        this.#ports.onChange(publication.stored.resource, cause)
        this.#ports.onHeldTouched?.(publication)
      },
      onStale: (tombstone) => {
        if (tombstone.stored.publisherKind === 'own') return
        alarms.raise(staleAlarm(tombstone, settings.values.stalePolicy))
      },
      onStaleEnd: (tombstone) => {
        alarms.clear('publicationStale', staleSubject(tombstone))
        this.#ports.onHeldTouched?.(tombstone)
      },
      onNodeGone: (node) => {
        this.#announcements.silent(node)
      },
    })
  }

  #process(key: string, entered: Entered): void {
    const outcome = this.#examination.examine(entered)
    if (outcome.kind === 'refused') {
      this.#refuse(entered.request, entered.transaction, outcome)
      return
    }
    if (outcome.current === undefined && this.#set.size >= mostPublications) {
      this.#refuse(entered.request, entered.transaction, refusal(503, [['Retry-After', '60']]))
      return
    }
    const stored = this.#stored(entered, outcome)
    const change = changeOf(stored, outcome.current)
    if (change === undefined) {
      this.#accept(entered, stored)
      return
    }
    this.#commits.hold(key)
    this.#ports.persistence.commit(change, (ok) => {
      if (ok) {
        this.#apply(stored, outcome)
        this.#accept(entered, stored)
      } else {
        this.#refuse(entered.request, entered.transaction, refusal(500, [], 'Storage Failure'))
      }
      this.#commits.release(key)
    })
  }

  /** Step 6: the publication as it will be, under a tag of its own. */
  #stored({ flow, gateway }: Entered, accepted: AcceptedPublish): StoredPublication {
    const { current, seconds, body, admitted } = accepted
    const nowMs = this.#ports.clock.nowMs()
    const before = current?.stored
    const announced = body?.document.announcement?.name ?? body?.document.tuples[0]?.status?.node
    return {
      entityTag: createEntityTag(this.#ports.ids),
      resource: accepted.gateway,
      isAggregate: before?.isAggregate ?? gateway === undefined,
      publisher:
        before?.publisher ?? this.#publisher(admitted.publisherKind, admitted.name, announced),
      publisherKind: before?.publisherKind ?? admitted.publisherKind,
      source: `${flow.remote.address}:${String(flow.remote.port)}`,
      expiresSeconds: seconds,
      expiresAtMs: nowMs + seconds * 1000,
      body: body?.text ?? before?.body ?? '',
      contentType: pidfContentType,
      createdAtMs: before?.createdAtMs ?? nowMs,
      updatedAtMs: nowMs,
      sequence: (before?.sequence ?? 0) + 1,
    }
  }

  #publisher(kind: StoredPublication['publisherKind'], name: string, announced?: string): string {
    if (kind === 'own') return this.#ports.settings.values.nodeName
    return kind === 'node' && announced ? announced : name
  }

  #apply(stored: StoredPublication, { current, body }: AcceptedPublish): void {
    const figures = body && figuresOf(body.document)
    // The lifetime may have ended while the change was made durable.
    const isLive = current !== undefined && this.#set.find(current.stored.entityTag) === current
    if (stored.expiresSeconds === 0) {
      if (isLive) this.#set.remove(current)
      return
    }
    if (isLive) this.#set.renew(current, stored, figures)
    else {
      const kept = figures ?? current?.figures
      if (kept !== undefined) this.#set.add(stored, kept, stored.expiresSeconds * 1000)
    }
    const announcement = body?.document.announcement
    if (stored.publisherKind === 'node' && announcement) this.#announcements.heard(announcement)
  }

  #discard(publication: Publication): void {
    if (publication.phase !== 'live') {
      this.#set.bury(publication)
      return
    }
    this.#makeDurable({ kind: 'remove', entityTag: publication.stored.entityTag })
    this.#set.remove(publication)
  }

  /** A change that no request waits for. */
  #makeDurable(change: PublicationChange): void {
    this.#ports.persistence.commit(change, (ok) => {
      if (!ok) this.#ports.log.warn('a removed publication could not be taken from the store')
    })
  }

  /** RFC 3903 §6 step 6: the tag and the lifetime; no Contact (table 2), no Record-Route. */
  #accept({ request, transaction }: Entered, stored: StoredPublication): void {
    transaction.respond(
      createResponse(request, 200, {
        toTag: stored.entityTag,
        fields: [
          ['SIP-ETag', stored.entityTag],
          ['Expires', String(stored.expiresSeconds)],
        ],
      }),
    )
  }

  #refuse(request: SipRequest, transaction: ServerTransaction, refused: Refusal): void {
    const { statusCode, fields, reasonPhrase } = refused
    const toTag = this.#ports.ids.token(12)
    transaction.respond(
      createResponse(
        request,
        statusCode,
        reasonPhrase === undefined ? { toTag, fields } : { toTag, fields, reasonPhrase },
      ),
    )
  }
}

/** What must be made durable; an initial PUBLISH with Expires 0 leaves nothing behind. */
function changeOf(
  publication: StoredPublication,
  current: Publication | undefined,
): PublicationChange | undefined {
  const replaces = current?.stored.entityTag
  if (publication.expiresSeconds > 0) {
    return replaces === undefined
      ? { kind: 'put', publication }
      : { kind: 'put', publication, replaces }
  }
  return replaces === undefined ? undefined : { kind: 'remove', entityTag: replaces }
}
