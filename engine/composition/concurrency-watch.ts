import { judgeGateway } from '../alarms/gateway-thresholds.ts'
import type { AlarmSink } from '../api/contract/alarms.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { BackToBackUserAgent } from '../calls/ports.ts'
import type { GatewayStatistics } from '../gateways/gateway-statistics.ts'
import type { Clock, Timer } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { auditLedger } from '../routing/ledger-audit.ts'
import type { LineLedger } from '../routing/line-ledger.ts'
import type { Occupancy } from '../routing/route-plan.ts'
import type { SettingsInForce } from './effective-settings.ts'

interface ConcurrencyWatchPorts {
  readonly clock: Clock
  readonly log: Logger
  readonly alarms: AlarmSink
  readonly settings: SettingsInForce
  readonly gateways: () => Iterable<RoutingGateway>
  readonly occupancy: (gateway: string) => Occupancy
  readonly statistics: GatewayStatistics
  readonly routingLedger: LineLedger
  readonly mappingLedger: LineLedger
  readonly calls: Pick<BackToBackUserAgent, 'heldLines'>
}

const everyMs = 10_000
const turnsPerMinute = 6

/** Looks at every gateway each ten seconds for its alarms, and audits the ledgers each minute. */
export class ConcurrencyWatch {
  readonly #ports: ConcurrencyWatchPorts
  /** Composed concurrency of the last minute, newest last, per gateway. */
  readonly #past = new Map<string, number[]>()
  /** Refused releases that were told already, per ledger. */
  readonly #told = new Map<string, number>()
  #turn = 0
  #timer: Timer | undefined

  constructor(ports: ConcurrencyWatchPorts) {
    this.#ports = ports
  }

  start(): void {
    this.#timer = this.#ports.clock.startTimer(everyMs, this.#look)
  }

  stop(): void {
    if (this.#timer) this.#ports.clock.stopTimer(this.#timer)
  }

  forget(gateway: string): void {
    this.#past.delete(gateway)
    const { alarms } = this.#ports
    for (const type of watchedTypes) alarms.clear(type, gateway)
  }

  /** Compares ledgers and live calls; a difference is put right, told and raised: it is a bug. */
  audit(): void {
    const { calls, routingLedger, mappingLedger } = this.#ports
    const held = calls.heldLines()
    this.#auditOne('routing', routingLedger, held.routing)
    this.#auditOne('mapping', mappingLedger, held.mapping)
  }

  readonly #look = (): void => {
    this.#timer = this.#ports.clock.startTimer(everyMs, this.#look)
    this.#turn++
    for (const gateway of this.#ports.gateways()) this.#judge(gateway)
    if (this.#turn % turnsPerMinute === 0) this.audit()
  }

  #judge(gateway: RoutingGateway): void {
    const { alarms, settings, statistics, occupancy } = this.#ports
    const { active, capacity } = occupancy(gateway.name)
    const past = this.#past.get(gateway.name) ?? []
    const figures = statistics.figures(gateway.name)
    const verdicts = judgeGateway(
      {
        gateway: gateway.name,
        active,
        capacity,
        activeMinuteAgo: past[0] ?? active,
        answerRate: statistics.answerRate(gateway.name),
        meanCallSeconds: figures.acd === 0 ? undefined : figures.acd,
      },
      settings.values,
    )
    for (const { type, condition } of verdicts) {
      if (condition) alarms.raise(condition)
      else alarms.clear(type, gateway.name)
    }
    this.#checkLimit(gateway.name, active, capacity)
    past.push(active)
    if (past.length > turnsPerMinute) past.shift()
    this.#past.set(gateway.name, past)
  }

  #checkLimit(gateway: string, active: number, capacity: number): void {
    const { alarms } = this.#ports
    if (capacity === 0 || active <= capacity) {
      alarms.clear('lineLimitExceeded', gateway)
      return
    }
    const text = `${active} lines in use, line limit ${capacity}`
    const figures = { value: active, upper: capacity }
    alarms.raise({ type: 'lineLimitExceeded', subject: gateway, level: 2, text, ...figures })
  }

  #auditOne(kind: string, ledger: LineLedger, live: ReadonlyMap<string, number>): void {
    const { alarms, log } = this.#ports
    const differences = auditLedger(ledger, live)
    const refused = ledger.refusedReleases - (this.#told.get(kind) ?? 0)
    this.#told.set(kind, ledger.refusedReleases)
    if (differences.length === 0 && refused === 0) {
      alarms.clear('ledgerDifference', kind)
      return
    }
    const [first] = differences
    const text = first
      ? `${first.gateway}: ${first.reserved} lines reserved, ${first.live} held by calls`
      : `${refused} releases matched no reservation`
    log.error('the ledger differs from the calls', { kind, text })
    alarms.raise({ type: 'ledgerDifference', subject: kind, level: 2, text })
  }
}

const watchedTypes = [
  'routingGatewayAsr',
  'routingGatewayAcd',
  'routingGatewayConcurrencyDrop',
  'routingGatewayConcurrencyRise',
  'lineLimitExceeded',
] as const
