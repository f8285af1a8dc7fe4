import { expect, test } from 'vitest'
import { createCallRecord } from '../calls/call-records.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { MappingStatistics } from './mapping-statistics.ts'

const ended = (mappingGateway: string, answeredAtMs: number, endedAtMs: number) => ({
  ...createCallRecord({
    ...{ flowNo: 1, callId: 'a', caller: '1', callee: '2', callerE164: '1', calleeE164: '2' },
    ...{ mappingGateway, remote: { address: '10.0.0.1', port: 5060 }, nowMs: 0 },
  }),
  ...{ answeredAtMs, endedAtMs },
})

test('answer rate and mean call length are those of the gateway alone', () => {
  const statistics = new MappingStatistics(createFakeClock())
  statistics.callEnded(ended('A', 1000, 31_000))
  statistics.callEnded(ended('A', 1000, 61_000))
  statistics.callEnded(ended('A', 0, 5000))
  statistics.callEnded(ended('A', 0, 5000))
  statistics.callEnded(ended('B', 0, 5000))
  expect(statistics.figures('A')).toEqual({ asr: 0.5, acd: 45 })
  expect(statistics.figures('B')).toEqual({ asr: 0, acd: 0 })
})

test('the answer rate looks back a quarter of an hour', () => {
  const clock = createFakeClock()
  const statistics = new MappingStatistics(clock)
  statistics.callEnded(ended('A', 0, 5000))
  clock.advance(16 * 60_000)
  statistics.callEnded(ended('A', 1000, 11_000))
  expect(statistics.figures('A').asr).toBe(1)
})

test('a gateway without calls, or deleted, has no figures', () => {
  const statistics = new MappingStatistics(createFakeClock())
  statistics.callEnded(ended('A', 1000, 31_000))
  statistics.forget('A')
  expect(statistics.figures('A')).toEqual({ asr: 0, acd: 0 })
})

test('a clock that was set back makes no negative call', () => {
  const statistics = new MappingStatistics(createFakeClock())
  statistics.callEnded(ended('A', 60_000, 1000))
  expect(statistics.figures('A').acd).toBe(0)
})
