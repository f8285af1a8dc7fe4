import { ConcurrencySampler } from '../analysis/concurrency-sampler.ts'
import type { GatewaySample } from '../analysis/gateway-sample.ts'
import type { SampledFigures } from '../analysis/minute-tally.ts'
import type { NodeFigures } from '../api/contract/feed-rows.ts'
import type { Configuration } from '../configuration/configuration.ts'
import { ownPublishedActive, publishedActive } from '../publish/published-figure.ts'
import type { Publishing } from '../publish/publishing.ts'
import { bandOf } from '../routing/band.ts'
import type { RouteTable } from '../routing/route-table.ts'
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
  readonly routeTable: RouteTable
  readonly onSample: (sample: GatewaySample) => void
}

/** What is counted about the whole node, now and over time. */
export interface FigureParts {
  readonly nodeFigures: () => NodeFigures
  readonly history: FigureHistory
  readonly sampler: ConcurrencySampler
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
  const sampler = new ConcurrencySampler({
    clock,
    gateways: () => configuration.routingGateways.all(),
    figuresOf: (name) => sampledFigures(ports, name),
    refusedAtLimit: (name) => ports.routeTable.refusedAtLimit(name),
    onSample: ports.onSample,
  })
  return {
    ...{ nodeFigures, history, sampler },
    touch: (gateway) => {
      gatewayCounts.touch(gateway)
      sampler.touch(gateway)
    },
    touchAll: () => {
      gatewayCounts.touchAll()
      sampler.touchAll()
    },
    start() {
      publishRequests.start()
      history.start()
      sampler.start()
    },
    stop() {
      publishRequests.stop()
      history.stop()
      sampler.stop()
    },
  }
}

function sampledFigures(
  { configuration, figures, publishing }: FigurePartsPorts,
  name: string,
): SampledFigures | undefined {
  if (configuration.routingGateways.get(name) === undefined) return undefined
  const { active, capacity, own, freshness } = figures.occupancy(name)
  const newest = publishing.compositor.newestOf(name)
  const ownPublished = ownPublishedActive(newest)
  return {
    ...{ active, capacity },
    band: bandOf({ active, capacity }, figures.bands),
    published: publishedActive(newest),
    publicationError: ownPublished === undefined ? undefined : Math.abs(ownPublished - own),
    isStale: freshness === 'stale',
  }
}
