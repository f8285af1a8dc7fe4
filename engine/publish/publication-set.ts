import type { Clock } from '../kernel/clock.ts'
import { DueQueue } from '../kernel/due-queue.ts'
import type { DueItem } from '../kernel/due-queue.ts'
import { freshnessOf } from './freshness.ts'
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
  stored: StoredPublication
  figures: Figures
  renewedAtMs: number
  /** Counts renewals over all publications: the larger, the newer. */
  renewal: number
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

const publisherKey = (stored: StoredPublication): string =>
  `${stored.publisherKind} ${stored.publisher}\n${stored.resource}`

/** The compositor's publications and tombstones, and their expiry on one timer. */
export class PublicationSet {
  readonly #clock: Clock
  readonly #listener: PublicationSetListener
  readonly #byTag = new Map<string, Publication>()
  readonly #byGateway = new Map<string, Publication[]>()
  readonly #tombstones = new Map<string, Publication>()
  /** Publications and tombstones per other node. */
  readonly #nodes = new Map<string, number>()
  readonly #due: DueQueue<Publication>
  #renewals = 0

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

  find(entityTag: string): Publication | undefined {
    return this.#byTag.get(entityTag)
  }

  /** Live publications and tombstones about one gateway. */
  of(gateway: string): readonly Publication[] {
    return this.#byGateway.get(gateway) ?? none
  }

  *all(): IterableIterator<Publication> {
    yield* this.#byTag.values()
    yield* this.#tombstones.values()
  }

  gateways(): IterableIterator<string> {
    return this.#byGateway.keys()
  }

  /** A new publication; whatever its publisher had left unfinished is fresh again. */
  add(stored: StoredPublication, figures: Figures, remainingMs: number): void {
    const publication: Publication = {
      stored,
      figures,
      renewedAtMs: this.#clock.monotonicMs() + remainingMs - stored.expiresSeconds * 1000,
      renewal: ++this.#renewals,
      phase: 'live',
      dueAtMs: 0,
      heapIndex: -1,
    }
    this.#byTag.set(stored.entityTag, publication)
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
    publication.renewal = ++this.#renewals
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
    if (this.#hasSuccessor(publication)) {
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

  #hasSuccessor(publication: Publication): boolean {
    const { publisher, publisherKind } = publication.stored
    return this.of(publication.stored.resource).some(
      (other) =>
        other !== publication &&
        other.phase === 'live' &&
        other.stored.publisher === publisher &&
        other.stored.publisherKind === publisherKind,
    )
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
    const others = this.#byGateway.get(publication.stored.resource)
    if (others === undefined) this.#byGateway.set(publication.stored.resource, [publication])
    else others.push(publication)
  }

  #forget(publication: Publication): void {
    this.#due.cancel(publication)
    this.#countNode(publication, -1)
    this.#byTag.delete(publication.stored.entityTag)
    const others = this.#byGateway.get(publication.stored.resource)
    if (others === undefined) return
    const index = others.indexOf(publication)
    if (index >= 0) others.splice(index, 1)
    if (others.length === 0) this.#byGateway.delete(publication.stored.resource)
  }

  #countNode({ stored }: Publication, by: number): void {
    if (stored.publisherKind !== 'node') return
    const count = (this.#nodes.get(stored.publisher) ?? 0) + by
    if (count > 0) this.#nodes.set(stored.publisher, count)
    else if (this.#nodes.delete(stored.publisher)) this.#listener.onNodeGone(stored.publisher)
  }
}

/** Milliseconds until the end of the lifetime, negative after it. */
export function remainingMs(publication: Publication, nowMs: number): number {
  return publication.renewedAtMs + publication.stored.expiresSeconds * 1000 - nowMs
}

export function publicationFreshness(publication: Publication, nowMs: number): Freshness {
  if (publication.phase !== 'live') return 'stale'
  return freshnessOf(remainingMs(publication, nowMs), publication.stored.expiresSeconds * 1000)
}
