/*
 * What troubleshooting reads of the running engine: figures that are at hand, so that a look costs no question to the store
 * and nothing on the signalling path.
 */

/** What another node has published about a gateway, as this node's compositor holds it. */
export interface OtherView {
  readonly node: string
  /** Line limit that it holds the gateway to, 0 = unlimited. */
  readonly capacity: number
  readonly status: string
  /** false = its lifetime ran out, and a tombstone is left. */
  readonly isLive: boolean
  readonly expiresSeconds: number
  readonly updatedAtMs: number
  readonly expiresAtMs: number
}

/** One routing gateway as it is now. */
export interface ObservedGateway {
  readonly name: string
  readonly allowPublish: boolean
  readonly enforceCapacity: boolean
  /** Composed concurrency, and this node's own ledger. */
  readonly active: number
  readonly ownActive: number
  /** Line limit in force, 0 = unlimited. */
  readonly capacity: number
  /** Calls that it was given since the start. */
  readonly calls: number
  /** Own count as this node's own publication tells it; undefined = there is none. */
  readonly ownPublished: number | undefined
  /** The status word that is true of it here. */
  readonly status: string
  readonly others: readonly OtherView[]
}

/** A publish target of this node. */
export interface ObservedTarget {
  readonly name: string
  /** This node's own compositor. */
  readonly isOwn: boolean
  /** PUBLISH requests sent to it since it is one. */
  readonly sent: number
  /** Publications that wait for their turn. */
  readonly waiting: number
  /** From request to answer, smoothed; undefined = nothing was answered yet. */
  readonly roundTripMs: number | undefined
  /** Publications whose lifetime ran out there. */
  readonly expired: number
  /** Publications of ours that are kept there, or should be. */
  readonly publications: number
}

/** A publication of ours that has expired at a target while the own compositor holds it. */
export interface ExpiredAtTarget {
  readonly gateway: string
  readonly target: string
  readonly lastError: string
}

/** What another node announces of itself. */
export interface ObservedNode {
  readonly name: string
  readonly publishExpireSeconds: number
}

/** Where all of it comes from; bound by the composition root. */
export interface ObservedEngine {
  readonly expireSeconds: () => number
  readonly pacePerSecond: () => number
  readonly publishOnChange: () => string
  /** Names of all routing gateways. */
  readonly gateways: () => Iterable<string>
  /** undefined = it is gone meanwhile. */
  readonly gateway: (name: string) => ObservedGateway | undefined
  readonly targets: () => Iterable<ObservedTarget>
  /** Only asked when a target tells of expired ones. */
  readonly expiredAtTargets: () => Iterable<ExpiredAtTarget>
  readonly nodes: () => Iterable<ObservedNode>
}
