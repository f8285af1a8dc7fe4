import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LiveRows } from '../../engine-client/live-rows.ts'
import { ageingRows } from './ageing-rows.ts'

interface Lease {
  readonly id: string
  readonly endsAtMs: number
}

beforeEach(() => vi.useFakeTimers({ now: 0 }))
afterEach(() => vi.useRealTimers())

function followed(...leases: readonly Lease[]) {
  const rows = new LiveRows<Lease>({ key: 'id' })
  rows.apply({ kind: 'diff', put: leases, removed: [] })
  const told: string[] = []
  const stream = ageingRows(
    rows,
    ({ id }) => id,
    ({ endsAtMs }) => (Date.now() < endsAtMs ? 'alive' : 'over'),
  )
  const stop = stream.watch({
    put: (put) => told.push(...put.map(({ id }) => id)),
    removed: (keys) => told.push(...keys.map((key) => `-${key}`)),
  })
  return { rows, told, stop }
}

it('tells of a row once when its time has come', () => {
  const { told } = followed({ id: 'short', endsAtMs: 2500 }, { id: 'long', endsAtMs: 60_000 })
  vi.advanceTimersByTime(2000)
  expect(told).toEqual([])
  vi.advanceTimersByTime(5000)
  expect(told).toEqual(['short'])
})

it('passes on what changes and ends by itself', () => {
  const { rows, told } = followed({ id: 'a', endsAtMs: 2500 })
  rows.apply({ kind: 'diff', put: [{ id: 'a', endsAtMs: 60_000 }], removed: [] })
  vi.advanceTimersByTime(5000)
  rows.apply({ kind: 'diff', put: [], removed: ['a'] })
  vi.advanceTimersByTime(90_000)
  expect(told).toEqual(['a', '-a'])
})

it('looks no more after it was stopped', () => {
  const { told, stop } = followed({ id: 'a', endsAtMs: 2500 })
  stop()
  vi.advanceTimersByTime(5000)
  expect(told).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})
