import { parentPort, workerData } from 'node:worker_threads'
import type { PlanQuestion } from '../api/contract/plan-procedures.ts'
import { invariant } from '../kernel/invariant.ts'
import type { PlanWord } from './plan-frames.ts'
import { runPlan } from './run-plan.ts'

/* Entry of the thread that answers one question; it is stopped by being terminated. */

const port = parentPort
invariant(port, 'the desk starts this thread')
const say = (word: PlanWord): void => {
  port.postMessage(word)
}

let told = 0
const result = runPlan(workerData as PlanQuestion, (part) => {
  if (part - told < 0.01) return
  told = part
  say({ kind: 'progress', part })
})
say({ kind: 'done', result })
