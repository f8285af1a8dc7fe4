/* Troubleshooting: four rules in eleven conditions, looked at every five seconds from figures that the engine has at hand.
 * A look at many gateways is made in pieces. Nothing here runs on the signalling path, and nothing asks the store. */
import { isDeepStrictEqual } from 'node:util'
import type { Actor } from '../../api/contract/audit-entry.ts'
import { EngineError } from '../../api/contract/errors.ts'
import type { Evidence, PlannedField } from '../../api/contract/evidence.ts'
import {
  findingIds,
  findingRules,
  type FindingId,
  type FindingRow,
  type FixQuestion,
} from '../../api/contract/finding-procedures.ts'
import type { Configuration, ConfigurationChanges } from '../../configuration/configuration.ts'
import type { Clock, Timer } from '../../kernel/clock.ts'
import { LiveList, type LiveRows } from '../../kernel/live-list.ts'
import type { Subject } from './conditions.ts'
import { EngineLook, type Found } from './engine-look.ts'
import { changesOf } from './fix-changes.ts'
import { offersFor, type FixGrounds } from './fix-offers.ts'
import { expireEvidence } from './node-conditions.ts'
import type { ObservedEngine } from './observed.ts'
import type { GatewayMemory } from './gateway-memory.ts'
import { RequestRates } from './request-rates.ts'

export interface FindingBoardPorts {
  readonly clock: Clock
  readonly engine: ObservedEngine
  readonly configuration: Configuration
}

/** What is found now, and what mends it. */
export interface Findings {
  readonly rows: LiveRows<FindingRow>
  /** Looks at once, and answers what is found, in the order of the rules. */
  list(): Promise<readonly FindingRow[]>
  planFix(question: FixQuestion): readonly PlannedField[]
  /** Number of the edit; null = nothing was to be changed. */
  applyFix(question: FixQuestion, actor: Actor, expected?: readonly PlannedField[]): number | null
}

const everyMs = 5000
/** An edit may have mended something: the next look comes soon, but takes a row of edits together. */
const afterEditMs = 250
/** Gateways looked at in one turn, and the pause after it. */
const gatewaysPerTurn = 200
const pauseMs = 10
const mostShown = 20

const serious: ReadonlySet<FindingId> = new Set<FindingId>([
  ...(['overload.active', 'stale.error', 'conflict.view', 'conflict.expired'] as const),
])

export class FindingBoard implements Findings {
  readonly #ports: FindingBoardPorts
  readonly #rows = new LiveList<FindingRow, FindingRow>((row) => row)
  readonly #memories = new Map<string, GatewayMemory>()
  readonly #rates = new RequestRates()
  #found: Found = new Map()
  #dormant: readonly string[] = []
  #timer: Timer | undefined
  #isLooking = false
  #isStarted = false
  /** Who asked for a look, and who is answered by the one that is being made. */
  readonly #waiting: (() => void)[] = []
  readonly #answering: (() => void)[] = []

  constructor(ports: FindingBoardPorts) {
    this.#ports = ports
  }

  get rows(): LiveRows<FindingRow> {
    return this.#rows
  }

  start(): void {
    this.#isStarted = true
    this.#ports.configuration.events.on('edited', () => this.#lookIn(afterEditMs))
    this.#lookIn(afterEditMs)
  }

  stop(): void {
    this.#isStarted = false
    if (this.#timer) this.#ports.clock.stopTimer(this.#timer)
    for (const resolve of [...this.#answering.splice(0), ...this.#waiting.splice(0)]) resolve()
  }

  async list(): Promise<readonly FindingRow[]> {
    await new Promise<void>((resolve) => {
      if (!this.#isStarted) return resolve()
      this.#waiting.push(resolve)
      this.#lookIn(0)
    })
    return findingIds.flatMap((id) => this.#rows.row(id) ?? [])
  }

  planFix(question: FixQuestion): readonly PlannedField[] {
    return this.#ports.configuration.planEdits(this.#changesOf(question))
  }

  applyFix(question: FixQuestion, actor: Actor, expected?: readonly PlannedField[]): number | null {
    const { configuration } = this.#ports
    const changes = this.#changesOf(question)
    if (expected && !isDeepStrictEqual(plain(configuration.planEdits(changes)), plain(expected))) {
      const text = 'the fix would change something else by now than what was planned'
      throw new EngineError('CONFLICT', text, { name: question.finding })
    }
    return configuration.applyEdits(changes, actor)
  }

  #changesOf(question: FixQuestion): ConfigurationChanges {
    const { finding, fix } = question
    const grounds = this.#groundsOf(finding)
    if (!grounds) {
      const text = `"${finding}" is not found now, so there is nothing to mend`
      throw new EngineError('NOT_FOUND', text, { name: finding })
    }
    const offered = offersFor(finding, grounds)
    const offer = offered.find((each) => each.fix === fix)
    if (offer) return changesOf(question, offer, grounds)
    const allowed = offered.map((each) => each.fix).join(', ')
    throw new EngineError(
      'INVALID_VALUE',
      `"${fix}" does not mend "${finding}" now; allowed: ${allowed}`,
      { field: 'fix', value: fix, allowed },
    )
  }

  #groundsOf(id: FindingId): FixGrounds | undefined {
    const subjects = this.#found.get(id)
    const { engine, configuration } = this.#ports
    return (
      subjects && {
        ...{ engine, subjects, dormant: this.#dormant },
        gateway: (name) => configuration.routingGateways.get(name),
      }
    )
  }

  #lookIn(delayMs: number): void {
    if (!this.#isStarted || this.#isLooking) return
    const { clock } = this.#ports
    if (this.#timer) clock.stopTimer(this.#timer)
    this.#timer = clock.startTimer(delayMs, () => this.#look())
  }

  #look(): void {
    const { clock, engine } = this.#ports
    this.#isLooking = true
    this.#answering.push(...this.#waiting.splice(0))
    const look = new EngineLook(engine, this.#memories)
    const names = [...engine.gateways()]
    const takeNext = (from: number): void => {
      const nowMs = clock.monotonicMs()
      for (const name of names.slice(from, from + gatewaysPerTurn)) look.take(name, nowMs)
      if (from + gatewaysPerTurn < names.length) {
        this.#timer = clock.startTimer(pauseMs, () => takeNext(from + gatewaysPerTurn))
        return
      }
      this.#finish(look, names)
      for (const resolve of this.#answering.splice(0)) resolve()
      this.#lookIn(this.#waiting.length > 0 ? 0 : everyMs)
    }
    takeNext(0)
  }

  #finish(look: EngineLook, names: readonly string[]): void {
    const { clock, engine } = this.#ports
    this.#isLooking = false
    this.#rates.note(engine.targets(), clock.monotonicMs())
    this.#found = look.finish((target) => this.#rates.of(target))
    this.#dormant = look.tally.dormant
    if (this.#memories.size > names.length) this.#forgetAllBut(new Set(names))
    for (const id of findingIds) this.#show(id)
  }

  #forgetAllBut(names: ReadonlySet<string>): void {
    for (const name of this.#memories.keys()) if (!names.has(name)) this.#memories.delete(name)
  }

  #show(id: FindingId): void {
    const before = this.#rows.get(id)
    const grounds = this.#groundsOf(id)
    if (!grounds) {
      this.#rows.delete(id)
      return
    }
    const { clock, engine } = this.#ports
    const row: FindingRow = {
      ...{ id, rule: ruleOf(id), severity: serious.has(id) ? 'serious' : 'warning' },
      sinceMs: before?.sinceMs ?? clock.nowMs(),
      evidence: [...leadOf(id, engine), ...shown(grounds.subjects)],
      fixes: offersFor(id, grounds),
    }
    if (!isDeepStrictEqual(row, before)) this.#rows.add(id, row)
  }
}

const ruleOf = (id: FindingId): FindingRow['rule'] => {
  const rule = findingRules.find((each) => id.startsWith(`${each}.`))
  return rule ?? 'overload'
}

/** What stands before the gateways and nodes that it concerns. */
function leadOf(id: FindingId, engine: ObservedEngine): Evidence[] {
  const isAboutLifetime = !id.startsWith('overload.') && id !== 'conflict.delay'
  if (!isAboutLifetime) return []
  const lead = [expireEvidence(engine.expireSeconds())]
  if (id !== 'stale.error' && id !== 'excess.rate') return lead
  const source = { kind: 'setting', field: 'publishOnChange' } as const
  return [
    ...lead,
    { code: 'publishOnChangeIs', values: { mode: engine.publishOnChange() }, source },
  ]
}

function shown(subjects: readonly Subject[]): Evidence[] {
  const first = subjects.slice(0, mostShown).map(({ evidence }) => evidence)
  const count = subjects.length - mostShown
  return count > 0 ? [...first, { code: 'andMore', values: { count }, source: null }] : first
}

/** As it is after it has crossed a carrier. */
const plain = (fields: readonly PlannedField[]): unknown => JSON.parse(JSON.stringify(fields))
