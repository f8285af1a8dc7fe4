import type { GridApi } from 'ag-grid-community'
import { z } from 'zod'
import { forgetStored, readStored, writeStored } from '../../host/stored.ts'

const stored = z.array(
  z.object({
    colId: z.string(),
    width: z.number().optional(),
    hide: z.boolean().nullish(),
    pinned: z.enum(['left', 'right']).nullish(),
    sort: z.enum(['asc', 'desc']).nullish(),
    sortIndex: z.number().nullish(),
    flex: z.number().nullish(),
  }),
)

const nameOf = (gridId: string): string => `grid.${gridId}`

/** Brings back the columns as they were left, and remembers every change a person makes. */
export function keepColumnState<R>(api: GridApi<R>, gridId: string): void {
  const before = readStored(nameOf(gridId), stored)
  if (before) api.applyColumnState({ state: before, applyOrder: true })
  const keep = (event: { source?: string }): void => {
    if (event.source === 'api' || event.source === 'gridOptionsChanged') return
    const state = api.getColumnState().map((column) => ({
      ...{ colId: column.colId, width: column.width, hide: column.hide, pinned: column.pinned },
      ...{ sort: column.sort, sortIndex: column.sortIndex, flex: column.flex },
    }))
    writeStored(nameOf(gridId), state)
  }
  for (const event of ['columnResized', 'columnMoved', 'columnVisible', 'sortChanged'] as const) {
    api.addEventListener(event, keep)
  }
}

/** Columns, widths, order and sorting as the window defines them. */
export function resetColumnState<R>(api: GridApi<R>, gridId: string): void {
  api.resetColumnState()
  forgetStored(nameOf(gridId))
}
