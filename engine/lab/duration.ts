import type { LabDuration } from '../api/contract/lab-peers.ts'
import type { IdSource } from '../kernel/id-source.ts'

/** No draw is longer than this many times the mean, so that everything ends. */
const mostMeans = 20

/** How long it takes this time. */
export function drawDuration({ kind, ms }: LabDuration, chance: IdSource): number {
  if (kind === 'fixed') return ms
  return Math.min(mostMeans, -Math.log(1 - chance.fraction())) * ms
}
