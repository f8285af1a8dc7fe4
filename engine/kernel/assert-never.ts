/** Ends the process on a value that the types say cannot exist. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}

/** States why something must hold; a violation is a bug and ends the process. */
export function invariant(condition: unknown, whyItHolds: string): asserts condition {
  if (!condition) throw new Error(`invariant violated: ${whyItHolds}`)
}
