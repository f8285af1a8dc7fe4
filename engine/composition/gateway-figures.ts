import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { GatewayAvailability } from '../gateways/gateway-availability.ts'
import type { GatewayStatistics } from '../gateways/gateway-statistics.ts'
import type { ParameterReader } from '../parameters/parameter-catalogue.ts'
import type { ComposedConcurrency } from '../publish/composed-concurrency.ts'
import type { GatewayStatus, StatusWord } from '../publish/gateway-status.ts'
import { bandOf } from '../routing/band.ts'
import type { LineLedger } from '../routing/line-ledger.ts'
import type { Band, RoutingView } from '../routing/route-plan.ts'
import type { SettingsInForce } from './effective-settings.ts'

interface GatewayFiguresPorts {
  readonly settings: SettingsInForce
  readonly parameters: ParameterReader
  readonly gateway: (name: string) => RoutingGateway | undefined
  readonly ledger: LineLedger
  readonly availability: GatewayAvailability
  readonly statistics: GatewayStatistics
  /** Bound after publishing was made. */
  readonly concurrency: () => ComposedConcurrency
  /** First sequence number; must rise from run to run. */
  readonly firstSequence: number
}

const stalePolicyText = 'its published state is stale'
const statusOfBand: Readonly<Record<Band, StatusWord>> = {
  normal: 'available',
  reduce: 'reduced',
  'last resort': 'last-resort',
  full: 'full',
}

/** What routing and publishing read about a routing gateway, out of ledger, publications, suspensions and counts. */
export class GatewayFigures implements RoutingView {
  readonly #ports: GatewayFiguresPorts
  #sequence: number

  constructor(ports: GatewayFiguresPorts) {
    this.#ports = ports
    this.#sequence = ports.firstSequence
  }

  get bands(): RoutingView['bands'] {
    const { reduceBandPercent, lastResortBandPercent } = this.#ports.settings.values
    return { reducePercent: reduceBandPercent, lastResortPercent: lastResortBandPercent }
  }

  readonly occupancy = (name: string) => this.#ports.concurrency().occupancy(name)

  unusableReason(name: string): string | undefined {
    const reason = this.#ports.availability.unusableReason(name)
    if (reason !== undefined) return reason
    return this.occupancy(name).suspended ? stalePolicyText : undefined
  }

  callsCarried(name: string): number {
    return this.#ports.statistics.callsCarried(name)
  }

  answerRate(name: string): number | undefined {
    if (!this.#ports.parameters.values.SS_GATEWAY_ASR_CALCULATE) return undefined
    return this.#ports.statistics.answerRate(name)
  }

  bandOf(name: string): Band {
    return bandOf(this.occupancy(name), this.bands)
  }

  /** What this node publishes about the gateway. */
  readonly statusOf = (name: string): GatewayStatus => {
    const { statistics, ledger, settings } = this.#ports
    const { attempts, answers } = statistics.figures(name)
    return {
      gatewayId: name,
      node: settings.values.nodeName,
      active: ledger.active(name),
      capacity: this.occupancy(name).capacity,
      status: this.statusWord(name),
      attempts,
      answers,
      sequence: ++this.#sequence,
    }
  }

  statusWord(name: string): StatusWord {
    const gateway = this.#ports.gateway(name)
    if (gateway !== undefined && gateway.lockType !== 0) return 'locked'
    if (this.unusableReason(name) !== undefined) return 'suspended'
    return statusOfBand[this.bandOf(name)]
  }
}
