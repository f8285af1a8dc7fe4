import type { SimulatedGateway } from '../api/contract/lab-peers.ts'
import type { IdSource } from '../kernel/id-source.ts'

/** What a call comes to: an answer, a failure code, ringing without end, or not a word. */
export type GatewayOutcome = 'answer' | 'no answer' | 'silence' | number

/** RFC 3261 §21.4.24. */
const busyHere = 486

/** Draws what the next call comes to. */
export function drawOutcome(
  { answerPercent, failures }: Pick<SimulatedGateway, 'answerPercent' | 'failures'>,
  chance: IdSource,
): GatewayOutcome {
  if (chance.fraction() * 100 < answerPercent) return 'answer'
  const all = failures.reduce((sum, { weight }) => sum + weight, 0)
  let left = chance.fraction() * all
  const drawn = failures.find(({ weight }) => (left -= weight) < 0) ?? failures[0]
  const result = drawn?.result ?? busyHere
  return result === 'busy' ? busyHere : result
}
