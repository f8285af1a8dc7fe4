import type { RoutingOnlineRow } from '../api/contract/live-rows.ts'
import type { Ask } from '../api/contract/procedures.ts'
import type { Endpoint } from '../sip/transport/transport.ts'
import type { LabSurroundings } from './lab-peer.ts'

/** A private engine as the lab sees it: a SIP address, and the contract. */
export interface LabNode {
  readonly name: string
  /** Its UDP listener. */
  readonly endpoint: Endpoint
  readonly domain: string
  readonly ask: Ask
  online(): readonly RoutingOnlineRow[]
  /** Orderly stop; its data folder is removed. */
  stop(): Promise<void>
}

/** What a private engine is started with. */
export interface LabNodeOptions {
  readonly name: string
  readonly address: string
  readonly surroundings: LabSurroundings
  readonly isSimulated: boolean
}

/** Handed in by a composition root: the lab knows no engine. */
export type StartLabNode = (options: LabNodeOptions) => Promise<LabNode>
