import type { PublicationRow } from '../../../engine/api/contract/feed-rows.ts'
import type { Level } from '../../components/grid/cells.ts'

export type Freshness = PublicationRow['freshness']

/** The last fifth of a lifetime counts as due. */
const dueShare = 0.2

type Expiring = Pick<PublicationRow, 'freshness' | 'expiresAtMs' | 'expiresSeconds'>

/** Freshness this moment: what the row says, and what time has made of it since. */
export function freshnessNow(row: Expiring, nowMs: number): Freshness {
  if (row.expiresAtMs === null || row.freshness === 'stale') return row.freshness
  const leftMs = row.expiresAtMs - nowMs
  if (leftMs <= 0) return 'stale'
  return leftMs <= row.expiresSeconds * 1000 * dueShare ? 'due' : 'fresh'
}

/** What is left of a granted lifetime. */
interface Lifetime {
  readonly expiresAtMs: number | null
  readonly expiresSeconds: number
}

/** Whole seconds left, never below 0; null = nothing was granted. */
export const secondsLeft = ({ expiresAtMs }: Lifetime, nowMs: number): number | null =>
  expiresAtMs === null ? null : Math.max(0, Math.ceil((expiresAtMs - nowMs) / 1000))

/** The bar of the time left. */
export function lifetimeLevel(
  row: Lifetime,
  freshness: Freshness,
  word: string,
  nowMs: number,
): Level {
  const leftMs = (row.expiresAtMs ?? nowMs) - nowMs
  const share = row.expiresSeconds === 0 ? 0 : leftMs / (row.expiresSeconds * 1000)
  return { share, band: freshness, word, marks: [dueShare] }
}
