import type { Wording } from '../../../../engine/api/contract/wording.ts'

/** What the help adds to the catalogue's own description of a parameter. */
export interface ParameterWords {
  /** What it does in running calls. */
  readonly running: Wording
  /** When to change it. */
  readonly change: Wording
  /** What goes wrong with a value that does not fit. */
  readonly wrong: Wording
}

type Pair = readonly [en: string, zh: string]

export const parameterWords = (running: Pair, change: Pair, wrong: Pair): ParameterWords => ({
  running: { en: running[0], zh: running[1] },
  change: { en: change[0], zh: change[1] },
  wrong: { en: wrong[0], zh: wrong[1] },
})
