import { EngineError } from '../api/contract/errors.ts'
import { labConditions } from '../api/contract/lab-peers.ts'
import type { LabRunRow, LabVerdict } from '../api/contract/lab-rows.ts'
import type { Expectation, LabScenario, ScenarioStep } from '../api/contract/lab-scenario.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { checkPlan } from './check-plan.ts'
import type { LabNode, StartLabNode } from './lab-node.ts'
import { createFastTime, createRealTime, type LabTime } from './lab-time.ts'
import { holds, takeMeasure } from './scenario-measures.ts'
import { ScenarioScene } from './scenario-scene.ts'

export interface ScenarioRunOptions {
  readonly number: number
  readonly scenario: LabScenario
  /** In place of the scenario's own. */
  readonly clock?: LabScenario['clock']
  readonly startNode: StartLabNode
  /** Of the machine, for the times of the row. */
  readonly wallClock: Clock
  readonly log: Logger
  /** The row changed. */
  readonly onChange?: () => void
}

const realPollMs = 50
const virtualPollMs = 250

/** One run of a scenario, from its private engines to its verdicts. */
export class ScenarioRun {
  readonly #options: ScenarioRunOptions
  readonly #time: LabTime
  readonly #scene: ScenarioScene
  readonly #startedAtMs: number
  #beganAtMs: number
  #verdicts: LabVerdict[]
  #state: LabRunRow['state'] = 'running'
  #endedAtMs: number | null = null
  #step = 0
  /** Until the last step; what closing takes is not the scenario's. */
  #tookSeconds: number | undefined
  #fault = ''
  #isStopped = false

  constructor(options: ScenarioRunOptions) {
    const { scenario, wallClock, log } = options
    const isFast = (options.clock ?? scenario.clock) === 'fast'
    this.#options = options
    this.#time = isFast ? createFastTime(scenario.seed, log) : createRealTime(log)
    this.#scene = new ScenarioScene(scenario, this.#time)
    this.#startedAtMs = wallClock.nowMs()
    this.#beganAtMs = this.#time.clock.monotonicMs()
    this.#verdicts = scenario.steps.flatMap((step) =>
      step.do === 'expect' ? [waitingVerdict(step)] : [],
    )
  }

  get row(): LabRunRow {
    const { number, scenario } = this.#options
    return {
      ...{ run: number, scenario: scenario.name, title: scenario.title, state: this.#state },
      ...{ isSimulated: this.#time.isSimulated, startedAtMs: this.#startedAtMs },
      ...{ endedAtMs: this.#endedAtMs, elapsedSeconds: this.#tookSeconds ?? this.#elapsedSeconds },
      ...{ step: this.#step, steps: scenario.steps.length, verdicts: this.#verdicts },
      fault: this.#fault,
    }
  }

  /** Ends it before its time; what is open is closed. */
  stop(): void {
    this.#isStopped = true
  }

  /** Runs to the end; a fault ends the run and not its caller. */
  async run(): Promise<LabRunRow> {
    await this.#guard(async () => {
      await this.#scene.open(this.#options.startNode)
      this.#beganAtMs = this.#time.clock.monotonicMs()
      await this.#follow()
      this.#tookSeconds = this.#elapsedSeconds
    })
    await this.#guard(() => this.#scene.close())
    if (this.#state === 'running') this.#state = this.#isStopped ? 'stopped' : this.#outcome
    this.#endedAtMs = this.#options.wallClock.nowMs()
    this.#changed()
    return this.row
  }

  get #outcome(): 'passed' | 'failed' {
    return this.#verdicts.every(({ state }) => state === 'passed') ? 'passed' : 'failed'
  }

  get #elapsedSeconds(): number {
    return Math.round(this.#time.clock.monotonicMs() - this.#beganAtMs) / 1000
  }

  /** The lab must not take the calls of a running engine with it, so a fault of its own ends the run alone. */
  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (this.#fault === '') this.#fault = error instanceof Error ? error.message : String(error)
      this.#state = 'broken'
      if (error instanceof EngineError) return
      this.#options.log.error('a scenario broke', { error, scenario: this.row.scenario })
    }
  }

  async #follow(): Promise<void> {
    let expected = 0
    for (const step of this.#options.scenario.steps) {
      if (this.#isStopped) return
      this.#step++
      this.#changed()
      if (step.do === 'expect') await this.#expect(step, expected++)
      else await this.#do(step)
    }
  }

  async #do(step: Exclude<ScenarioStep, { do: 'expect' }>): Promise<void> {
    const scene = this.#scene
    switch (step.do) {
      case 'wait':
        return this.#wait(step.seconds * 1000)
      case 'start generator':
        return scene.generator(step.generator).start()
      case 'stop generator':
        return scene.generator(step.generator).stop()
      case 'silence generator':
        return scene.generator(step.generator).silence(step.isSilent)
      case 'change gateway':
        return scene.gateway(step.gateway).change(step.changes)
      case 'change link': {
        const { network } = scene.link(step.link)
        network.conditions = checkPlan(labConditions, { ...network.conditions, ...step.changes })
        return
      }
      case 'set parameters':
      case 'set routing gateway':
      case 'apply fix':
        return askNode(scene.node(step.node), step)
    }
  }

  /** Measures until it is as wanted or its time is over. */
  async #expect(step: Expectation, index: number): Promise<void> {
    const { clock, isSimulated } = this.#time
    const deadlineMs = clock.monotonicMs() + step.withinSeconds * 1000
    for (;;) {
      const measured = await takeMeasure(this.#scene, step)
      const wanted =
        typeof step.value === 'number' ? step.value : await takeMeasure(this.#scene, step.value)
      const isMet = holds(measured, step.is, wanted)
      const isOver = isMet || this.#isStopped || clock.monotonicMs() >= deadlineMs
      const state = isMet ? 'passed' : isOver && !this.#isStopped ? 'failed' : 'waiting'
      this.#judge(index, { measured, wanted, state })
      if (isOver) return
      const pollMs = isSimulated ? virtualPollMs : realPollMs
      await this.#wait(Math.min(pollMs, deadlineMs - clock.monotonicMs()))
    }
  }

  #judge(index: number, found: Pick<LabVerdict, 'measured' | 'wanted' | 'state'>): void {
    const atSeconds = this.#elapsedSeconds
    this.#verdicts = this.#verdicts.map((verdict, at) =>
      at === index ? { ...verdict, ...found, atSeconds } : verdict,
    )
    this.#changed()
  }

  #wait(ms: number): Promise<void> {
    return this.#time.wait(ms, () => this.#isStopped)
  }

  #changed(): void {
    this.#options.onChange?.()
  }
}

/** What an operator of the node would do. */
async function askNode(
  { ask }: LabNode,
  step: Extract<ScenarioStep, { readonly node: string }>,
): Promise<void> {
  switch (step.do) {
    case 'set parameters':
      await ask('param.set', { changes: step.changes })
      return
    case 'set routing gateway': {
      const { gateway: name, changes } = step
      await ask('gateway.set', { kind: 'routing', name, changes })
      return
    }
    case 'apply fix': {
      const { finding, fix, value } = step
      await ask('finding.applyFix', { finding, fix, ...(value === undefined ? {} : { value }) })
    }
  }
}

function waitingVerdict({ text, measure, of, is, value }: Expectation): LabVerdict {
  return {
    ...{ text, measure, of, is, state: 'waiting' },
    ...{ wanted: typeof value === 'number' ? value : null, measured: null, atSeconds: null },
  }
}
