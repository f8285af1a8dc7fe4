/** Who keeps a publication alive: this node's own agent, another node, or the gateway itself. */
export type PublisherKind = 'own' | 'node' | 'gateway'

/** A publication as the compositor keeps it and as the store saves it. */
export interface StoredPublication {
  /** Unique over all publications, replaced on every success. */
  readonly entityTag: string
  /** Name of the routing gateway that the event state is about. */
  readonly resource: string
  /** Made through `gateway-status@domain` without the gateway parameter: an address-of-record of its own. */
  readonly isAggregate: boolean
  /** Node name, or gateway name when the gateway publishes about itself. */
  readonly publisher: string
  readonly publisherKind: PublisherKind
  /** ip:port that the last PUBLISH came from. */
  readonly source: string
  /** Granted lifetime. */
  readonly expiresSeconds: number
  /** End of the lifetime by the wall clock; within the process the monotonic clock decides. */
  readonly expiresAtMs: number
  readonly body: string
  readonly contentType: string
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** Successful requests that this publication has seen, from 1. */
  readonly sequence: number
}

/** One change to be made durable; `put` replaces the publication known under `replaces`, if given. */
export type PublicationChange =
  | { readonly kind: 'put'; readonly publication: StoredPublication; readonly replaces?: string }
  | { readonly kind: 'remove'; readonly entityTag: string }

/** Where publications survive a restart. `onDone(true)` comes only after the change is durable. */
export interface PublicationPersistence {
  load(): readonly StoredPublication[]
  commit(change: PublicationChange, onDone: (ok: boolean) => void): void
}

/** Keeps nothing beyond the process; for tests and for engines without a data folder. */
export const memoryPersistence: PublicationPersistence = {
  load: () => [],
  commit: (_change, onDone) => {
    onDone(true)
  },
}
