import type { Publication } from './publication-set.ts'

/** What is published about a gateway: its own word, else the sum over the nodes; undefined without a live publication. */
export function publishedActive(newest: readonly Publication[]): number | undefined {
  let sum: number | undefined
  for (const { phase, stored, figures } of newest) {
    if (phase !== 'live') continue
    if (stored.publisherKind === 'gateway' && figures.status !== undefined) return figures.active
    sum = (sum ?? 0) + figures.active
  }
  return sum
}

/** What this node's own agent has published, as its own compositor holds it; undefined = nothing. */
export function ownPublishedActive(newest: readonly Publication[]): number | undefined {
  for (const { phase, stored, figures } of newest) {
    if (phase === 'live' && stored.publisherKind === 'own') return figures.active
  }
  return undefined
}
