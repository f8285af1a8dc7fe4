import type { AlarmSink } from '../api/contract/alarms.ts'
import type { Logger } from '../kernel/logger.ts'
import { reasonOf, type StoreReason } from './store-fault.ts'

/** Whether the store takes what it is given; turns trouble into alarms and clears them when it has passed. */
export interface StoreHealth {
  /** Why the last commit failed; undefined = it did not. */
  readonly trouble: StoreReason | undefined
  /** A commit failed; an error that is no failure of the store is a bug and is thrown on. */
  failed(error: unknown): void
  succeeded(): void
  /** Call records that wait to be written, when they are too many. */
  overdue(records: number): void
  caughtUp(): void
  /** Where trouble is reported; trouble that already lasts is reported at once. */
  reportTo(alarms: AlarmSink): void
}

const subject = 'store'

export function createStoreHealth(log: Logger): StoreHealth {
  let trouble: StoreReason | undefined
  let sentence = ''
  let overdueRecords = 0
  let alarms: AlarmSink | undefined
  const raise = (): void => {
    if (!trouble) return
    const type = trouble === 'disk full' ? 'disk' : 'database'
    alarms?.raise({ type, subject, level: 3, text: sentence })
  }
  const raiseOverdue = (): void => {
    if (overdueRecords === 0) return
    const text = `${overdueRecords} call records wait to be written`
    alarms?.raise({ type: 'pendingRecords', subject, level: 2, text, value: overdueRecords })
  }
  return {
    get trouble() {
      return trouble
    },
    failed(error) {
      const reason = reasonOf(error)
      if (!reason || !(error instanceof Error)) throw error
      if (reason !== trouble) log.error('the store does not take commits', { reason })
      trouble = reason
      sentence = error.message
      raise()
    },
    succeeded() {
      if (!trouble) return
      log.info('the store takes commits again', { reason: trouble })
      trouble = undefined
      alarms?.clear('disk', subject)
      alarms?.clear('database', subject)
    },
    overdue(records) {
      overdueRecords = records
      raiseOverdue()
    },
    caughtUp() {
      if (overdueRecords === 0) return
      overdueRecords = 0
      alarms?.clear('pendingRecords', subject)
    },
    reportTo(sink) {
      alarms = sink
      raise()
      raiseOverdue()
    },
  }
}
