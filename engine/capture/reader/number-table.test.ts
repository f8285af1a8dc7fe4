import { expect, it } from 'vitest'
import { createSeededIdSource } from '../../kernel/id-source.ts'
import { NumberTable } from './number-table.ts'

it('holds what a map holds, for keys of any size', () => {
  const table = new NumberTable()
  const map = new Map<number, number>()
  const ids = createSeededIdSource(4)
  for (let index = 0; index < 50_000; index++) {
    const size = 2 ** Math.floor(ids.fraction() * 53)
    const key = Math.floor(ids.fraction() * size)
    table.set(key, index)
    map.set(key, index)
  }
  expect(table.size).toBe(map.size)
  for (const [key, value] of map) expect(table.get(key)).toBe(value)
  expect(table.get(2 ** 53 - 1)).toBeUndefined()
})

it('finds neighbours and multiples apart', () => {
  const table = new NumberTable()
  const keys = [0, 1, 1024, 2048, 2 ** 32, 2 ** 32 + 1, 2 ** 33, 2 ** 45]
  for (const [value, key] of keys.entries()) table.set(key, value)
  expect(keys.map((key) => table.get(key))).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})
