import type { NodeFigures } from '../api/contract/feed-rows.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { Publishing } from '../publish/publishing.ts'
import { FigureHistory } from './figure-history.ts'
import { GatewayCounts } from './gateway-counts.ts'
import type { GatewayFigures } from './gateway-figures.ts'
import { createNodeFigures, type NodeFiguresPorts } from './node-figures.ts'
import { SlidingCount } from './sliding-count.ts'

interface FigurePartsPorts extends Omit<
  NodeFiguresPorts,
  'gatewayCounts' | 'publishRequests' | 'publishing'
> {
  readonly configuration: Configuration
  readonly figures: GatewayFigures
  readonly publishing: Publishing
}

/** What is counted about the whole node, now and over time. */
export interface FigureParts {
  readonly nodeFigures: () => NodeFigures
  readonly history: FigureHistory
  /** A figure or a setting of a routing gateway changed; runs on the signalling path. */
  touch(gateway: string): void
  /** Settings that figures of every gateway depend on changed. */
  touchAll(): void
  start(): void
  stop(): void
}

export function createFigureParts(ports: FigurePartsPorts): FigureParts {
  const { clock, configuration, figures, publishing } = ports
  const gatewayCounts = new GatewayCounts({
    gateways: configuration.routingGateways,
    bandOf: (name) => figures.bandOf(name),
    unusableReason: (name) => figures.unusableReason(name),
  })
  const publishRequests = new SlidingCount(clock, () => publishing.agent.sent)
  const nodeFigures = createNodeFigures({ ...ports, gatewayCounts, publishRequests })
  const history = new FigureHistory(clock, nodeFigures)
  return {
    nodeFigures,
    history,
    touch: (gateway) => {
      gatewayCounts.touch(gateway)
    },
    touchAll: () => {
      gatewayCounts.touchAll()
    },
    start() {
      publishRequests.start()
      history.start()
    },
    stop() {
      publishRequests.stop()
      history.stop()
    },
  }
}
