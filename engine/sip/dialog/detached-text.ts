/**
 * Copies of texts that were cut out of a datagram. A text cut out of a longer one keeps the longer one
 * in memory, so what a call keeps for its whole life is copied, all together, into one short text.
 */
export function detach(texts: readonly string[]): string[] {
  let joined = ' '
  for (const text of texts) joined += text
  const copies: string[] = []
  let from = 1
  for (const text of texts) {
    copies.push(joined.slice(from, from + text.length))
    from += text.length
  }
  return copies
}

/** The same for one text. */
export function detached(text: string): string {
  return ` ${text}`.slice(1)
}
