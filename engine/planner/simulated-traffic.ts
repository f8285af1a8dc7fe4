import { mappingGateway } from '../api/contract/gateways.ts'
import type { PlanQuestion } from '../api/contract/plan-procedures.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import { emptyBatch } from './measures.ts'
import type { Batch } from './measures.ts'
import type { PlanModel } from './plan-model.ts'
import type { SimulatedGateways, SimulatedRoute } from './simulated-gateways.ts'
import type { SimulatedNode } from './simulated-node.ts'

export interface TrafficPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly model: PlanModel
  readonly question: PlanQuestion
  readonly nodes: readonly SimulatedNode[]
  readonly gateways: SimulatedGateways
}

/** Calls as a Poisson stream over all routes and nodes; knows what is true of every gateway. */
export class SimulatedTraffic {
  /** Where what happens is counted. */
  batch: Batch = emptyBatch()
  worstOvershoot = 0
  readonly #ports: TrafficPorts
  readonly #active = new Map<string, number>()
  readonly #from = mappingGateway.parse({ name: 'caller' })

  constructor(ports: TrafficPorts) {
    this.#ports = ports
  }

  /** Calls that hold a line of the gateway, on all nodes. */
  active(gateway: string): number {
    return this.#active.get(gateway) ?? 0
  }

  beginMeasuring(): void {
    this.worstOvershoot = 0
  }

  /** As many calls as there are on average, evenly placed, so that no time is spent on filling up. */
  fill(): void {
    const { model, question, gateways, nodes } = this.#ports
    const load = (model.callsPerSecond * question.talkSeconds) / gateways.byName.size
    for (const name of gateways.byName.keys()) {
      for (let call = 0; call < Math.min(Math.round(load), model.capacity); call++) {
        const node = this.#any(nodes)
        if (node.ledger.reserve(name, 0)) this.#hold(node, name, this.#restOfTalkMs())
      }
    }
  }

  start(): void {
    const { clock, ids, model } = this.#ports
    const waitMs = (-Math.log(1 - ids.fraction()) * 1000) / model.callsPerSecond
    clock.startTimer(waitMs, () => {
      this.start()
      this.#arrive()
    })
  }

  #arrive(): void {
    const { model, nodes, gateways } = this.#ports
    const route = this.#any(gateways.routes)
    const node = this.#any(nodes)
    this.batch.calls++
    const gateway = node.placeCall(route.callee, this.#from, route.gateways)
    if (gateway === undefined) {
      this.#refused(route)
      return
    }
    this.#hold(node, gateway, this.#talkMs())
    const overshoot = this.active(gateway) - model.capacity
    if (overshoot <= 0) return
    this.batch.overAssigned++
    this.worstOvershoot = Math.max(this.worstOvershoot, overshoot)
  }

  #refused(route: SimulatedRoute): void {
    this.batch.refused++
    const { capacity } = this.#ports.model
    const isFree = route.gateways.some((name) => this.active(name) < capacity)
    if (isFree) this.batch.refusedThoughFree++
  }

  #hold(node: SimulatedNode, gateway: string, talkMs: number): void {
    this.#active.set(gateway, this.active(gateway) + 1)
    this.#ports.clock.startTimer(talkMs, () => {
      this.#active.set(gateway, this.active(gateway) - 1)
      node.ledger.release(gateway)
    })
  }

  #talkMs(): number {
    const { question, ids } = this.#ports
    const meanMs = question.talkSeconds * 1000
    return question.talkTime === 'fixed' ? meanMs : -Math.log(1 - ids.fraction()) * meanMs
  }

  /** Of a call in progress; an exponential time has no memory. */
  #restOfTalkMs(): number {
    const { question, ids } = this.#ports
    if (question.talkTime === 'exponential') return this.#talkMs()
    return ids.fraction() * question.talkSeconds * 1000
  }

  #any<T>(things: readonly T[]): T {
    const thing = things[Math.floor(this.#ports.ids.fraction() * things.length)]
    if (thing === undefined) throw new Error('there is at least one')
    return thing
  }
}
