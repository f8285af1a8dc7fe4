import type { GridApi } from 'ag-grid-community'
import type { RowStream } from './grid-column.ts'
import { createHeldChanges } from './held-changes.ts'

/** Longest time that a resting pointer holds rows back. */
const longestHoldMs = 5000
/** How often a sorted list is put in order again while nobody points at it. */
const reorderMs = 1000
/** Rows that come and go are taken together: each time costs the grid a pass over all rows. */
const betweenReleasesMs = 250

export interface LiveRows {
  /** The pointer moved over the rows, or left them. */
  pointerMoved(): void
  pointerLeft(): void
  isGone(key: string): boolean
  stop(): void
}

export interface LiveRowsOptions<R> {
  readonly api: GridApi<R>
  readonly stream: RowStream<R>
  readonly keyOf: (row: R) => string
  /** Rows were added, removed or held back. */
  readonly onCount: (held: { readonly added: number; readonly removed: number }) => void
}

/**
 * Shows a stream in the grid. Changed rows are drawn in place at once; rows come, go and change places only while
 * the pointer is not moving over them.
 */
export function showLiveRows<R>({ api, stream, keyOf, onCount }: LiveRowsOptions<R>): LiveRows {
  const isShown = (key: string): boolean => api.getRowNode(key) !== undefined
  const held = createHeldChanges(keyOf, isShown)
  const gone = new Set<string>()
  let holdsUntilMs = 0
  let isUnsorted = false
  let releasedAtMs = -Infinity
  let planned: ReturnType<typeof setTimeout> | undefined

  const release = (): void => {
    const { added, removed } = held.release()
    if (added.length > 0 || removed.length > 0) {
      const remove = removed.flatMap((key) => api.getRowNode(key)?.data ?? [])
      api.applyTransaction({ add: [...added], remove })
      for (const key of removed) gone.delete(key)
    } else if (isUnsorted) {
      api.refreshClientSideRowModel('filter')
    }
    isUnsorted = false
    releasedAtMs = performance.now()
    onCount(held.waiting)
  }
  /** The first rows at once, what follows closely with the next pass. */
  const releaseSoon = (): void => {
    const waitMs = releasedAtMs + betweenReleasesMs - performance.now()
    if (waitMs <= 0) release()
    else {
      planned ??= setTimeout(() => {
        planned = undefined
        if (!isHolding()) release()
      }, waitMs)
    }
  }
  const isHolding = (): boolean => performance.now() < holdsUntilMs
  const dim = (key: string): void => {
    const node = api.getRowNode(key)
    if (node) api.redrawRows({ rowNodes: [node] })
  }
  const put = (rows: readonly R[]): void => {
    for (const row of held.put(rows)) {
      const key = keyOf(row)
      api.getRowNode(key)?.updateData(row)
      isUnsorted = true
      if (gone.delete(key)) dim(key)
    }
    settle()
  }
  const remove = (keys: readonly (string | number)[]): void => {
    for (const key of held.remove(keys)) {
      if (!isHolding()) continue
      gone.add(key)
      dim(key)
    }
    settle()
  }
  /** Coming and going at once unless somebody points at the rows; a new order waits for the next beat. */
  const settle = (): void => {
    const { added, removed } = held.waiting
    if (added + removed > 0 && !isHolding()) releaseSoon()
    else onCount(held.waiting)
  }

  api.setGridOption('rowData', [...stream.values()])
  onCount(held.waiting)
  const stopStream = stream.watch({ put, removed: remove })
  const timer = setInterval(() => {
    const { added, removed } = held.waiting
    if (!isHolding() && (isUnsorted || added + removed > 0)) release()
  }, reorderMs)
  return {
    pointerMoved() {
      holdsUntilMs = performance.now() + longestHoldMs
    },
    pointerLeft() {
      holdsUntilMs = 0
      release()
    },
    isGone: (key) => gone.has(key),
    stop() {
      clearInterval(timer)
      clearTimeout(planned)
      stopStream()
    },
  }
}
