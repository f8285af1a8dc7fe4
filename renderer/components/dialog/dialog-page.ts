/** A page of a property dialog, by the path that people tell each other: Additional settings → Protocol → SIP. */
export interface DialogPage {
  readonly id: string
  readonly title: string
  /** Values on this page that are not allowed. */
  readonly faults?: number
  /** A branch without a page of its own shows its first child. */
  readonly isBranch?: boolean
  readonly children?: readonly DialogPage[]
}

export interface PageLine {
  readonly page: DialogPage
  readonly depth: number
}

/** All pages from top to bottom. */
export function pageLines(pages: readonly DialogPage[], depth = 0): readonly PageLine[] {
  return pages.flatMap((page) => [{ page, depth }, ...pageLines(page.children ?? [], depth + 1)])
}

export function firstPage(pages: readonly DialogPage[]): string {
  return pageLines(pages).find(({ page }) => page.isBranch !== true)?.page.id ?? ''
}

export function pageTitle(pages: readonly DialogPage[], id: string): string {
  return pageLines(pages).find(({ page }) => page.id === id)?.page.title ?? ''
}
