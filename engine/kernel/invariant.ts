/** States why something must hold; a violation is a bug and ends the process. */
export function invariant(condition: unknown, whyItHolds: string): asserts condition {
  if (!condition) throw new Error(`invariant violated: ${whyItHolds}`)
}
