import type { ColDef, ICellRendererParams } from 'ag-grid-community'
import { cellText } from './grid-export.ts'
import { FieldEditor } from './field-editor.ts'
import type { GridColumn } from './grid-column.ts'

/** The grid's own definitions of our columns. */
export function columnDefinitions<R>(columns: readonly GridColumn<R>[]): ColDef<R>[] {
  return columns.map((column) => definitionOf(column))
}

function definitionOf<R>(column: GridColumn<R>): ColDef<R> {
  const { kind = 'text' } = column
  const width = Math.max(column.width, headerWidth(column.title))
  return {
    colId: column.id,
    headerName: column.title,
    headerTooltip: column.title,
    width,
    minWidth: 44,
    ...(column.grow === undefined ? {} : { flex: column.grow, minWidth: width }),
    ...(column.sort === undefined ? {} : { initialSort: column.sort }),
    initialHide: column.hidden === true,
    initialPinned: column.pinned === true ? 'left' : false,
    valueGetter: ({ data }) => (data ? filteredValue(column, data) : null),
    valueFormatter: ({ data }) => (data ? cellText(column, data) : ''),
    ...filterOf(kind),
    cellClass: [
      kind === 'number' || kind === 'moment' ? 'tl-number' : '',
      kind === 'number' ? 'tl-right' : '',
      column.mono === true ? 'tl-mono' : '',
    ].filter((name) => name !== ''),
    ...(kind === 'number' ? { headerClass: 'ag-right-aligned-header' } : {}),
    ...toneOf(column),
    ...drawingOf(column),
    ...editingOf(column),
    ...(column.tooltip
      ? { tooltipValueGetter: ({ data }) => (data ? column.tooltip?.(data) : undefined) }
      : {}),
    // A live row brings a new object every time: only what is shown differently is drawn anew.
    equals: (a: unknown, b: unknown) => a === b,
  }
}

/** Pixels that a title needs beside its sort mark and filter button, about: the grid cuts what does not fit. */
function headerWidth(title: string): number {
  const wide = title.match(/[\u2E80-\uFFEF]/gu)?.length ?? 0
  return Math.ceil(wide * 13 + (title.length - wide) * 7.3 + 38)
}

/** Moments are filtered as the words that are shown, everything else as what it is. */
function filteredValue<R>(column: GridColumn<R>, row: R) {
  const value = column.value(row)
  return column.kind === 'flag' ? cellText(column, row) : value
}

function filterOf<R>(kind: GridColumn<R>['kind']): Pick<ColDef<R>, 'filter' | 'filterValueGetter'> {
  if (kind === 'number') return { filter: 'agNumberColumnFilter' }
  if (kind !== 'moment') return { filter: 'agTextColumnFilter' }
  return {
    filter: 'agTextColumnFilter',
    filterValueGetter: ({ api, column, node }) =>
      node ? api.getCellValue({ rowNode: node, colKey: column, useFormatter: true }) : '',
  }
}

function toneOf<R>({ tone }: GridColumn<R>): Pick<ColDef<R>, 'cellClassRules'> {
  if (!tone) return {}
  const rule = (name: string) => (params: { data?: R | undefined }) =>
    params.data !== undefined && tone(params.data) === name
  return {
    cellClassRules: Object.fromEntries(
      ['ok', 'info', 'warn', 'bad', 'soft'].map((name) => [`tl-tone-${name}`, rule(name)]),
    ),
  }
}

function drawingOf<R>({ draw }: GridColumn<R>): Pick<ColDef<R>, 'cellRenderer'> {
  if (!draw) return {}
  return {
    cellRenderer: ({ data }: ICellRendererParams<R>) => (data ? draw(data) : ''),
  }
}

type Editing<R> = Pick<
  ColDef<R>,
  | 'editable'
  | 'cellEditor'
  | 'cellEditorParams'
  | 'cellEditorPopup'
  | 'suppressKeyboardEvent'
  | 'valueSetter'
>

function editingOf<R>({ edit }: GridColumn<R>): Editing<R> {
  if (!edit) return {}
  return {
    editable: ({ data }) => data !== undefined && edit.field(data) !== undefined,
    cellEditor: FieldEditor,
    cellEditorParams: { edit },
    // Above the cell: there is room for the words about the value beside it.
    cellEditorPopup: true,
    // Ctrl+Enter is the window's: it applies what was typed.
    suppressKeyboardEvent: ({ event, editing }) =>
      !editing && event.key === 'Enter' && (event.ctrlKey || event.metaKey),
    valueSetter({ data, newValue }) {
      // The grid empties a cell by Delete; a value is never emptied by accident.
      if (typeof newValue !== 'string') return false
      edit.commit(data, newValue)
      return true
    },
  }
}
