import {
  checkPoints,
  type CheckPoint,
  type ChecklistRow,
  type Exemption,
} from '../../api/contract/checklist-procedures.ts'
import { EngineError } from '../../api/contract/errors.ts'
import { LiveList, type LiveRows } from '../../kernel/live-list.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { CheckedEngine } from './checked-engine.ts'
import {
  readMemory,
  type ChecklistMemory,
  type KeptResult,
  type Remembered,
} from './checklist-memory.ts'
import { points } from './points.ts'

interface RunQuestion {
  readonly points?: readonly CheckPoint[]
  readonly gateway?: string
  readonly minutes: number
}

/** The configuration checklist of a host. */
export interface ChecklistDesk {
  readonly rows: LiveRows<ChecklistRow>
  /** Begins to verify; the points that are. */
  run(question: RunQuestion, by: string): readonly CheckPoint[]
  /** Ends the run under way. */
  stop(): Promise<void>
  note(point: CheckPoint, text: string, by: string): void
  exempt(gateway: string, reason: string, by: string): void
  unexempt(gateway: string): void
}

export interface ChecklistPorts {
  readonly engine: CheckedEngine
  readonly memory: ChecklistMemory
  readonly log: Logger
}

interface Run {
  readonly stopping: AbortController
  readonly waiting: Set<CheckPoint>
  current: CheckPoint | undefined
  progress: number
  ended: Promise<void>
}

/** What the ports are is known once the engine is made; rows are asked for later than that. */
export function createChecklistDesk(ports: () => ChecklistPorts): ChecklistDesk {
  return new Desk(ports)
}

class Desk implements ChecklistDesk {
  readonly #ports: () => ChecklistPorts
  readonly #rows = new LiveList<CheckPoint, ChecklistRow>((point) => this.#rowOf(point))
  #remembered: Remembered | undefined
  #run: Run | undefined

  constructor(ports: () => ChecklistPorts) {
    this.#ports = ports
    for (const point of checkPoints) this.#rows.add(point, point)
  }

  get rows(): LiveRows<ChecklistRow> {
    return this.#rows
  }

  run(question: RunQuestion, by: string): readonly CheckPoint[] {
    if (this.#run) {
      throw new EngineError('CONFLICT', 'the checklist is being run: stop it, or wait for its end')
    }
    const { gateway } = question
    if (gateway !== undefined) this.#demandGateway(gateway)
    const wanted = checkPoints.filter((point) => question.points?.includes(point) ?? true)
    const run: Run = {
      ...{ stopping: new AbortController(), waiting: new Set(wanted), current: undefined },
      ...{ progress: 0, ended: Promise.resolve() },
    }
    this.#run = run
    run.ended = this.#verifyAll(run, question, by).finally(() => {
      this.#run = undefined
      this.#changedAll()
    })
    this.#changedAll()
    return wanted
  }

  async stop(): Promise<void> {
    this.#run?.stopping.abort()
    await this.#run?.ended
  }

  note(point: CheckPoint, text: string, by: string): void {
    const { engine, memory } = this.#ports()
    if (text.trim() === '') {
      memory.remove('note', String(point))
      this.#memory.notes.delete(point)
    } else {
      const note = { text, by, atMs: engine.nowMs() }
      memory.put('note', String(point), note)
      this.#memory.notes.set(point, note)
    }
    this.#rows.changed(point)
  }

  exempt(gateway: string, reason: string, by: string): void {
    const { engine, memory } = this.#ports()
    this.#demandGateway(gateway)
    const said = { reason, by, atMs: engine.nowMs() }
    memory.put('exemption', gateway, said)
    this.#memory.exemptions.set(gateway, { gateway, ...said })
    this.#rows.changed(2)
  }

  unexempt(gateway: string): void {
    if (!this.#memory.exemptions.has(gateway)) {
      const text = `no exemption is kept for "${gateway}"`
      throw new EngineError('UNKNOWN_NAME', text, { value: gateway })
    }
    this.#ports().memory.remove('exemption', gateway)
    this.#memory.exemptions.delete(gateway)
    this.#rows.changed(2)
  }

  get #memory(): Remembered {
    return (this.#remembered ??= readMemory(this.#ports().memory))
  }

  #demandGateway(name: string): void {
    for (const gateway of this.#ports().engine.routingGateways()) if (gateway.name === name) return
    throw new EngineError('UNKNOWN_NAME', `no routing gateway is named "${name}"`, { value: name })
  }

  async #verifyAll(run: Run, question: RunQuestion, by: string): Promise<void> {
    for (const point of [...run.waiting]) {
      if (run.stopping.signal.aborted) return
      run.waiting.delete(point)
      run.current = point
      run.progress = 0
      this.#rows.changed(point)
      const result = await this.#verify(point, run, question)
      // What was broken off proves nothing: the earlier result stays.
      if (run.stopping.signal.aborted) return
      this.#keep(point, { ...result, verifiedBy: by })
    }
  }

  async #verify(
    point: CheckPoint,
    run: Run,
    { gateway: only, minutes }: RunQuestion,
  ): Promise<Omit<KeptResult, 'verifiedBy'>> {
    const { engine, log } = this.#ports()
    const gateways = [...engine.routingGateways()].filter(({ name }) => name === (only ?? name))
    const seen = { gateway: only ?? '', fault: '' }
    try {
      const { isSimulated = false, ...found } = await points[point]({
        ...{ engine, gateways, minutes, exemptions: this.#memory.exemptions },
        onProgress: (part) => {
          run.progress = part
          this.#rows.changed(point)
        },
        signal: run.stopping.signal,
      })
      return { ...found, ...seen, isSimulated, verifiedAtMs: engine.nowMs() }
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error)
      if (!(error instanceof EngineError)) {
        log.error('a point could not be verified', { point, error })
      }
      const nothing = { result: 'not yet', isSimulated: false, evidence: [] } as const
      return { ...nothing, ...seen, fault, verifiedAtMs: engine.nowMs() }
    }
  }

  #keep(point: CheckPoint, result: KeptResult): void {
    const { memory, log } = this.#ports()
    this.#memory.results.set(point, result)
    this.#rows.changed(point)
    try {
      memory.put('result', String(point), result)
    } catch (error) {
      // It is shown all the same; after a restart the one before is.
      log.warn('a result of the checklist could not be kept', { point, error: String(error) })
    }
  }

  #changedAll(): void {
    for (const point of checkPoints) this.#rows.changed(point)
  }

  #rowOf(point: CheckPoint): ChecklistRow {
    const { results, notes, exemptions } = this.#memory
    const run = this.#run
    const isRunning = run?.current === point
    return {
      ...(results.get(point) ?? unverified),
      ...{ point, note: notes.get(point) ?? null },
      state: isRunning ? 'running' : run?.waiting.has(point) === true ? 'waiting' : 'idle',
      progress: isRunning ? run.progress : 0,
      exemptions: point === 2 ? sorted(exemptions.values()) : [],
    }
  }
}

const unverified: KeptResult = {
  ...{ result: null, isSimulated: false, evidence: [], fault: '' },
  ...{ verifiedAtMs: null, verifiedBy: '', gateway: '' },
}

const sorted = (exemptions: Iterable<Exemption>): Exemption[] =>
  [...exemptions].toSorted((one, other) => one.gateway.localeCompare(other.gateway))
