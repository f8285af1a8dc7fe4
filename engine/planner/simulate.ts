/* One candidate: a lifetime and a mode, on the engine's own code, with virtual time. Calls come as a Poisson stream to
 * nodes at random; what is true of a gateway is the sum of the ledgers. */
import { createSeededIdSource } from '../kernel/id-source.ts'
import { createVirtualClock } from '../kernel/virtual-clock.ts'
import type { VirtualClock } from '../kernel/virtual-clock.ts'
import { batches, emptyBatch } from './measures.ts'
import type { Measures } from './measures.ts'
import type { PlanPeriods } from './plan-model.ts'
import { createScene } from './simulation-scene.ts'
import type { SceneInput } from './simulation-scene.ts'

interface SimulationInput extends SceneInput {
  readonly periods: PlanPeriods
  /** Told now and then how much of it is done, 0 to 1. */
  readonly onProgress: (part: number) => void
}

/** Looks at every view, spread over the measured time. */
const samples = 400

/** Runs one candidate. */
export function simulate(input: SimulationInput): Measures {
  const clock = createVirtualClock()
  const ids = createSeededIdSource(input.question.seed)
  const { traffic, network, sampler, nodes } = createScene(input, clock, ids)
  const measured = Array.from({ length: batches }, emptyBatch)
  const { startMs, warmUpMs, measuredMs } = input.periods
  for (const node of nodes) clock.startTimer(ids.fraction() * startMs, () => node.agent.start())
  traffic.fill()
  traffic.start()
  const unmeasuredMs = startMs + warmUpMs
  advanceTold(clock, unmeasuredMs, (part) => {
    input.onProgress((part * unmeasuredMs) / (unmeasuredMs + measuredMs))
  })
  traffic.beginMeasuring()
  const bytesBefore = network.bytes
  for (let sample = 0; sample < samples; sample++) {
    const batch = measured[Math.floor((sample * batches) / samples)] ?? emptyBatch()
    const requestsBefore = network.requests
    traffic.batch = batch
    clock.advance(measuredMs / samples)
    batch.publish += network.requests - requestsBefore
    sampler.sample(batch)
    const doneMs = unmeasuredMs + ((sample + 1) * measuredMs) / samples
    input.onProgress(doneMs / (unmeasuredMs + measuredMs))
  }
  return {
    batches: measured,
    worstOvershoot: traffic.worstOvershoot,
    errors: sampler.errors,
    ages: sampler.ages,
    bytes: network.bytes - bytesBefore,
    measuredMs,
  }
}

const steps = 50

function advanceTold(clock: VirtualClock, byMs: number, tell: (part: number) => void): void {
  for (let step = 1; step <= steps; step++) {
    clock.advance(byMs / steps)
    tell(step / steps)
  }
}
