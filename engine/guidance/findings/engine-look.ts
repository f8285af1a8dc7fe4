import type { FindingId } from '../../api/contract/finding-procedures.ts'
import { gatewayConditions, type GatewayLook, type Subject } from './conditions.ts'
import { GatewayMemory } from './gateway-memory.ts'
import {
  nodeConditions,
  type ExpiredHere,
  type GatewayTally,
  type NodeLook,
} from './node-conditions.ts'
import type { ObservedEngine, ObservedGateway } from './observed.ts'

/** Whoever meets each condition; those that nobody meets are absent. */
export type Found = ReadonlyMap<FindingId, readonly Subject[]>

const gatewayTests = Object.entries(gatewayConditions) as [
  FindingId,
  (look: GatewayLook) => Subject | undefined,
][]
const nodeTests = Object.entries(nodeConditions) as [
  FindingId,
  (look: NodeLook) => readonly Subject[],
][]

/** One look over the whole engine, a gateway at a time, so that a look at many can be made in pieces. */
export class EngineLook {
  readonly #engine: ObservedEngine
  readonly #memories: Map<string, GatewayMemory>
  readonly #found = new Map<FindingId, Subject[]>()
  #allowed = 0
  #quiet = 0
  readonly #dormant: string[] = []
  readonly #expired: ExpiredHere[] = []
  readonly #heardAtMs = new Map<string, number>()

  constructor(engine: ObservedEngine, memories: Map<string, GatewayMemory>) {
    this.#engine = engine
    this.#memories = memories
  }

  get tally(): GatewayTally {
    return {
      ...{ allowed: this.#allowed, quiet: this.#quiet, dormant: this.#dormant },
      ...{ expired: this.#expired, heardAtMs: this.#heardAtMs },
    }
  }

  /** Looks at one gateway; forgets one that is gone. */
  take(name: string, nowMs: number): void {
    const gateway = this.#engine.gateway(name)
    if (!gateway) {
      this.#memories.delete(name)
      return
    }
    const memory = this.#memories.get(name) ?? new GatewayMemory(gateway, nowMs)
    this.#memories.set(name, memory)
    memory.note(gateway, nowMs)
    const expireSeconds = this.#engine.expireSeconds()
    for (const [id, test] of gatewayTests) {
      const subject = test({ gateway, memory, nowMs, expireSeconds })
      if (subject) this.#add(id, subject)
    }
    if (gateway.allowPublish) this.#addUp(gateway, memory, nowMs)
  }

  /** After the last gateway: the conditions of the node, and everything that was found. */
  finish(rateOf: NodeLook['rateOf']): Found {
    const look = { engine: this.#engine, tally: this.tally, rateOf }
    for (const [id, test] of nodeTests) {
      for (const subject of test(look)) this.#add(id, subject)
    }
    for (const subjects of this.#found.values()) subjects.sort((a, b) => b.weight - a.weight)
    return this.#found
  }

  #add(id: FindingId, subject: Subject): void {
    const others = this.#found.get(id)
    if (others) others.push(subject)
    else this.#found.set(id, [subject])
  }

  #addUp({ name, capacity, others }: ObservedGateway, memory: GatewayMemory, nowMs: number): void {
    const isQuiet = memory.changesLittle(capacity, nowMs)
    if (isQuiet !== undefined) this.#allowed++
    if (isQuiet === true) this.#quiet++
    if (memory.isDormant(nowMs)) this.#dormant.push(name)
    for (const { node, isLive, updatedAtMs, expiresAtMs } of others) {
      if (!isLive) this.#expired.push({ gateway: name, node, expiredAtMs: expiresAtMs })
      else this.#heardAtMs.set(node, Math.max(updatedAtMs, this.#heardAtMs.get(node) ?? 0))
    }
  }
}
