import type { Band, Occupancy, RoutingView } from './route-plan.ts'

/** The band of composed concurrency; a gateway without a line limit is always *normal*. */
export function bandOf(occupancy: Occupancy, bands: RoutingView['bands']): Band {
  const { active, capacity } = occupancy
  if (capacity <= 0) return 'normal'
  if (active >= capacity) return 'full'
  const percent = active * 100
  if (percent >= capacity * bands.lastResortPercent) return 'last resort'
  if (percent >= capacity * bands.reducePercent) return 'reduce'
  return 'normal'
}
