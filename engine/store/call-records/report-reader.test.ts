import { afterEach, beforeEach, expect, test } from 'vitest'
import { endedCall } from '../../../tests/harness/sample-call.ts'
import {
  createTemporaryStore,
  type TemporaryStore,
} from '../../../tests/harness/temporary-store.ts'
import type { CallRecordCursor, CallRecordFilter } from '../../api/contract/call-record-filter.ts'

const startMs = 1_800_000_000_000
let temporary: TemporaryStore

/** Twenty calls, one per minute, two of them in the same millisecond. */
beforeEach(() => {
  temporary = createTemporaryStore()
  const { callRecords } = temporary.store
  for (let minute = 0; minute < 20; minute++) {
    callRecords.ended(
      endedCall(callRecords.nextFlowNo(), {
        startedAtMs: startMs + (minute === 19 ? 18 : minute) * 60_000,
        mappingGateway: minute % 2 === 0 ? 'MG-Even' : 'MG-Odd',
        routingGateway: minute < 5 ? 'GW-A' : 'GW-B',
        callerE164: `49${minute}`,
        callerAccessE164: `0${minute}`,
        calleeE164: minute === 7 ? '8*1' : '861',
        answeredAtMs: minute < 3 ? 0 : startMs + minute * 60_000 + 1000,
        endedAtMs: startMs + minute * 60_000 + 11_000,
        endReason: minute < 3 ? 486 : 200,
      }),
    )
  }
  callRecords.flush()
})
afterEach(() => temporary.remove())

const found = async (filter: CallRecordFilter): Promise<readonly number[]> => {
  const { records } = await temporary.store.callRecordReader.query(filter)
  return records.map((record) => record.flowNo)
}
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

test.each<[string, CallRecordFilter, readonly number[]]>([
  ['everything, oldest first', {}, numbers(1, 20)],
  ['the newest three', { order: 'newest', limit: 3 }, [20, 19, 18]],
  ['a time range without its end', { fromMs: startMs, toMs: startMs + 120_000 }, [1, 2]],
  ['mapping gateways', { mappingGateways: ['MG-Odd', 'None'], toMs: startMs + 300_000 }, [2, 4]],
  ['no mapping gateway at all', { mappingGateways: [] }, []],
  ['a routing gateway', { routingGateway: 'GW-A' }, [1, 2, 3, 4, 5]],
  ['a caller after the rules', { callerE164: '495' }, [6]],
  ['a caller as it arrived', { callerE164: '05' }, [6]],
  ['a caller by prefix', { callerE164: '491*' }, [2, ...numbers(11, 20)]],
  ['a number with a star in it', { calleeE164: '8*1' }, [8]],
  ['a Call-ID', { callerCallId: 'call-4@10.0.0.1' }, [4]],
  ['a flow number', { flowNo: 9 }, [9]],
  ['an end reason', { endReason: 486 }, [1, 2, 3]],
  ['calls that were not answered', { answered: false }, [1, 2, 3]],
  ['several conditions', { routingGateway: 'GW-A', answered: true }, [4, 5]],
])('a query finds %s', async (_case, filter, expected) => {
  expect(await found(filter)).toEqual(expected)
})

test.each(['oldest', 'newest'] as const)('paging %s first sees each record once', async (order) => {
  const seen: number[] = []
  let after: CallRecordCursor | undefined
  do {
    const page = await temporary.store.callRecordReader.query({
      order,
      limit: 3,
      ...(after ? { after } : {}),
    })
    seen.push(...page.records.map((record) => record.flowNo))
    after = page.next
  } while (after)
  expect(seen).toEqual(order === 'oldest' ? numbers(1, 20) : numbers(1, 20).reverse())
})

test('totals sum over what the filter lets through', async () => {
  const totals = await temporary.store.callRecordReader.totals({ routingGateway: 'GW-A' })
  expect(totals).toEqual({
    calls: 5,
    answered: 2,
    heldMs: 20_000,
    setupDelayMs: 5 * 880,
    withSetupDelay: 5,
  })
})

test('a page is found by the index of time and needs no sorting', () => {
  const db = temporary.otherProgram()
  const sql = `EXPLAIN QUERY PLAN SELECT * FROM call_records
    WHERE started_at_ms >= 1 AND routing_gateway = 'GW-A' ORDER BY started_at_ms, flow_no LIMIT 1`
  const plan = JSON.stringify(db.prepare(sql).all())
  expect(plan).toContain('call_records_by_start')
  expect(plan).not.toContain('TEMP B-TREE')
})

test('an ask that is cut off says so, and the next one starts the reader anew', async () => {
  const { store } = temporary
  const refused = expect(store.callRecordReader.query({})).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
  await store.callRecordReader.close()
  await refused
  expect(await found({ flowNo: 1 })).toEqual([1])
})

test('a checkpoint moves the write-ahead log into the database', async () => {
  await temporary.store.callRecordReader.checkpoint()
  const log = temporary.otherProgram().pragma('wal_checkpoint(PASSIVE)') as {
    log: number
    checkpointed: number
  }[]
  expect(log[0]?.checkpointed).toBe(log[0]?.log)
})
