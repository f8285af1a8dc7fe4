/** A stretch of text and how it is shown. */
export type Stretch =
  | { readonly kind: 'plain' | 'label' | 'wire'; readonly text: string }
  | { readonly kind: 'link'; readonly page: string }

const marks = /\[\[([^\]]+)\]\]|\*\*([^*]+)\*\*|`([^`]+)`/gu

/** Splits words at their marks: `[[page]]`, `**label**`, `` `wire` ``. */
export function stretchesOf(words: string): readonly Stretch[] {
  const stretches: Stretch[] = []
  const plain = (text: string): void => {
    if (text !== '') stretches.push({ kind: 'plain', text })
  }
  let from = 0
  for (const match of words.matchAll(marks)) {
    const [all, page, label, wire] = match
    plain(words.slice(from, match.index))
    if (page !== undefined) stretches.push({ kind: 'link', page })
    else if (label !== undefined) stretches.push({ kind: 'label', text: label })
    else if (wire !== undefined) stretches.push({ kind: 'wire', text: wire })
    from = match.index + all.length
  }
  plain(words.slice(from))
  return stretches
}

/** The words as they are read; a link is its title. */
export const readText = (words: string, titleOf: (page: string) => string): string =>
  stretchesOf(words)
    .map((stretch) => (stretch.kind === 'link' ? titleOf(stretch.page) : stretch.text))
    .join('')
