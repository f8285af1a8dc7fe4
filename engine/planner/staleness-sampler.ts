import type { PlanQuestion } from '../api/contract/plan-procedures.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Batch } from './measures.ts'
import type { SharedView } from './shared-view.ts'
import type { SimulatedGateways } from './simulated-gateways.ts'
import type { SimulatedNode } from './simulated-node.ts'
import type { SimulatedTraffic } from './simulated-traffic.ts'

export interface SamplerPorts {
  readonly clock: Clock
  readonly question: PlanQuestion
  readonly nodes: readonly SimulatedNode[]
  readonly views: readonly SharedView[]
  readonly gateways: SimulatedGateways
  readonly traffic: SimulatedTraffic
}

/** Figures taken at one look; of very many nodes and gateways only some are asked. */
const mostPerLook = 400

/** Compares what nodes think with what is true, and says how old it is. */
export class StalenessSampler {
  readonly #ports: SamplerPorts
  readonly #errors: number[] = []
  readonly #ages: number[] = []
  #looks = 0

  constructor(ports: SamplerPorts) {
    this.#ports = ports
  }

  get errors(): Float64Array {
    return Float64Array.from(this.#errors)
  }

  get ages(): Float64Array {
    return Float64Array.from(this.#ages)
  }

  sample(batch: Batch): void {
    this.#looks++
    for (const [node, gateway] of this.#pairs(this.#ports.nodes)) {
      const error = Math.abs(node.occupancy(gateway).active - this.#ports.traffic.active(gateway))
      this.#errors.push(error)
      batch.errorSum += error
      batch.errorCount++
    }
    for (const [view, gateway] of this.#pairs(this.#ports.views)) this.#sampleAges(view, gateway)
  }

  /** What arrived just now was written one way ago. */
  #sampleAges(view: SharedView, gateway: string): void {
    const { clock, question } = this.#ports
    const publications = view.compositor.newestOf(gateway)
    const step = Math.max(1, Math.ceil(publications.length / 8))
    for (let index = this.#looks % step; index < publications.length; index += step) {
      const publication = publications[index]
      if (publication === undefined || publication.stored.publisherKind === 'own') continue
      const ageMs = clock.monotonicMs() - publication.renewedAtMs + question.delayMs
      this.#ages.push(ageMs / 1000)
    }
  }

  /** Every pair, or every n-th from another start each time. */
  *#pairs<T>(things: readonly T[]): Generator<readonly [T, string]> {
    const names = [...this.#ports.gateways.byName.keys()]
    const count = things.length * names.length
    const step = Math.max(1, Math.ceil(count / mostPerLook))
    for (let index = this.#looks % step; index < count; index += step) {
      const thing = things[Math.floor(index / names.length)]
      const name = names[index % names.length]
      if (thing !== undefined && name !== undefined) yield [thing, name]
    }
  }
}
