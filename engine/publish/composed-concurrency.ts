import { worseOf } from './freshness.ts'
import type { Freshness } from './freshness.ts'
import { publicationFreshness } from './publication-set.ts'
import type { Publication } from './publication-set.ts'
import { staleEffect } from './stale-policy.ts'
import type { StalePolicy } from './stale-policy.ts'

/** Lines of one gateway in use and at hand, over all nodes. */
export interface ComposedOccupancy {
  readonly active: number
  /** Line limit in force, 0 = unlimited. */
  readonly capacity: number
  /** This node's own ledger. */
  readonly own: number
  /** Other nodes, by their publications. */
  readonly elsewhere: number
  readonly freshness: Freshness
  /** What the gateway says of itself, if it publishes. */
  readonly publishedActive: number | undefined
  /** Age of the newest publication about the gateway. */
  readonly publishAgeMs: number | undefined
  /** The stale policy forbids new calls. */
  readonly suspended: boolean
}

export interface ConcurrencyPorts {
  readonly monotonicMs: () => number
  readonly policy: () => StalePolicy
  /** Lines that this node's ledger has reserved. */
  readonly ownActive: (gateway: string) => number
  /** Line limit in force by configuration (period row or line limit), 0 = unlimited. */
  readonly configuredCapacity: (gateway: string) => number
  /** Allow Publish of the gateway. */
  readonly isPublished: (gateway: string) => boolean
  /** The newest word of each publisher. */
  readonly newestOf: (gateway: string) => readonly Publication[]
}

/** What publications add to the own count; kept until they change. */
interface Composition {
  readonly elsewhere: number
  readonly gatewayActive: number | undefined
  readonly gatewayCapacity: number
  readonly suspended: boolean
}

const nothing: Composition = {
  elsewhere: 0,
  gatewayActive: undefined,
  gatewayCapacity: 0,
  suspended: false,
}

/** Composed concurrency: own ledger, fresh publications of others, and the gateway's own word. */
export class ComposedConcurrency {
  readonly #ports: ConcurrencyPorts
  readonly #compositions = new Map<string, Composition>()

  constructor(ports: ConcurrencyPorts) {
    this.#ports = ports
  }

  /** To be told of every change of a publication about the gateway. */
  changed(gateway: string): void {
    const publications = this.#ports.newestOf(gateway)
    if (publications.length === 0) this.#compositions.delete(gateway)
    else this.#compositions.set(gateway, compose(publications, this.#ports.policy()))
  }

  /** To be told when the stale policy changes. */
  policyChanged(): void {
    for (const gateway of [...this.#compositions.keys()]) this.changed(gateway)
  }

  /** Active calls and line limit as selection uses them; cheap enough for every candidate of every call. */
  occupancy(gateway: string): ComposedOccupancy {
    const own = this.#ports.ownActive(gateway)
    const configured = this.#ports.configuredCapacity(gateway)
    const composition = this.#compositions.get(gateway)
    if (composition === undefined || !this.#ports.isPublished(gateway)) {
      return plainOccupancy(own, configured)
    }
    const { elsewhere, gatewayActive, gatewayCapacity, suspended } = composition
    const sum = own + elsewhere
    const publications = this.#ports.newestOf(gateway)
    const nowMs = this.#ports.monotonicMs()
    return {
      active: gatewayActive === undefined ? sum : Math.max(sum, gatewayActive),
      capacity: smallerLimit(configured, gatewayCapacity),
      own,
      elsewhere,
      freshness: freshnessOfAll(publications, nowMs),
      publishedActive: gatewayActive,
      publishAgeMs: nowMs - newestRenewal(publications),
      suspended,
    }
  }

  /** Calls that other nodes have at the gateway: the part that the own ledger cannot know. */
  elsewhere(gateway: string): number {
    if (!this.#ports.isPublished(gateway)) return 0
    return this.#compositions.get(gateway)?.elsewhere ?? 0
  }
}

function plainOccupancy(own: number, capacity: number): ComposedOccupancy {
  return {
    active: own,
    capacity,
    own,
    elsewhere: 0,
    freshness: 'none',
    publishedActive: undefined,
    publishAgeMs: undefined,
    suspended: false,
  }
}

/** 0 means unlimited and yields to the other. */
function smallerLimit(a: number, b: number): number {
  if (a === 0) return b
  return b === 0 ? a : Math.min(a, b)
}

function compose(publications: readonly Publication[], policy: StalePolicy): Composition {
  let elsewhere = 0
  let gatewayActive: number | undefined
  let gatewayCapacity = 0
  let suspended = false
  for (const publication of publications) {
    const { publisherKind } = publication.stored
    if (publisherKind === 'own') continue
    if (publication.phase !== 'live') {
      const effect = staleEffect(policy, publication)
      suspended ||= effect.isSuspending
      if (!effect.isCounted) continue
    }
    const { active, capacity, status } = publication.figures
    if (publisherKind === 'node') elsewhere += active
    else if (status !== undefined) {
      gatewayActive = Math.max(gatewayActive ?? 0, active)
      gatewayCapacity = smallerLimit(gatewayCapacity, capacity)
    }
  }
  if (elsewhere === 0 && gatewayActive === undefined && !suspended) return nothing
  return { elsewhere, gatewayActive, gatewayCapacity, suspended }
}

function freshnessOfAll(publications: readonly Publication[], nowMs: number): Freshness {
  let freshness: Freshness = 'none'
  for (const each of publications) {
    freshness = worseOf(freshness, publicationFreshness(each, nowMs))
  }
  return freshness
}

function newestRenewal(publications: readonly Publication[]): number {
  let newest = -Infinity
  for (const each of publications) newest = Math.max(newest, each.renewedAtMs)
  return newest
}
