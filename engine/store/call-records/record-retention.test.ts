import { afterEach, beforeEach, expect, test } from 'vitest'
import { endedCall } from '../../../tests/harness/sample-call.ts'
import {
  createTemporaryStore,
  type TemporaryStore,
} from '../../../tests/harness/temporary-store.ts'

const dayMs = 86_400_000
let temporary: TemporaryStore

beforeEach(() => {
  temporary = createTemporaryStore()
})
afterEach(() => temporary.remove())

test('records older than they are kept go, a slice at a time, with their attempts', async () => {
  const { store, clock } = temporary
  const nowMs = clock.nowMs()
  for (let call = 0; call < 450; call++) {
    const startedAtMs = nowMs - (call < 440 ? 31 * dayMs : dayMs)
    store.callRecords.ended(endedCall(store.callRecords.nextFlowNo(), { startedAtMs }))
  }
  store.callRecords.flush()
  store.startUpkeep(() => 30)
  const left = () =>
    temporary.otherProgram().prepare('SELECT count(*) FROM call_records').pluck().get()
  clock.advance(0)
  expect(left()).toBe(250)
  clock.advance(100)
  expect(left()).toBe(10)
  const attempts = 'SELECT count(*) FROM call_attempts'
  expect(temporary.otherProgram().prepare(attempts).pluck().get()).toBe(10)
  await store.callRecordReader.checkpoint()
})

test('retention goes on every hour and obeys the setting of the moment', () => {
  const { store, clock } = temporary
  store.callRecords.ended(
    endedCall(store.callRecords.nextFlowNo(), { startedAtMs: clock.nowMs() - 2 * dayMs }),
  )
  store.callRecords.flush()
  let days = 30
  store.startUpkeep(() => days)
  const left = () =>
    temporary.otherProgram().prepare('SELECT count(*) FROM call_records').pluck().get()
  clock.advance(1000)
  days = 1
  expect(left()).toBe(1)
  clock.advance(3_600_000)
  expect(left()).toBe(0)
})
