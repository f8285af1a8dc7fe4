import { endReasons, type CallRecord } from '../../api/contract/call-record.ts'
import { inOneCommit, type Database } from '../open-database.ts'
import { readCounter, type CallRecordRows } from './call-record-rows.ts'

/**
 * Closes the calls that an engine left open when it died: end reason *server restart*, end direction server, ended when
 * that engine last wrote. Returns how many there were.
 */
export function closeOpenCalls(db: Database, rows: CallRecordRows): number {
  const documents = db.prepare<[], string>('SELECT document FROM open_calls').pluck().all()
  if (documents.length === 0) return 0
  const aliveAtMs = readCounter(db, 'alive_at_ms')
  inOneCommit(db, () => {
    for (const document of documents) {
      // Written by putOpen from a call record.
      rows.insert(closed(JSON.parse(document) as CallRecord, aliveAtMs))
    }
    db.exec('DELETE FROM open_calls')
  })
  return documents.length
}

function closed(record: CallRecord, aliveAtMs: number): CallRecord {
  const endedAtMs = Math.max(aliveAtMs, record.startedAtMs, record.ringingAtMs, record.answeredAtMs)
  const attempts = record.attempts.map((attempt) =>
    attempt.endedAtMs === 0 ? { ...attempt, endedAtMs, result: endReasons.serverRestart } : attempt,
  )
  return { ...record, attempts, endedAtMs, endDirection: 2, endReason: endReasons.serverRestart }
}
