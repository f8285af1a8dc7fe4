export interface TextMatch {
  readonly from: number
  readonly to: number
}

/** Places of a word in a text, upper and lower case alike; an empty word is nowhere. */
export function matchesOf(text: string, word: string): readonly TextMatch[] {
  if (word === '') return []
  const [where, what] = [text.toLowerCase(), word.toLowerCase()]
  // Letters that change their length with their case would shift every place behind them.
  if (where.length !== text.length) return placesOf(text, word)
  return placesOf(where, what)
}

function placesOf(text: string, word: string): readonly TextMatch[] {
  const found: TextMatch[] = []
  let from = text.indexOf(word)
  while (from >= 0) {
    found.push({ from, to: from + word.length })
    from = text.indexOf(word, from + word.length)
  }
  return found
}
