import { createEmitter, type Emitter } from '../kernel/emitter.ts'
import type { AgentPublication } from '../publish/agent-target.ts'
import type { Publication } from '../publish/publication-set.ts'

/**
 * Told where something changes that a live feed shows, or where it is new or gone. On the signalling path, hence values
 * that are at hand anyway; without a listener it costs one look.
 */
export interface Touches {
  /** Lines, counts, suspensions, bindings or publications of a routing gateway. */
  readonly routingGateway: string
  readonly mappingGateway: string
  /** The binding of a dynamic gateway, or our registration at a gateway. */
  readonly registration: string
  readonly heldPublication: Publication
  readonly sentPublication: AgentPublication
  /** Dialog of a subscription. */
  readonly subscription: string
}

export const createTouches = (): Emitter<Touches> => createEmitter<Touches>()
