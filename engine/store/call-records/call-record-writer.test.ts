import { afterEach, beforeEach, expect, test } from 'vitest'
import { endedCall, sampleCall } from '../../../tests/harness/sample-call.ts'
import {
  createTemporaryStore,
  type TemporaryStore,
} from '../../../tests/harness/temporary-store.ts'
import type { AlarmCondition } from '../../api/contract/alarms.ts'
import { endReasons, type CallRecord } from '../../api/contract/call-record.ts'

let temporary: TemporaryStore

const stored = async (): Promise<readonly CallRecord[]> =>
  (await temporary.store.callRecordReader.query({ limit: 10_000 })).records

beforeEach(() => {
  temporary = createTemporaryStore()
})
afterEach(() => temporary.remove())

test('a record survives a crash that comes 200 ms after the end of its call', async () => {
  const { store, clock } = temporary
  const call = endedCall(store.callRecords.nextFlowNo())
  store.callRecords.started(call)
  store.callRecords.ended(call)
  expect(store.callRecords.pending).toBe(1)
  clock.advance(200)
  expect(store.callRecords.pending).toBe(0)
  temporary.crash()
  expect(await stored()).toEqual([call])
})

test('a call that lasts is written as it changes and once when it ends', async () => {
  const { store, clock } = temporary
  const call = sampleCall(store.callRecords.nextFlowNo())
  store.callRecords.started(call)
  clock.advance(100)
  call.answeredAtMs = clock.nowMs()
  store.callRecords.answered(call)
  clock.advance(10_000)
  call.endedAtMs = clock.nowMs()
  call.endReason = 200
  store.callRecords.ended(call)
  clock.advance(100)
  temporary.crash()
  expect(await stored()).toEqual([call])
})

test('calls left open by a crash are closed as server restart when the engine last wrote', async () => {
  const { store, clock } = temporary
  const silent = sampleCall(store.callRecords.nextFlowNo(), { startedAtMs: clock.nowMs() })
  const answered = sampleCall(store.callRecords.nextFlowNo(), { startedAtMs: clock.nowMs() })
  store.callRecords.started(silent)
  store.callRecords.started(answered)
  clock.advance(100)
  answered.answeredAtMs = clock.nowMs()
  store.callRecords.answered(answered)
  clock.advance(60_000)
  const crashedAtMs = clock.nowMs()
  clock.advance(0)
  temporary.crash()
  const records = await stored()
  expect(records.map((each) => [each.endReason, each.endDirection])).toEqual([
    [endReasons.serverRestart, 2],
    [endReasons.serverRestart, 2],
  ])
  expect(records[1]?.answeredAtMs).toBe(answered.answeredAtMs)
  for (const { endedAtMs, attempts } of records) {
    expect(crashedAtMs - endedAtMs).toBeLessThanOrEqual(2200)
    expect(attempts[0]).toMatchObject({ endedAtMs, result: endReasons.serverRestart })
  }
  temporary.crash()
  expect(await stored()).toHaveLength(2)
})

test('a call that had ended but was not written yet is closed as server restart', async () => {
  const { store, clock } = temporary
  const call = sampleCall(store.callRecords.nextFlowNo())
  store.callRecords.started(call)
  clock.advance(100)
  store.callRecords.ended(call)
  temporary.crash()
  expect(await stored()).toMatchObject([{ endReason: endReasons.serverRestart }])
})

test('flow numbers never repeat, whether the engine closes or dies', async () => {
  const first = temporary.store.callRecords.nextFlowNo()
  expect(temporary.store.callRecords.nextFlowNo()).toBe(first + 1)
  const afterClose = (await temporary.restart()).callRecords.nextFlowNo()
  expect(afterClose).toBe(first + 2)
  const afterCrash = temporary.crash().callRecords.nextFlowNo()
  expect(afterCrash).toBeGreaterThan(afterClose)
})

test('flow numbers are reserved ahead of their use', () => {
  const { store, clock } = temporary
  let last = 0
  for (let second = 0; second < 30; second++) {
    for (let call = 0; call < 10_000; call++) last = store.callRecords.nextFlowNo()
    clock.advance(100)
  }
  expect(temporary.crash().callRecords.nextFlowNo()).toBeGreaterThan(last)
})

test('a backlog is written in slices', async () => {
  const { store, clock } = temporary
  for (let call = 0; call < 1200; call++) {
    store.callRecords.ended(endedCall(store.callRecords.nextFlowNo()))
  }
  clock.advance(100)
  expect(store.callRecords.pending).toBe(700)
  clock.advance(2)
  expect(store.callRecords.pending).toBe(0)
  expect(await stored()).toHaveLength(1200)
})

test('while the store refuses, records wait, alarms tell, and everything is written when it has recovered', async () => {
  const { store, clock } = temporary
  const raised = new Map<string, AlarmCondition>()
  store.reportTo({
    raise: (condition) => raised.set(condition.type, condition),
    clear: (type) => raised.delete(type),
  })
  const other = temporary.otherProgram()
  other.exec('BEGIN IMMEDIATE')
  for (let call = 0; call < 6000; call++) {
    store.callRecords.ended(endedCall(store.callRecords.nextFlowNo()))
  }
  clock.advance(1100)
  expect(store.callRecords.pending).toBe(6000)
  expect(raised.get('database')?.text).toContain('another program holds the database')
  expect(raised.get('pendingRecords')).toMatchObject({ value: 6000 })
  other.exec('ROLLBACK')
  clock.advance(1100)
  expect(raised.size).toBe(0)
  expect(store.callRecords.pending).toBe(0)
  expect(await stored()).toHaveLength(6000)
})

test('a setup delay with fractions of a millisecond is rounded', async () => {
  const { store } = temporary
  store.callRecords.ended(endedCall(store.callRecords.nextFlowNo(), { setupDelayMs: 12.6 }))
  store.callRecords.flush()
  expect(await stored()).toMatchObject([{ setupDelayMs: 13 }])
})
