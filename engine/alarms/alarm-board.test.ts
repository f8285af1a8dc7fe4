import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'
import type { AlarmCondition } from '../api/contract/alarms.ts'
import { createAlarmBoard, type AlarmBoard, type AlarmEvents } from './alarm-board.ts'

const stale: AlarmCondition = {
  type: 'publicationStale',
  subject: 'GW-A',
  level: 2,
  text: 'node-2 publishes no longer',
}
let temporary: TemporaryStore
let board: AlarmBoard
let told: string[]

const open = (): AlarmBoard => {
  const opened = createAlarmBoard({
    clock: temporary.clock,
    persistence: temporary.store.alarms,
  })
  told = []
  for (const event of [
    'raised',
    'changed',
    'cleared',
    'confirmed',
  ] as const satisfies readonly (keyof AlarmEvents)[]) {
    opened.events.on(event, (alarm) => told.push(`${event} ${alarm.id}`))
  }
  return opened
}

beforeEach(() => {
  temporary = createTemporaryStore()
  board = open()
})
afterEach(() => temporary.remove())

test('raising what is raised and clearing what is not is harmless', () => {
  board.clear('publicationStale', 'GW-A')
  board.raise(stale)
  board.raise(stale)
  expect(board.current()).toHaveLength(1)
  board.clear('publicationStale', 'GW-A')
  board.clear('publicationStale', 'GW-A')
  expect(board.current()).toEqual([])
  expect(told).toEqual(['raised 1', 'cleared 1'])
})

test('an alarm has start, stop, value and thresholds', () => {
  const startedAtMs = temporary.clock.nowMs()
  board.raise({ ...stale, type: 'routingGatewayConcurrencyRise', value: 96, upper: 95 })
  temporary.clock.advance(5000)
  board.clear('routingGatewayConcurrencyRise', 'GW-A')
  expect(board.history()).toMatchObject([
    { startedAtMs, stoppedAtMs: startedAtMs + 5000, value: 96, upper: 95, lower: null },
  ])
})

test('new figures of a lasting alarm are the same alarm', () => {
  board.raise({ ...stale, value: 1 })
  board.raise({ ...stale, value: 2, level: 3 })
  expect(board.current()).toMatchObject([{ id: 1, value: 2, level: 3 }])
  expect(told).toEqual(['raised 1', 'changed 1'])
})

test('the same type about another subject is another alarm', () => {
  board.raise(stale)
  board.raise({ ...stale, subject: 'GW-B' })
  board.clear('publicationStale', 'GW-A')
  expect(board.current()).toMatchObject([{ id: 2, subject: 'GW-B' }])
})

test('an alarm is confirmed once, while it lasts or afterwards', () => {
  board.raise(stale)
  const atMs = temporary.clock.nowMs()
  expect(board.confirm([1], 'ada')).toBe(1)
  expect(board.confirm([1], 'bob')).toBe(0)
  board.raise({ ...stale, value: 5 })
  expect(board.current()).toMatchObject([{ confirmedBy: 'ada', confirmedAtMs: atMs, value: 5 }])
  board.raise({ ...stale, subject: 'GW-B' })
  board.clear('publicationStale', 'GW-B')
  expect(board.confirm([1, 2], 'bob')).toBe(1)
  expect(board.history({ subject: 'GW-B' })).toMatchObject([{ confirmedBy: 'bob' }])
})

test('an alarm that does not exist is named, and none is confirmed', () => {
  board.raise(stale)
  expect(() => board.confirm([1, 99], 'ada')).toThrow(/no alarm has the number 99/)
  expect(board.current()).toMatchObject([{ confirmedBy: null }])
})

test('alarms that lasted when the engine died are closed by the next one, and numbers go on', () => {
  board.raise(stale)
  temporary.clock.advance(100)
  temporary.crash()
  board = open()
  expect(board.current()).toEqual([])
  expect(board.history()).toMatchObject([{ id: 1, stoppedAtMs: temporary.clock.nowMs() }])
  board.raise(stale)
  expect(board.current()).toMatchObject([{ id: 2, stoppedAtMs: null }])
})

test('history is filtered and paged', () => {
  for (const subject of ['A', 'B', 'C']) {
    board.raise({ ...stale, subject })
    temporary.clock.advance(1000)
    board.clear('publicationStale', subject)
  }
  const found = (filter: Parameters<AlarmBoard['history']>[0]) =>
    board.history(filter).map((alarm) => alarm.subject)
  expect(found({})).toEqual(['C', 'B', 'A'])
  expect(found({ limit: 1, beforeId: 3 })).toEqual(['B'])
  expect(found({ toMs: temporary.clock.nowMs() - 2000 })).toEqual(['A'])
  expect(found({ type: 'disk' })).toEqual([])
})
