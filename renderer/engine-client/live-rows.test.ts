import { expect, test } from 'vitest'
import { LiveRows, type RowKey } from './live-rows.ts'

interface Row {
  readonly id: number
  readonly text: string
}

const row = (id: number, text = `row ${id}`): Row => ({ id, text })

function watched(mostRows?: number) {
  const rows = new LiveRows<Row>({ key: 'id', ...(mostRows === undefined ? {} : { mostRows }) })
  const told: string[] = []
  const stop = rows.watch({
    put: (put) => told.push(`put ${put.map(({ id }) => id).join()}`),
    removed: (keys: readonly RowKey[]) => told.push(`removed ${keys.join()}`),
    state: (state) => told.push(state),
  })
  return { rows, told, stop }
}

test('the first snapshot is shown as it comes, and is ready when it is whole', () => {
  const { rows, told } = watched()
  rows.apply({ kind: 'reset' })
  rows.apply({ kind: 'rows', rows: [row(1), row(2)] })
  expect([rows.size, rows.state]).toEqual([2, 'loading'])
  rows.apply({ kind: 'rows', rows: [row(3)] })
  rows.apply({ kind: 'ready' })
  expect(told).toEqual(['put 1,2', 'put 3', 'ready'])
  expect(rows.get(3)).toEqual(row(3))
})

test('a difference puts before it removes, and says nothing of rows that were never there', () => {
  const { rows, told } = watched()
  rows.apply({ kind: 'rows', rows: [row(1)] })
  rows.apply({ kind: 'ready' })
  told.length = 0
  rows.apply({ kind: 'diff', put: [row(2)], removed: [1, 99] })
  rows.apply({ kind: 'diff', put: [], removed: [99] })
  expect(told).toEqual(['put 2', 'removed 1'])
})

test('a later snapshot replaces the rows only when it is complete', () => {
  const { rows, told } = watched()
  rows.apply({ kind: 'rows', rows: [row(1), row(2)] })
  rows.apply({ kind: 'ready' })
  told.length = 0
  rows.apply({ kind: 'reset' })
  rows.apply({ kind: 'rows', rows: [row(2, 'other'), row(3)] })
  expect(told).toEqual([])
  expect([...rows.values()]).toEqual([row(1), row(2)])
  rows.apply({ kind: 'ready' })
  expect(told).toEqual(['put 2,3', 'removed 1'])
  expect([...rows.values()]).toEqual([row(2, 'other'), row(3)])
})

test('a tail drops its oldest rows and counts those that were never sent', () => {
  const { rows, told } = watched(3)
  rows.apply({ kind: 'reset' })
  rows.apply({ kind: 'ready' })
  rows.apply({ kind: 'diff', put: [row(1), row(2)], removed: [] })
  rows.apply({ kind: 'diff', put: [row(3), row(4), row(5)], removed: [], skipped: 7 })
  expect([...rows.values()].map(({ id }) => id)).toEqual([3, 4, 5])
  expect(told.at(-1)).toBe('removed 1,2')
  expect(rows.skipped).toBe(7)
})

test('nothing is left to see after a sign-out, nor told after the end of watching', () => {
  const { rows, told, stop } = watched()
  rows.apply({ kind: 'rows', rows: [row(1)] })
  rows.apply({ kind: 'ready' })
  rows.clear()
  expect([rows.size, rows.state]).toEqual([0, 'loading'])
  expect(told.slice(-2)).toEqual(['removed 1', 'loading'])
  stop()
  rows.apply({ kind: 'rows', rows: [row(1)] })
  rows.end()
  expect(rows.state).toBe('ended')
  expect(told).toHaveLength(4)
})
