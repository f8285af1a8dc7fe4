/** Parts of the measured time whose figures are compared with each other. */
export const batches = 10

/** Counts of one part of the measured time. */
export interface Batch {
  calls: number
  overAssigned: number
  refused: number
  refusedThoughFree: number
  errorSum: number
  errorCount: number
  publish: number
}

export const emptyBatch = (): Batch => ({
  ...{ calls: 0, overAssigned: 0, refused: 0, refusedThoughFree: 0 },
  ...{ errorSum: 0, errorCount: 0, publish: 0 },
})

/** What one simulation has measured. */
export interface Measures {
  readonly batches: readonly Batch[]
  readonly worstOvershoot: number
  /** Lines by which views were off, and ages in seconds, in no order. */
  readonly errors: Float64Array
  readonly ages: Float64Array
  readonly bytes: number
  readonly measuredMs: number
}

export interface Spread {
  readonly p50: number
  readonly p95: number
  readonly max: number
}

/** The middle, the 95th of 100, and the worst; 0 where there is nothing. */
export function spreadOf(values: Float64Array): Spread {
  const ascending = Float64Array.from(values).sort()
  const at = (part: number): number =>
    ascending[Math.min(ascending.length - 1, Math.floor(part * ascending.length))] ?? 0
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
}

/** Mean over the batches, and twice its standard error: the true mean is within it 19 times of 20. */
export function estimateOf(values: readonly number[]): {
  readonly value: number
  readonly plusMinus: number
} {
  const value = values.reduce((sum, each) => sum + each, 0) / values.length
  const squares = values.reduce((sum, each) => sum + (each - value) ** 2, 0)
  const variance = squares / Math.max(1, values.length - 1)
  return { value, plusMinus: 2 * Math.sqrt(variance / values.length) }
}
