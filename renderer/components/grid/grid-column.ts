/** What a grid shows of a row in one column. */
export interface GridColumn<R> {
  readonly id: string
  readonly title: string
  /** Pixels; the column of the greatest `grow` takes what is left. */
  readonly width: number
  readonly grow?: number
  /** Sorts, filters and is exported; text, number, boolean or moment (epoch ms with `kind: 'moment'`). */
  readonly value: (row: R) => string | number | boolean | null
  /** Decides filter, alignment and order; `text` when absent. */
  readonly kind?: 'text' | 'number' | 'moment' | 'flag'
  /** Words for the value; what is shown, copied and exported. */
  readonly format?: (row: R) => string
  /** Draws the cell; only elements and text, never markup. Absent = the formatted value. */
  readonly draw?: (row: R) => HTMLElement
  /** Tone of the cell's text. */
  readonly tone?: (row: R) => Tone | undefined
  /** Drawn anew every second: ages, durations, time left. */
  readonly ticks?: boolean
  readonly mono?: boolean
  readonly hidden?: boolean
  readonly pinned?: boolean
  readonly sort?: 'asc' | 'desc'
  /** Says more than the cell has room for. */
  readonly tooltip?: (row: R) => string
  /** Edited in place: F2, Enter, a double-click or typing begins, Enter takes it, Esc does not. */
  readonly edit?: GridEdit<R>
}

/** How a cell is edited in place. */
export interface GridEdit<R> {
  /** What the value is typed into; undefined = this row’s cannot be edited. */
  readonly field: (row: R) => GridField | undefined
  /** The text that editing begins with. */
  readonly text: (row: R) => string
  /** Why a text is not allowed, said while it is typed; undefined = it is. */
  readonly fault: (row: R, text: string) => string | undefined
  /** Takes what was typed, allowed or not, so that nothing typed is lost. */
  readonly commit: (row: R, text: string) => void
}

export interface GridField {
  /** Names it to assistive technology. */
  readonly label: string
  /** What is allowed, below the field while there is no fault. */
  readonly hint: string
  /** Behind the field. */
  readonly unit?: string
  /** Words that can be chosen; the only ones when `isChoice`. */
  readonly words?: readonly string[]
  readonly isChoice?: boolean
  readonly isNumber?: boolean
}

export type Tone = 'ok' | 'info' | 'warn' | 'bad' | 'soft'

/** Something that can be done with the selected rows: a button of the tool bar and an entry of the right-click menu. */
export interface GridAction<R> {
  readonly id: string
  readonly label: string
  readonly icon?: object
  /** In the tool bar as well; the menu alone when absent. */
  readonly inBar?: 'primary' | 'plain'
  /** How many rows it works on; `none` = it needs no selection. */
  readonly on: 'none' | 'one' | 'many'
  readonly isDangerous?: boolean
  /** Why it cannot be done with these rows now; undefined = it can. */
  readonly refusal?: (rows: readonly R[]) => string | undefined
  readonly run: (rows: readonly R[]) => void
  /** Keys shown in the menu; the grid listens to Delete, Insert and Enter itself. */
  readonly keys?: 'Delete' | 'Insert' | 'Enter'
}

/** Rows that change by themselves: the live lists of the engine client. */
export interface RowStream<R> {
  /** The rows as they are now. */
  values(): Iterable<R>
  /** Tells what is new or changed, and the keys of what is gone, until the returned function is called. */
  watch(listener: {
    put?(rows: readonly R[]): void
    removed?(keys: readonly (string | number)[]): void
  }): () => void
}
