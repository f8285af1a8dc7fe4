import { Worker } from 'node:worker_threads'
import { EngineError } from '../api/contract/errors.ts'
import type { PlanFeedRow, PlanQuestion, PlanResult } from '../api/contract/plan-procedures.ts'
import { LiveList, type LiveRows } from '../kernel/live-list.ts'
import type { PlanWord } from './plan-frames.ts'

/** Plans at work at once, and plans kept. */
const mostRunning = 2
const mostKept = 20

/** The plans of a host; each is simulated in a thread of its own. */
export interface PlanDesk {
  readonly rows: LiveRows<PlanFeedRow>
  /** Number of the new plan. */
  start(question: PlanQuestion, startedBy: string): number
  result(plan: number): PlanResult
  stop(plan: number): Promise<void>
  /** Stops everything. */
  close(): Promise<void>
}

interface Plan {
  readonly id: number
  readonly question: PlanQuestion
  readonly startedBy: string
  readonly startedAtMs: number
  state: PlanFeedRow['state']
  progress: number
  fault: string
  result: PlanResult | undefined
  worker: Worker | undefined
}

export function createPlanDesk({ nowMs }: { readonly nowMs: () => number }): PlanDesk {
  return new Desk(nowMs)
}

class Desk implements PlanDesk {
  readonly #nowMs: () => number
  readonly #plans = new LiveList<Plan, PlanFeedRow>(rowOf)
  #last = 0

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  get rows(): LiveRows<PlanFeedRow> {
    return this.#plans
  }

  start(question: PlanQuestion, startedBy: string): number {
    const running = this.#plans.things().filter(({ state }) => state === 'running')
    if (running.length >= mostRunning) {
      const sentence = `${mostRunning} plans are running, which is the most: stop one or wait`
      throw new EngineError('INVALID_VALUE', sentence)
    }
    const id = ++this.#last
    const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), {
      workerData: question,
    })
    worker.unref()
    const plan: Plan = {
      ...{ id, question, startedBy, startedAtMs: this.#nowMs(), state: 'running' },
      ...{ progress: 0, fault: '', result: undefined, worker },
    }
    this.#follow(plan, worker)
    this.#forgetOldest()
    this.#plans.add(id, plan)
    return id
  }

  result(id: number): PlanResult {
    const { result, state } = this.#find(id)
    if (result) return result
    throw new EngineError('INVALID_VALUE', `the state of plan ${id} is "${state}"; allowed: "done"`)
  }

  async stop(id: number): Promise<void> {
    const plan = this.#find(id)
    if (plan.state !== 'running') return
    this.#end(plan, { state: 'stopped' })
    await plan.worker?.terminate()
  }

  async close(): Promise<void> {
    for (const { id } of this.#plans.things()) await this.stop(id)
  }

  #follow(plan: Plan, worker: Worker): void {
    worker.on('message', (word: PlanWord) => {
      if (plan.state !== 'running') return
      if (word.kind === 'done') {
        plan.result = word.result
        this.#end(plan, { state: 'done', progress: 1 })
        return
      }
      plan.progress = word.part
      this.#plans.changed(plan.id)
    })
    worker.on('error', (error: Error) => {
      this.#end(plan, { state: 'failed', fault: error.message })
    })
  }

  #end(plan: Plan, change: Pick<Plan, 'state'> & Partial<Plan>): void {
    if (plan.state !== 'running') return
    Object.assign(plan, change)
    this.#plans.changed(plan.id)
  }

  #forgetOldest(): void {
    const ended = this.#plans.things().filter(({ state }) => state !== 'running')
    for (const { id } of ended) {
      if (this.#plans.size < mostKept) return
      this.#plans.delete(id)
    }
  }

  #find(id: number): Plan {
    const plan = this.#plans.get(id)
    if (plan) return plan
    throw new EngineError('NOT_FOUND', `there is no plan ${id}`, { plan: id })
  }
}

const rowOf = (plan: Plan): PlanFeedRow => ({
  plan: plan.id,
  state: plan.state,
  startedBy: plan.startedBy,
  startedAtMs: plan.startedAtMs,
  nodes: plan.question.nodes,
  gateways: plan.question.gateways,
  callsPerSecond: plan.question.callsPerSecond,
  progress: plan.progress,
  fault: plan.fault,
})
