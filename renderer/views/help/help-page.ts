import type { Wording } from '../../../engine/api/contract/wording.ts'
import type { Messages } from '../../i18n/messages.ts'
import type { WindowParams } from '../../stores/workspace.ts'

/** Every window has a page under its own id; one that is missing does not compile. */
export type WindowPageId = keyof Messages['shell']['window']

/**
 * A piece of a page. Its words may hold `[[page]]` (a link to another page, shown as its title), `**label**` and
 * `` `as on the wire` ``.
 */
export type HelpBlock =
  | { readonly kind: 'heading'; readonly words: Wording }
  | { readonly kind: 'paragraph'; readonly words: Wording }
  | { readonly kind: 'note'; readonly words: Wording }
  | { readonly kind: 'list'; readonly items: readonly Wording[] }
  | { readonly kind: 'steps'; readonly items: readonly Wording[] }
  | {
      readonly kind: 'table'
      readonly header: readonly Wording[]
      readonly rows: readonly (readonly Wording[])[]
    }

/** A page of the help, in both languages. */
export interface HelpPage {
  readonly id: string
  readonly title: Wording
  readonly blocks: readonly HelpBlock[]
  /** Windows that the page is about: each gets a button that opens it. */
  readonly opens: readonly WindowPageId[]
  /** What those windows are opened with. */
  readonly params?: WindowParams
}

type Pair = readonly [en: string, zh: string]

/** Words of the page, or a sentence that the product says elsewhere too. */
type Cell = Pair | Wording

const wording = (cell: Cell): Wording => ('en' in cell ? cell : { en: cell[0], zh: cell[1] })

export const heading = (en: string, zh: string): HelpBlock => ({
  ...{ kind: 'heading', words: { en, zh } },
})

export const paragraph = (en: string, zh: string): HelpBlock => ({
  ...{ kind: 'paragraph', words: { en, zh } },
})

export const note = (en: string, zh: string): HelpBlock => ({
  ...{ kind: 'note', words: { en, zh } },
})

export const list = (...items: readonly Cell[]): HelpBlock => ({
  ...{ kind: 'list', items: items.map(wording) },
})

export const steps = (...items: readonly Cell[]): HelpBlock => ({
  ...{ kind: 'steps', items: items.map(wording) },
})

export const table = (
  header: readonly Cell[],
  ...rows: readonly (readonly Cell[])[]
): HelpBlock => ({
  ...{ kind: 'table', header: header.map(wording), rows: rows.map((row) => row.map(wording)) },
})

/** Every piece of words on a page, in reading order. */
export function wordsOf(block: HelpBlock): readonly Wording[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'note':
      return [block.words]
    case 'list':
    case 'steps':
      return block.items
    case 'table':
      return [...block.header, ...block.rows.flat()]
  }
}
