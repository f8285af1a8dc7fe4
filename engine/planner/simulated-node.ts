import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createEventPublicationAgent } from '../publish/event-publication-agent.ts'
import type { EventPublicationAgent } from '../publish/event-publication-agent.ts'
import type { GatewayStatus, StatusWord } from '../publish/gateway-status.ts'
import { admitCall } from '../routing/admission.ts'
import { bandOf } from '../routing/band.ts'
import { LineLedger } from '../routing/line-ledger.ts'
import type { Band, Occupancy, RoutingView } from '../routing/route-plan.ts'
import { RouteTable } from '../routing/route-table.ts'
import type { ClientTransaction } from '../sip/transaction/transaction-user.ts'
import type { SharedView } from './shared-view.ts'
import type { SimulatedNetwork } from './simulated-network.ts'

export interface NodePorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly network: SimulatedNetwork
  readonly settings: { readonly values: EngineSettings }
  readonly parameters: { readonly values: { readonly SS_SIP_PUBLISH_EXPIRE: number } }
  readonly gateways: ReadonlyMap<string, RoutingGateway>
  readonly view: SharedView
  readonly address: string
}

const statusOfBand: Readonly<Record<Band, StatusWord>> = {
  normal: 'available',
  reduce: 'reduced',
  'last resort': 'last-resort',
  full: 'full',
}

/** One node: the engine's own ledger, selection, admission and agent, put together as the engine puts them. */
export class SimulatedNode implements RoutingView {
  readonly name: string
  readonly agent: EventPublicationAgent
  readonly ledger = new LineLedger()
  readonly bands: RoutingView['bands']
  readonly #ports: NodePorts
  readonly #routeTable: RouteTable
  readonly #carried = new Map<string, number>()
  /** Version of the view that selection has seen, by gateway. */
  readonly #seen = new Map<string, number>()
  #sequence = 0

  constructor(ports: NodePorts) {
    this.#ports = ports
    const { nodeName, reduceBandPercent, lastResortBandPercent } = ports.settings.values
    this.name = nodeName
    this.bands = { reducePercent: reduceBandPercent, lastResortPercent: lastResortBandPercent }
    this.agent = createEventPublicationAgent({
      ...ports,
      log: silentLogger,
      transactions: {
        request: (request, destination, listener) => {
          const from = { address: ports.address, port: 5060 }
          ports.network.send(request, [from, destination.remote], listener)
          return unwatched
        },
      },
      resolver: {
        resolveNow: ({ host, port, protocol }) => [{ protocol, remote: { address: host, port } }],
        resolve: () => Promise.resolve([]),
      },
      alarms: { raise: () => undefined, clear: () => undefined },
      version: 'simulated',
      gateways: () => ports.gateways.values(),
      isPublished: (name) => ports.gateways.has(name),
      statusOf: (name) => this.#statusOf(name),
      ownTarget: () => ({ protocol: 'udp', remote: { address: ports.view.address, port: 5060 } }),
    })
    this.#routeTable = new RouteTable(this)
    this.#routeTable.replaceAll(ports.gateways.values())
    this.ledger.onChange = (name) => {
      this.#routeTable.touch(name)
      this.agent.numbersChanged(name)
    }
  }

  /** Finds a gateway for a call and takes a line of it; undefined = the call is refused. */
  placeCall(callee: string, from: MappingGateway, among: readonly string[]): string | undefined {
    this.#lookAtView(among)
    const plan = this.#routeTable.plan({ caller: '100', callee, mappingGateway: from })
    if (plan.kind !== 'candidates') return undefined
    for (let candidate = plan.next(); candidate !== undefined; candidate = plan.next()) {
      const { gateway } = candidate
      if (!admitCall(this.ledger, gateway, this.occupancy(gateway.name))) continue
      this.#carried.set(gateway.name, this.callsCarried(gateway.name) + 1)
      return gateway.name
    }
    return undefined
  }

  occupancy(name: string): Occupancy {
    const { view, gateways } = this.#ports
    const own = this.ledger.active(name)
    const capacity = gateways.get(name)?.capacity ?? 0
    return { active: own + view.elsewhere(name, this.name), capacity }
  }

  unusableReason(): undefined {
    return undefined
  }

  callsCarried(name: string): number {
    return this.#carried.get(name) ?? 0
  }

  /** The engine refreshes the order with each PUBLISH; here it is enough before the next call. */
  #lookAtView(names: readonly string[]): void {
    for (const name of names) {
      const version = this.#ports.view.versionOf(name)
      if (this.#seen.get(name) === version) continue
      this.#seen.set(name, version)
      this.#routeTable.touch(name)
    }
  }

  #statusOf(gatewayId: string): GatewayStatus {
    const occupancy = this.occupancy(gatewayId)
    const calls = this.callsCarried(gatewayId)
    return {
      ...{ gatewayId, node: this.name, active: this.ledger.active(gatewayId) },
      capacity: occupancy.capacity,
      status: statusOfBand[bandOf(occupancy, this.bands)],
      ...{ attempts: calls, answers: calls, sequence: ++this.#sequence },
    }
  }
}

/** The agent never looks at a transaction that it has sent. */
const unwatched = Object.freeze({
  state: 'trying',
  cancel: () => undefined,
  abandon: () => undefined,
}) as unknown as ClientTransaction
