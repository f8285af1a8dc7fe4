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
