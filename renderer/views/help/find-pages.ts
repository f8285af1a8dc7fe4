/** A page as the search sees it, in one language. */
export interface SearchedPage {
  readonly id: string
  readonly title: string
  /** Other words that find it: its title in the other language. */
  readonly also: string
  readonly text: string
}

export interface FoundPage {
  readonly id: string
  readonly title: string
  /** The words around the first place where something was found; empty when the title says it. */
  readonly excerpt: string
}

const before = 30
const after = 70

/** Pages that hold every word that was typed: those with it in their title first. */
export function findPages(pages: readonly SearchedPage[], typed: string): readonly FoundPage[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
  if (words.length === 0) return []
  return pages
    .map((page, index) => ({ page, index, rank: rankOf(page, words) }))
    .filter((each): each is typeof each & { readonly rank: number } => each.rank !== undefined)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ page }) => ({ id: page.id, title: page.title, excerpt: excerptOf(page, words) }))
}

function rankOf({ title, also, text }: SearchedPage, words: readonly string[]): number | undefined {
  const head = title.toLowerCase()
  const names = `${head} ${also.toLowerCase()}`
  const all = `${names} ${text.toLowerCase()}`
  if (!words.every((word) => all.includes(word))) return undefined
  if (head === words.join(' ')) return 0
  if (words.every((word) => names.includes(word))) return head.startsWith(words[0] ?? '') ? 1 : 2
  return 3
}

function excerptOf({ title, text }: SearchedPage, words: readonly string[]): string {
  const head = title.toLowerCase()
  const sought = words.find((word) => !head.includes(word)) ?? words[0] ?? ''
  const all = text.toLowerCase()
  const together = all.indexOf(words.join(' '))
  const at = together < 0 ? all.indexOf(sought) : together
  if (at < 0) return ''
  const from = atBlank(text, Math.max(0, at - before), at)
  const to = untilBlank(text, Math.min(text.length, at + sought.length + after), at)
  return `${from > 0 ? '… ' : ''}${text.slice(from, to).replaceAll(/^[\s·]+|[\s·]+$/gu, '')}${to < text.length ? ' …' : ''}`
}

/** The first begin of a word from `from` on, before `at`; where words have no blanks between them, `from` itself. */
function atBlank(text: string, from: number, at: number): number {
  if (from === 0) return 0
  const blank = text.indexOf(' ', from)
  return blank >= 0 && blank < at ? blank + 1 : from
}

/** The last end of a word up to `to`, far enough behind `at`; where words have no blanks between them, `to` itself. */
function untilBlank(text: string, to: number, at: number): number {
  if (to === text.length) return to
  const blank = text.lastIndexOf(' ', to)
  return blank > at + after / 2 ? blank : to
}
