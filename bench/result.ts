/** One measured figure, printed as one JSON line. */
export interface BenchResult {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it is measured against in the same run. */
  readonly reference?: { readonly name: string; readonly value: number }
  /** value ÷ reference; the figure that counts, because machines differ. */
  readonly ratio?: number
  readonly facts?: Readonly<Record<string, string | number>>
}

/** Options of `npm run bench`, with their defaults. */
export interface BenchOptions {
  readonly callsPerSecond: number
  readonly seconds: number
  readonly publications: number
  readonly heldCalls: number
  readonly rounds: number
}

/** One measurement that can be run alone; it hands over each figure as soon as it has it. */
export type Bench = (
  options: BenchOptions,
  report: (result: BenchResult) => void,
) => Promise<void> | void

/** Keeps figures readable: four significant digits. */
export const rounded = (value: number): number => Number(value.toPrecision(4))

/** A figure beside its reference. */
export function compare(
  name: string,
  unit: string,
  value: number,
  reference: { readonly name: string; readonly value: number },
  facts?: Readonly<Record<string, string | number>>,
): BenchResult {
  return {
    name,
    value: rounded(value),
    unit,
    reference: { name: reference.name, value: rounded(reference.value) },
    ratio: rounded(value / reference.value),
    ...(facts === undefined ? {} : { facts }),
  }
}

/** Middle value; of an even count the lower one. */
export function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b)
  return ascending[Math.floor((ascending.length - 1) / 2)] ?? 0
}
