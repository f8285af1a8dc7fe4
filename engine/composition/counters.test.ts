import { expect, test } from 'vitest'
import { createCallRecord } from '../calls/call-records.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { CallCounters } from './counters.ts'

const record = (answeredAtMs: number) => ({
  ...createCallRecord({
    ...{ flowNo: 1, callId: 'a', caller: '1', callee: '2', callerE164: '1', calleeE164: '2' },
    ...{ mappingGateway: 'MG', remote: { address: '10.0.0.1', port: 5060 }, nowMs: 0 },
  }),
  answeredAtMs,
})

test('calls per second are those of the last second', () => {
  const clock = createFakeClock()
  const counters = new CallCounters(clock)
  counters.started = 100
  counters.begin()
  clock.advance(1000)
  expect(counters.callsPerSecond).toBe(100)
  counters.started += 25
  clock.advance(1000)
  expect(counters.callsPerSecond).toBe(25)
  clock.advance(1000)
  expect(counters.callsPerSecond).toBe(0)
})

test('a call that ends unanswered has failed', () => {
  const counters = new CallCounters(createFakeClock())
  counters.callEnded(record(0))
  counters.callEnded(record(5))
  expect(counters.failed).toBe(1)
})

test('nothing is counted after the stop', () => {
  const clock = createFakeClock()
  const counters = new CallCounters(clock)
  counters.begin()
  counters.stop()
  expect(clock.pendingTimers).toBe(0)
})
