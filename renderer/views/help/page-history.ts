/** The pages that were read, and which of them is shown; values in, values out. */
export interface PageHistory {
  readonly pages: readonly string[]
  readonly at: number
}

/** So many pages back are remembered. */
const most = 100

export const startedAt = (page: string): PageHistory => ({ pages: [page], at: 0 })

export const shownPage = ({ pages, at }: PageHistory): string => pages[at] ?? ''

/** Goes to a page: what lay ahead is forgotten. The page that is shown stays where it is. */
export function visited(history: PageHistory, page: string): PageHistory {
  if (shownPage(history) === page) return history
  const pages = [...history.pages.slice(0, history.at + 1), page].slice(-most)
  return { pages, at: pages.length - 1 }
}

export const canStep = ({ pages, at }: PageHistory, by: 1 | -1): boolean =>
  pages[at + by] !== undefined

export const stepped = (history: PageHistory, by: 1 | -1): PageHistory =>
  canStep(history, by) ? { ...history, at: history.at + by } : history
