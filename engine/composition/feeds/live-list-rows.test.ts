import { describe, expect, it } from 'vitest'
import type { RowKey } from '../../api/server/feeds/feed-sources.ts'
import { LiveList } from '../../kernel/live-list.ts'
import { liveListSource } from './live-list-rows.ts'

describe('rows of a live list', () => {
  it('are those of its list, and every change is told while somebody watches', () => {
    const list = new LiveList<number, { readonly value: number }>((value) => ({ value }))
    const source = liveListSource(list)
    list.add('a', 1)
    const told: RowKey[] = []
    const stop = source.watch({
      touched: (key) => void told.push(key),
      allTouched: () => undefined,
    })
    list.add('b', 2)
    list.delete('a')
    expect([...source.all()]).toEqual([{ value: 2 }])
    expect([source.row('a'), source.row('b')]).toEqual([undefined, { value: 2 }])
    stop()
    list.changed('b')
    expect(told).toEqual(['b', 'a'])
  })

  it('are none where there is no list', () => {
    const source = liveListSource(undefined)
    expect([...source.all()]).toEqual([])
    expect(source.row('a')).toBeUndefined()
    expect(() =>
      source.watch({ touched: () => undefined, allTouched: () => undefined })(),
    ).not.toThrow()
  })
})
