/** How far a published figure can be trusted. */
export type Freshness = 'fresh' | 'due' | 'stale' | 'none'

/** The last fifth of a lifetime counts as due. */
const dueFraction = 0.2

/** Freshness of one publication from what is left of its granted lifetime. */
export function freshnessOf(remainingMs: number, lifetimeMs: number): Freshness {
  if (remainingMs <= 0) return 'stale'
  return remainingMs <= lifetimeMs * dueFraction ? 'due' : 'fresh'
}

/** How much longer a publication counts as fresh. */
export function freshForMs(remainingMs: number, lifetimeMs: number): number {
  return Math.max(0, remainingMs - lifetimeMs * dueFraction)
}

const rank: { readonly [F in Freshness]: number } = { none: 0, fresh: 1, due: 2, stale: 3 }

/** The one that deserves more attention. */
export function worseOf(a: Freshness, b: Freshness): Freshness {
  return rank[a] >= rank[b] ? a : b
}
