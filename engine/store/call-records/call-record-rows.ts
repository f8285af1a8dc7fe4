import type { CallRecord } from '../../api/contract/call-record.ts'
import type { Database } from '../open-database.ts'
import { attemptColumns, recordColumns } from './call-record-row.ts'

/** Statements that write call records, for use within a commit. */
export interface CallRecordRows {
  /** Keeps a call that has not ended, so that it can be closed after a crash. */
  putOpen(record: CallRecord): void
  removeOpen(flowNo: number): void
  insert(record: CallRecord): void
  setCounter(name: CounterName, value: number): void
}

/** `flow_no`: highest number reserved; `alive_at_ms`: when this folder's engine last wrote. */
export type CounterName = 'flow_no' | 'alive_at_ms'

export function createCallRecordRows(db: Database): CallRecordRows {
  const putOpen = db.prepare('INSERT OR REPLACE INTO open_calls VALUES (?, ?)')
  const removeOpen = db.prepare('DELETE FROM open_calls WHERE flow_no = ?')
  const places = (count: number): string => Array(count).fill('?').join(', ')
  const insertRecord = db.prepare(`INSERT INTO call_records VALUES (${places(20)})`)
  const insertAttempt = db.prepare(`INSERT INTO call_attempts VALUES (${places(10)})`)
  const setCounter = db.prepare('INSERT OR REPLACE INTO counters VALUES (?, ?)')
  return {
    putOpen(record) {
      putOpen.run(record.flowNo, JSON.stringify(record))
    },
    removeOpen(flowNo) {
      removeOpen.run(flowNo)
    },
    insert(record) {
      insertRecord.run(...recordColumns(record))
      let position = 0
      for (const attempt of record.attempts) {
        insertAttempt.run(...attemptColumns(record.flowNo, position, attempt))
        position += 1
      }
    },
    setCounter(name, value) {
      setCounter.run(name, value)
    },
  }
}

export function readCounter(db: Database, name: CounterName): number {
  const sql = 'SELECT value FROM counters WHERE name = ?'
  return db.prepare<[string], number>(sql).pluck().get(name) ?? 0
}
