import type { NodeFigures } from '../../../engine/api/contract/feed-rows.ts'

const hourMs = 3_600_000
const stepMs = 5000

/** The points of the last hour: what the engine remembered, and what was told since. */
export function withPoint(
  points: readonly NodeFigures[],
  next: NodeFigures,
): readonly NodeFigures[] {
  const last = points.at(-1)
  if (last && next.atMs - last.atMs < stepMs) return points
  return [...points.filter(({ atMs }) => atMs > next.atMs - hourMs), next]
}

/** History and the points that were told while it was being fetched, each moment once. */
export function joined(
  history: readonly NodeFigures[],
  told: readonly NodeFigures[],
): readonly NodeFigures[] {
  const lastMs = history.at(-1)?.atMs ?? 0
  return [...history, ...told.filter(({ atMs }) => atMs >= lastMs + stepMs)]
}
