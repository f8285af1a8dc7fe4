import type { PublicationRow } from '../../../engine/api/contract/feed-rows.ts'
import { freshnessNow } from './lifetime.ts'

/** What the views of one gateway differ in. */
export type ConflictKind = 'capacity' | 'status' | 'lifetime' | 'freshness'

export interface Conflict {
  readonly kind: ConflictKind
  /** Who says what, in the order of the views. */
  readonly values: readonly { readonly view: PublicationRow; readonly value: string }[]
}

/** Whether it is still in force, so that its figures count. */
const isLive = (view: PublicationRow, nowMs: number): boolean => {
  const freshness = freshnessNow(view, nowMs)
  return freshness === 'fresh' || freshness === 'due'
}

/**
 * Where the views of one gateway contradict each other. Active calls differ rightly (each node counts its own); line
 * limit, status, lifetime and being alive do not.
 */
export function conflictsOf(views: readonly PublicationRow[], nowMs: number): readonly Conflict[] {
  const live = views.filter((view) => isLive(view, nowMs))
  const held = live.filter(({ side }) => side === 'held')
  const figures = held.filter(({ capacity }) => capacity !== null)
  const known = views.filter((view) => freshnessNow(view, nowMs) !== 'none')
  return [
    ...differing('capacity', figures, ({ capacity }) => String(capacity)),
    ...differing('status', figures, ({ status }) => status),
    ...differing('lifetime', live, ({ expiresSeconds }) => String(expiresSeconds)),
    ...differing('freshness', known, (view) => (isLive(view, nowMs) ? 'fresh' : 'stale')),
  ]
}

function differing(
  kind: ConflictKind,
  views: readonly PublicationRow[],
  valueOf: (view: PublicationRow) => string,
): readonly Conflict[] {
  const values = views.map((view) => ({ view, value: valueOf(view) }))
  const isOne = new Set(values.map(({ value }) => value)).size < 2
  return isOne ? [] : [{ kind, values }]
}
