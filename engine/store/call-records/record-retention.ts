import type { Timer } from '../../kernel/clock.ts'
import { commitBatch, type StoreAccess } from '../batch-writer.ts'

/** Deletes records that are older than they are to be kept, some at a time. */
export interface RecordRetention {
  /** Begins now and again every hour. */
  start(): void
  stop(): void
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Records deleted in one commit, and the pause after it: signalling goes on in between. */
const sliceRecords = 200
const pauseMs = 20

export function createRecordRetention(
  access: StoreAccess,
  keepDays: () => number,
): RecordRetention {
  const { clock, db } = access
  const old = db
    .prepare<[number, number], number>(
      'SELECT flow_no FROM call_records WHERE started_at_ms < ? ORDER BY started_at_ms LIMIT ?',
    )
    .pluck()
  const removeAttempts = db.prepare('DELETE FROM call_attempts WHERE flow_no = ?')
  const removeRecord = db.prepare('DELETE FROM call_records WHERE flow_no = ?')
  const removeAlarms = db.prepare(
    'DELETE FROM alarms WHERE id IN (SELECT id FROM alarms WHERE stopped_at_ms < ? LIMIT ?)',
  )
  const removeSamples = db.prepare(
    `DELETE FROM gateway_samples WHERE (minute_at_ms, gateway) IN
       (SELECT minute_at_ms, gateway FROM gateway_samples WHERE minute_at_ms < ? ORDER BY 1 LIMIT ?)`,
  )
  let timer: Timer | undefined

  const slice = (): void => {
    const before = clock.nowMs() - keepDays() * dayMs
    let removed = 0
    const isWritten = commitBatch(access, () => {
      for (const flowNo of old.all(before, sliceRecords)) {
        removeAttempts.run(flowNo)
        removeRecord.run(flowNo)
        removed += 1
      }
      removed += removeAlarms.run(before, sliceRecords).changes
      removed += removeSamples.run(before, sliceRecords).changes
    })
    timer = clock.startTimer(isWritten && removed > 0 ? pauseMs : hourMs, slice)
  }
  return {
    start() {
      timer ??= clock.startTimer(0, slice)
    },
    stop() {
      if (timer) clock.stopTimer(timer)
      timer = undefined
    },
  }
}
