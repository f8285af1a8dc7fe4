/** The items of a comma list, without blanks around them; line ends count as commas. */
export const itemsOf = (list: string): readonly string[] =>
  list
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** A row `left:right` as it is edited. */
export interface Pair {
  readonly left: string
  readonly right: string
}

/** The rows of a comma list of `left:right`. */
export const pairsOf = (list: string): readonly Pair[] =>
  itemsOf(list).map((item) => {
    const colon = item.indexOf(':')
    return colon < 0
      ? { left: item, right: '' }
      : { left: item.slice(0, colon), right: item.slice(colon + 1) }
  })

export const pairText = ({ left, right }: Pair): string => `${left.trim()}:${right.trim()}`

/** The comma list of the rows; a row in which nothing is typed yet is left out. */
export const listOfPairs = (pairs: readonly Pair[]): string =>
  pairs
    .map(pairText)
    .filter((item) => item !== ':')
    .join(',')
