import { routingGateway } from '../api/contract/gateways.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { PlanModel } from './plan-model.ts'

/** The gateways that the numbers of one prefix can be routed to. */
export interface SimulatedRoute {
  /** A number of that prefix. */
  readonly callee: string
  readonly gateways: readonly string[]
}

/** The gateways of a model, by name and by route. */
export interface SimulatedGateways {
  readonly byName: ReadonlyMap<string, RoutingGateway>
  readonly routes: readonly SimulatedRoute[]
}

/** Of one length, so that no prefix begins another. */
const firstPrefix = 1000

export function createSimulatedGateways(model: PlanModel): SimulatedGateways {
  const byName = new Map<string, RoutingGateway>()
  const routes = Array.from({ length: model.routes }, (_, route) => {
    const prefix = String(firstPrefix + route)
    const names = Array.from({ length: model.gatewaysPerRoute }, (_each, place) => {
      const name = `GW-${route}-${place}`
      const { capacity } = model
      byName.set(name, routingGateway.parse({ name, prefix, capacity, allowPublish: true }))
      return name
    })
    return { callee: `${prefix}55`, gateways: names }
  })
  return { byName, routes }
}
