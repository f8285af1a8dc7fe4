/** What came of asking the same for many names. */
export interface Outcome {
  readonly done: number
  /** Of the first that failed; undefined = none did. */
  readonly fault: unknown
}

const atOnce = 20

/** Asks the engine for one name after another, a few at a time; a failure does not keep the others from being asked. */
export async function askEach(
  names: readonly string[],
  ask: (name: string) => Promise<unknown>,
): Promise<Outcome> {
  let done = 0
  let fault: unknown
  for (let from = 0; from < names.length; from += atOnce) {
    const answers = await Promise.allSettled(names.slice(from, from + atOnce).map(ask))
    for (const answer of answers) {
      if (answer.status === 'fulfilled') done++
      else fault ??= answer.reason
    }
  }
  return { done, fault }
}
