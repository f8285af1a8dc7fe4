import type { Configuration } from '../configuration/configuration.ts'
import type { GatewayStatistics } from '../gateways/gateway-statistics.ts'
import { FindingBoard } from '../guidance/findings/finding-board.ts'
import type {
  ExpiredAtTarget,
  ObservedEngine,
  ObservedGateway,
  ObservedTarget,
  OtherView,
} from '../guidance/findings/observed.ts'
import type { Clock } from '../kernel/clock.ts'
import { ownTargetName } from '../publish/agent-target.ts'
import type { Publication } from '../publish/publication-set.ts'
import { ownPublishedActive } from '../publish/published-figure.ts'
import type { Publishing } from '../publish/publishing.ts'
import type { SettingsInForce } from './effective-settings.ts'
import type { GatewayFigures } from './gateway-figures.ts'

interface FindingPartsPorts {
  readonly clock: Clock
  readonly configuration: Configuration
  readonly settings: SettingsInForce
  readonly figures: GatewayFigures
  readonly statistics: GatewayStatistics
  readonly publishing: Publishing
}

/** Troubleshooting on this engine's own figures. */
export function createFindingBoard(ports: FindingPartsPorts): FindingBoard {
  const { clock, configuration, settings, publishing } = ports
  const engine: ObservedEngine = {
    expireSeconds: () => configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE,
    pacePerSecond: () => settings.values.publishPacePerSecond,
    publishOnChange: () => settings.values.publishOnChange,
    gateways: () => [...configuration.routingGateways.all()].map(({ name }) => name),
    gateway: (name) => observe(ports, name),
    targets: () => targetsOf(publishing),
    expiredAtTargets: () => expiredOf(publishing),
    nodes: () => publishing.compositor.nodes(),
  }
  return new FindingBoard({ clock, engine, configuration })
}

function observe(ports: FindingPartsPorts, name: string): ObservedGateway | undefined {
  const { configuration, figures, statistics, publishing } = ports
  const gateway = configuration.routingGateways.get(name)
  if (!gateway) return undefined
  const { active, own, capacity } = figures.occupancy(name)
  const newest = publishing.compositor.newestOf(name)
  return {
    ...{ name, active, ownActive: own, capacity },
    allowPublish: gateway.allowPublish,
    enforceCapacity: gateway.enforceCapacity,
    calls: statistics.callsCarried(name),
    ownPublished: ownPublishedActive(newest),
    status: figures.statusWord(name),
    others: newest.flatMap(viewOf),
  }
}

/** A plain presence state has no figures that could differ. */
function viewOf({ stored, figures, phase }: Publication): OtherView[] {
  if (stored.publisherKind !== 'node' || figures.status === undefined) return []
  const { capacity, status } = figures.status
  const { publisher: node, expiresSeconds, updatedAtMs, expiresAtMs } = stored
  const isLive = phase === 'live'
  return [{ node, capacity, status, isLive, expiresSeconds, updatedAtMs, expiresAtMs }]
}

function* targetsOf({ agent }: Publishing): IterableIterator<ObservedTarget> {
  for (const target of agent.targets()) yield { ...target, isOwn: target.name === ownTargetName }
}

function* expiredOf({ agent }: Publishing): IterableIterator<ExpiredAtTarget> {
  for (const { gateway, target, hasExpiredAtTarget, lastError } of agent.publications()) {
    if (!hasExpiredAtTarget) continue
    const own = agent.publication(gateway, ownTargetName)
    const isValidHere = own !== undefined && own.expiresAtMs > 0 && !own.hasExpiredAtTarget
    if (target !== ownTargetName && isValidHere) yield { gateway, target, lastError }
  }
}
