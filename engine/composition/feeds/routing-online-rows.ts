import type { RoutingOnlineFeedRow } from '../../api/contract/feed-rows.ts'
import type { RoutingGateway } from '../../api/contract/gateways.ts'
import type { RowKey, RowSource, TouchListener } from '../../api/server/feeds/feed-sources.ts'
import type { Kept } from '../../configuration/configuration.ts'
import type { Timer } from '../../kernel/clock.ts'
import { DueQueue, type DueItem } from '../../kernel/due-queue.ts'
import { untilDueMs } from '../../publish/publication-set.ts'
import { publishedActive } from '../../publish/published-figure.ts'
import { localAddressOf } from '../live-view.ts'
import type { FeedPorts } from './feed-ports.ts'
import { NumberedGateways } from './numbered-gateways.ts'

interface DueRow extends DueItem {
  readonly id: RowKey
}

/** How often rates that only time has changed are looked at again. */
const agingMs = 60_000

/** Rows of the feed `routingOnline`. */
export class RoutingOnlineSource implements RowSource<RoutingOnlineFeedRow> {
  readonly #ports: FeedPorts
  readonly #gateways: NumberedGateways<RoutingGateway>
  /** Rows whose publication will be due without a further word. */
  readonly #due: DueQueue<DueRow>
  readonly #dueRows = new Map<RowKey, DueRow>()
  /** Rows that show an answer rate, which goes with time. */
  readonly #aging = new Set<RowKey>()
  #listener: TouchListener | undefined
  #timer: Timer | undefined

  constructor(ports: FeedPorts) {
    const { configuration, clock } = ports
    this.#ports = ports
    this.#gateways = new NumberedGateways(configuration.routingGateways, (listener) =>
      configuration.events.on('routingGatewayChanged', listener),
    )
    this.#due = new DueQueue<DueRow>(clock, ({ id }) => {
      this.#listener?.touched(id)
    })
  }

  *all(): IterableIterator<RoutingOnlineFeedRow> {
    for (const gateway of this.#gateways.all()) yield this.#rowOf(gateway)
  }

  row(id: RowKey): RoutingOnlineFeedRow | undefined {
    const gateway = this.#gateways.get(id)
    if (gateway) return this.#rowOf(gateway)
    this.#forget(id)
    return undefined
  }

  watch(listener: TouchListener): () => void {
    const { configuration, touches } = this.#ports
    this.#listener = listener
    this.#startAging()
    const stops = [
      this.#gateways.watch(listener),
      touches.on('routingGateway', (name) => {
        const id = this.#gateways.idOf(name)
        if (id !== undefined) listener.touched(id)
      }),
      // Bands, stale policy and addresses concern every gateway.
      configuration.events.on('settingsChanged', () => {
        listener.allTouched()
      }),
    ]
    return () => {
      for (const stop of stops) stop()
      this.#listener = undefined
      if (this.#timer) this.#ports.clock.stopTimer(this.#timer)
      this.#due.clear()
      this.#dueRows.clear()
      this.#aging.clear()
    }
  }

  #startAging(): void {
    this.#timer = this.#ports.clock.startTimer(agingMs, () => {
      for (const id of this.#aging) this.#listener?.touched(id)
      this.#startAging()
    })
  }

  #rowOf(gateway: Kept<RoutingGateway>): RoutingOnlineFeedRow {
    const row = routingOnlineRow(this.#ports, gateway)
    if (!this.#listener) return row
    if (row.asr === null) this.#aging.delete(row.id)
    else this.#aging.add(row.id)
    if (row.freshness === 'fresh') this.#planDue(row.id, gateway.name)
    return row
  }

  /** A fresh publication becomes due by time alone. */
  #planDue(id: RowKey, name: string): void {
    const { clock, publishing } = this.#ports
    const nowMs = clock.monotonicMs()
    const delayMs = untilDueMs(publishing.compositor.newestOf(name), nowMs)
    if (delayMs === Infinity) return
    let item = this.#dueRows.get(id)
    if (!item) {
      item = { id, dueAtMs: 0, heapIndex: -1 }
      this.#dueRows.set(id, item)
    }
    this.#due.schedule(item, nowMs + delayMs)
  }

  #forget(id: RowKey): void {
    this.#aging.delete(id)
    const item = this.#dueRows.get(id)
    if (!item) return
    this.#due.cancel(item)
    this.#dueRows.delete(id)
  }
}

function routingOnlineRow(ports: FeedPorts, gateway: Kept<RoutingGateway>): RoutingOnlineFeedRow {
  const { gateways, figures, clock, publishing } = ports
  const { name } = gateway
  const occupancy = figures.occupancy(name)
  const rates = gateways.statistics.rates(name)
  const { publishAgeMs } = occupancy
  return {
    id: gateway.id,
    name,
    prefix: gateway.prefix,
    priority: gateway.priority,
    registerType: gateway.registerType,
    allowPublish: gateway.allowPublish,
    enforceCapacity: gateway.enforceCapacity,
    active: occupancy.active,
    ownActive: occupancy.own,
    capacity: occupancy.capacity,
    band: figures.bandOf(name),
    unusableReason: gateway.lockType === 0 ? (figures.unusableReason(name) ?? null) : 'locked',
    published: publishedActive(publishing.compositor.newestOf(name)) ?? null,
    publishedAtMs: publishAgeMs === undefined ? null : Math.round(clock.nowMs() - publishAgeMs),
    freshness: occupancy.freshness,
    asr: rates.asr ?? null,
    responseRatio: rates.responseRatio ?? null,
    connectRatio: rates.connectedRatio ?? null,
    acdSeconds: rates.acd ?? null,
    remoteAddress: remoteAddressOf(ports, gateway),
    localAddress: localAddressOf(ports, gateway),
    reachability: reachabilityOf(ports, gateway),
    retryAfterUntilMs: gateways.availability.retryAfterUntilMs(name) ?? null,
  }
}

function remoteAddressOf({ gateways }: FeedPorts, { name, remoteIp }: RoutingGateway): string {
  return gateways.locations.current(name)?.flow.remote.address ?? remoteIp
}

function reachabilityOf(
  { gateways }: FeedPorts,
  { name, registerType }: RoutingGateway,
): RoutingOnlineFeedRow['reachability'] {
  if (registerType === 1) return gateways.locations.current(name) ? 'registered' : 'not registered'
  if (registerType === 2) return registrationWord(gateways.registrations.stateOf(name)?.state)
  const isAlive = gateways.optionsCheck.stateOf(name)?.isAlive
  if (isAlive === undefined) return ''
  return isAlive ? 'online' : 'offline'
}

function registrationWord(state: string | undefined): RoutingOnlineFeedRow['reachability'] {
  if (state === 'registering') return 'registering'
  const isBound = state === 'registered' || state === 'refreshing' || state === 'lapsing'
  return isBound ? 'registered' : 'not registered'
}
