import { expect, it } from 'vitest'
import { LiveRows } from '../../engine-client/live-rows.ts'
import { chosenRows } from './chosen-rows.ts'

interface Call {
  readonly id: number
  readonly state: string
}

function followed() {
  const rows = new LiveRows<Call>({ key: 'id' })
  const put = (...changed: readonly Call[]): void => {
    rows.apply({ kind: 'diff', put: changed, removed: [] })
  }
  put({ id: 1, state: 'Ok' }, { id: 2, state: 'Ringing' })
  const told: string[] = []
  const chosen = chosenRows(
    rows,
    ({ id }) => id,
    ({ state }) => state === 'Ok',
  )
  const stop = chosen.watch({
    put: (changed) => told.push(...changed.map(({ id }) => `put ${id}`)),
    removed: (keys) => told.push(...keys.map((key) => `gone ${key}`)),
  })
  return { rows, put, told, chosen, stop }
}

it('shows the rows that fit, and tells of no other', () => {
  const { put, told, chosen } = followed()
  expect([...chosen.values()].map(({ id }) => id)).toEqual([1])
  put({ id: 3, state: 'Ringing' }, { id: 4, state: 'Ok' })
  expect(told).toEqual(['put 4'])
})

it('a row that begins to fit comes, one that no longer fits goes', () => {
  const { put, told } = followed()
  put({ id: 2, state: 'Ok' }, { id: 1, state: 'Release' })
  expect(told).toEqual(['gone 1', 'put 2'])
})

it('of the rows that end it tells only those that were shown', () => {
  const { rows, told } = followed()
  rows.apply({ kind: 'diff', put: [], removed: [1, 2] })
  expect(told).toEqual(['gone 1'])
})

it('tells nothing after it was stopped', () => {
  const { put, told, stop } = followed()
  stop()
  put({ id: 5, state: 'Ok' })
  expect(told).toEqual([])
})
