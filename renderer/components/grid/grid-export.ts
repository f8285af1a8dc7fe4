import Papa from 'papaparse'
import type { GridColumn } from './grid-column.ts'

/** Cells that a spreadsheet would run as a formula get an apostrophe in front. */
export function neutralised(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?%?$/.test(text) ? `'${text}` : text
}

/** What a cell says in words. */
export function cellText<R>(column: GridColumn<R>, row: R): string {
  if (column.format) return column.format(row)
  const value = column.value(row)
  return value === null ? '' : String(value)
}

/** Tab-separated values, as spreadsheets take them from the clipboard. */
export function toTsv<R>(columns: readonly GridColumn<R>[], rows: readonly R[]): string {
  const clean = (text: string): string => neutralised(text.replace(/[\t\r\n]+/g, ' '))
  const lines = rows.map((row) => columns.map((column) => clean(cellText(column, row))).join('\t'))
  return [columns.map((column) => clean(column.title)).join('\t'), ...lines].join('\n')
}

export function toCsv<R>(columns: readonly GridColumn<R>[], rows: readonly R[]): Uint8Array {
  const text = Papa.unparse({
    fields: columns.map((column) => neutralised(column.title)),
    data: rows.map((row) => columns.map((column) => neutralised(cellText(column, row)))),
  })
  // The mark makes spreadsheets read UTF-8.
  return new TextEncoder().encode(`\ufeff${text}\r\n`)
}

/** A workbook of one sheet; numbers and moments keep their type. */
export async function toXlsx<R>(
  columns: readonly GridColumn<R>[],
  rows: readonly R[],
): Promise<Uint8Array> {
  const { default: writeXlsxFile } = await import('write-excel-file/browser')
  const head = columns.map((column) => ({
    value: neutralised(column.title),
    fontWeight: 'bold' as const,
  }))
  const body = rows.map((row) => columns.map((column) => xlsxCell(column, row)))
  const blob = await writeXlsxFile([head, ...body], {
    columns: columns.map((column) => ({ width: Math.max(8, Math.round(column.width / 7)) })),
  }).toBlob()
  return new Uint8Array(await blob.arrayBuffer())
}

function xlsxCell<R>(column: GridColumn<R>, row: R) {
  const value = column.value(row)
  if (value === null || value === '') return null
  // What ticks is an age or a time left: it is shown in words.
  if (column.kind === 'moment' && column.ticks !== true && typeof value === 'number' && value > 0) {
    return { type: Date, value: new Date(value), format: 'yyyy-mm-dd hh:mm:ss' }
  }
  if (column.kind === 'number' && typeof value === 'number') return { type: Number, value }
  return { type: String, value: neutralised(cellText(column, row)) }
}
