import type { Clock } from '../kernel/clock.ts'
import { DueQueue } from '../kernel/due-queue.ts'
import type { DueItem } from '../kernel/due-queue.ts'
import { freshForMs, freshnessOf } from './freshness.ts'
import type { Freshness } from './freshness.ts'
import type { GatewayStatus } from './gateway-status.ts'
import type { StoredPublication } from './publication.ts'

/** What composition needs of a body. */
export interface Figures {
  readonly active: number
  readonly capacity: number
  readonly status: GatewayStatus | undefined
  readonly isOpen: boolean
}

/** `live` until the lifetime ends, then a tombstone: `held` for one more lifetime, then `dropped`. */
export type Phase = 'live' | 'held' | 'dropped'

/** A publication in memory; times are monotonic. */
export interface Publication extends DueItem {
  /** The same from the first request to the end of the tombstone, while entity-tags change. */
  readonly number: number
  stored: StoredPublication
  figures: Figures
  renewedAtMs: number
  phase: Phase
}

/** Why the state of a gateway changed. */
export type ChangeCause = 'published' | 'refreshed' | 'removed' | 'expired' | 'dropped'

export interface PublicationSetListener {
  onChange(publication: Publication, cause: ChangeCause): void
  /** A tombstone stands for a publisher that fell silent. */
  onStale(tombstone: Publication): void
  onStaleEnd(tombstone: Publication): void
  /** The last publication of another node is gone. */
  onNodeGone(node: string): void
}

const mostTombstones = 10_000
const none: readonly Publication[] = []

/** What is published about one gateway. */
interface Published {
  readonly all: Set<Publication>
  /** The newest word of each publisher: a crashed one may have left an older publication behind. */
  readonly newest: Publication[]
}

const publisherKey = (stored: StoredPublication): string =>
  `${stored.publisherKind} ${stored.publisher}\n${stored.resource}`

/** The compositor's publications and tombstones, and their expiry on one timer. */
export class PublicationSet {
  readonly #clock: Clock
  readonly #listener: PublicationSetListener
  readonly #byTag = new Map<string, Publication>()
  readonly #byNumber = new Map<number, Publication>()
  #lastNumber = 0
  readonly #byGateway = new Map<string, Published>()
  readonly #tombstones = new Map<string, Publication>()
  /** Publications and tombstones per other node. */
  readonly #nodes = new Map<string, number>()
  readonly #due: DueQueue<Publication>

  constructor(clock: Clock, listener: PublicationSetListener) {
    this.#clock = clock
    this.#listener = listener
    this.#due = new DueQueue(clock, (publication) => {
      this.#onDue(publication)
    })
  }

  get size(): number {
    return this.#byTag.size
  }

  get tombstones(): number {
    return this.#tombstones.size
  }

  /** A live publication or a tombstone. */
  numbered(number: number): Publication | undefined {
    return this.#byNumber.get(number)
  }

  find(entityTag: string): Publication | undefined {
    return this.#byTag.get(entityTag)
  }

  /** Live publications and tombstones about one gateway. */
  of(gateway: string): Iterable<Publication> {
    return this.#byGateway.get(gateway)?.all ?? none
  }

  has(gateway: string): boolean {
    return this.#byGateway.has(gateway)
  }

  /** Of those the newest of each publisher. */
  newestOf(gateway: string): readonly Publication[] {
    return this.#byGateway.get(gateway)?.newest ?? none
  }

  *all(): IterableIterator<Publication> {
    yield* this.#byTag.values()
    yield* this.#tombstones.values()
  }

  /** A new publication; whatever its publisher had left unfinished is fresh again. */
  add(stored: StoredPublication, figures: Figures, remainingMs: number): void {
    const publication: Publication = {
      number: ++this.#lastNumber,
      stored,
      figures,
      renewedAtMs: this.#clock.monotonicMs() + remainingMs - stored.expiresSeconds * 1000,
      phase: 'live',
      dueAtMs: 0,
      heapIndex: -1,
    }
    this.#byTag.set(stored.entityTag, publication)
    this.#byNumber.set(publication.number, publication)
    this.#link(publication)
    this.#due.schedule(publication, this.#clock.monotonicMs() + remainingMs)
    this.#endStale(stored)
    this.#listener.onChange(publication, 'published')
  }

  /** A refreshed or modified publication: new tag, new lifetime, perhaps new figures. */
  renew(publication: Publication, stored: StoredPublication, figures: Figures | undefined): void {
    this.#byTag.delete(publication.stored.entityTag)
    publication.stored = stored
    if (figures !== undefined) publication.figures = figures
    this.#byTag.set(stored.entityTag, publication)
    publication.renewedAtMs = this.#clock.monotonicMs()
    this.#promote(publication)
    this.#due.schedule(publication, publication.renewedAtMs + stored.expiresSeconds * 1000)
    this.#endStale(stored)
    this.#listener.onChange(publication, figures === undefined ? 'refreshed' : 'published')
  }

  remove(publication: Publication): void {
    this.#forget(publication)
    this.#listener.onChange(publication, 'removed')
  }

  /** Ends a tombstone by hand or because its gateway is gone. */
  bury(tombstone: Publication): void {
    this.#tombstones.delete(publisherKey(tombstone.stored))
    this.#forget(tombstone)
    this.#listener.onStaleEnd(tombstone)
    this.#listener.onChange(tombstone, 'dropped')
  }

  clear(): void {
    this.#due.clear()
  }

  #onDue(publication: Publication): void {
    if (publication.phase === 'live') this.#expire(publication)
    else {
      publication.phase = 'dropped'
      this.#listener.onChange(publication, 'dropped')
    }
  }

  /** RFC 3903 §6: soft state ends by itself; its last figures stay as a tombstone. */
  #expire(publication: Publication): void {
    this.#byTag.delete(publication.stored.entityTag)
    if (this.#successorOf(publication) !== undefined) {
      this.#forget(publication)
      this.#listener.onChange(publication, 'expired')
      return
    }
    const lifetimeMs = publication.stored.expiresSeconds * 1000
    publication.phase = 'held'
    this.#due.schedule(publication, publication.renewedAtMs + 2 * lifetimeMs)
    this.#tombstones.set(publisherKey(publication.stored), publication)
    this.#listener.onStale(publication)
    this.#listener.onChange(publication, 'expired')
    if (this.#tombstones.size > mostTombstones) {
      for (const oldest of this.#tombstones.values()) return this.bury(oldest)
    }
  }

  /** Another live publication of the same publisher about the same gateway. */
  #successorOf({ stored }: Publication): Publication | undefined {
    let successor: Publication | undefined
    for (const other of this.of(stored.resource)) {
      const isCandidate = other.phase === 'live' && other.stored.entityTag !== stored.entityTag
      if (!isCandidate || !isSamePublisher(other.stored, stored)) continue
      if (successor === undefined || other.renewedAtMs >= successor.renewedAtMs) successor = other
    }
    return successor
  }

  #endStale(stored: StoredPublication): void {
    if (this.#tombstones.size === 0) return
    const key = publisherKey(stored)
    const tombstone = this.#tombstones.get(key)
    if (tombstone === undefined) return
    this.#tombstones.delete(key)
    this.#forget(tombstone)
    this.#listener.onStaleEnd(tombstone)
  }

  #link(publication: Publication): void {
    this.#countNode(publication, 1)
    const published = this.#byGateway.get(publication.stored.resource)
    if (published === undefined) {
      const all = new Set([publication])
      this.#byGateway.set(publication.stored.resource, { all, newest: [publication] })
    } else {
      published.all.add(publication)
      this.#promote(publication)
    }
  }

  /** The newest word of its publisher is this one now. */
  #promote(publication: Publication): void {
    const newest = this.#byGateway.get(publication.stored.resource)?.newest
    if (newest === undefined) return
    const index = placeOf(newest, publication.stored)
    if (index < 0) newest.push(publication)
    else newest[index] = publication
  }

  #forget(publication: Publication): void {
    this.#due.cancel(publication)
    this.#countNode(publication, -1)
    this.#byTag.delete(publication.stored.entityTag)
    this.#byNumber.delete(publication.number)
    const { resource } = publication.stored
    const published = this.#byGateway.get(resource)
    if (published === undefined) return
    published.all.delete(publication)
    if (published.all.size === 0) this.#byGateway.delete(resource)
    const index = published.newest.indexOf(publication)
    if (index < 0) return
    const successor = this.#successorOf(publication)
    if (successor === undefined) published.newest.splice(index, 1)
    else published.newest[index] = successor
  }

  #countNode({ stored }: Publication, by: number): void {
    if (stored.publisherKind !== 'node') return
    const count = (this.#nodes.get(stored.publisher) ?? 0) + by
    if (count > 0) this.#nodes.set(stored.publisher, count)
    else if (this.#nodes.delete(stored.publisher)) this.#listener.onNodeGone(stored.publisher)
  }
}

const isSamePublisher = (a: StoredPublication, b: StoredPublication): boolean =>
  a.publisher === b.publisher && a.publisherKind === b.publisherKind

function placeOf(newest: readonly Publication[], stored: StoredPublication): number {
  for (let i = 0; i < newest.length; i++) {
    const each = newest[i]
    if (each !== undefined && isSamePublisher(each.stored, stored)) return i
  }
  return -1
}

/** Milliseconds until the end of the lifetime, negative after it. */
export function remainingMs(publication: Publication, nowMs: number): number {
  return publication.renewedAtMs + publication.stored.expiresSeconds * 1000 - nowMs
}

/** Milliseconds until the first of these live publications is due; Infinity = that is no matter of time. */
export function untilDueMs(publications: readonly Publication[], nowMs: number): number {
  let earliestMs = Infinity
  for (const publication of publications) {
    if (publication.phase !== 'live') continue
    const freshMs = freshForMs(
      remainingMs(publication, nowMs),
      publication.stored.expiresSeconds * 1000,
    )
    if (freshMs > 0) earliestMs = Math.min(earliestMs, freshMs)
  }
  return earliestMs
}

export function publicationFreshness(publication: Publication, nowMs: number): Freshness {
  if (publication.phase !== 'live') return 'stale'
  return freshnessOf(remainingMs(publication, nowMs), publication.stored.expiresSeconds * 1000)
}
