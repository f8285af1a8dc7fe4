import type { CallRecord } from '../../api/contract/call-record.ts'
import type { Timer } from '../../kernel/clock.ts'
import { commitBatch, retryDelayMs, type StoreAccess } from '../batch-writer.ts'
import { readCounter, type CallRecordRows } from './call-record-rows.ts'

/** Takes the facts of calls on the signalling path at the cost of a list entry, and writes them in batches. */
export interface CallRecordWriter {
  /** A number that no call of this data folder has had. */
  nextFlowNo(): number
  started(record: CallRecord): void
  answered(record: CallRecord): void
  ended(record: CallRecord): void
  /** Ended calls whose record is not yet written. */
  readonly pending: number
  /** Ended calls whose record was lost because the store refused too long. */
  readonly lost: number
  /** Writes what waits, now; false when the store refuses. */
  flush(): boolean
  /** Writes what waits and returns the flow numbers that were reserved and not used. */
  close(): void
}

/** A batch closes after this; with the commit itself it stays under the promised 200 ms. */
const batchDelayMs = 100
/** Most records in one commit, so that a backlog does not hold up signalling. */
const largestBatch = 500
/** While calls last, the time of the last sign of life is never older than this. */
const heartbeatMs = 2000
/** Flow numbers reserved ahead: those of the next batches. */
const reservedFlowNos = 100_000
/** More ended calls than this waiting is an alarm. */
const overdueRecords = 5000
/** Most ended calls kept while the store refuses; beyond, the oldest are given up. */
const mostWaiting = 1_000_000

export function createCallRecordWriter(
  access: StoreAccess,
  rows: CallRecordRows,
): CallRecordWriter {
  const { clock, health } = access
  const changed = new Set<CallRecord>()
  const open = new Set<CallRecord>()
  const waiting = createRecordQueue()
  let timer: Timer | undefined
  let heartbeat: Timer | undefined
  let reservedFlowNo = readCounter(access.db, 'flow_no')
  let flowNo = reservedFlowNo
  let isReserving = true

  const schedule = (delayMs = health.trouble ? retryDelayMs : batchDelayMs): void => {
    timer ??= clock.startTimer(delayMs, writeBatch)
  }
  const writeBatch = (): boolean => {
    if (timer) clock.stopTimer(timer)
    timer = undefined
    const batch = waiting.peek(largestBatch)
    const reserveTo = flowNo + reservedFlowNos
    const isWritten = commitBatch(access, () => {
      for (const record of batch) {
        if (open.has(record)) rows.removeOpen(record.flowNo)
        rows.insert(record)
      }
      for (const record of changed) rows.putOpen(record)
      if (isReserving) rows.setCounter('flow_no', reserveTo)
      rows.setCounter('alive_at_ms', clock.nowMs())
    })
    if (isWritten) settle(batch, reserveTo)
    if (waiting.length > overdueRecords) health.overdue(waiting.length)
    else health.caughtUp()
    if (!isWritten) schedule()
    else if (waiting.length > 0) schedule(1)
    return isWritten
  }
  const settle = (batch: readonly CallRecord[], reserveTo: number): void => {
    waiting.drop(batch.length)
    for (const record of batch) open.delete(record)
    for (const record of changed) open.add(record)
    changed.clear()
    if (isReserving) reservedFlowNo = reserveTo
    isReserving = false
    if (open.size > 0) heartbeat ??= clock.startTimer(heartbeatMs, beat)
  }
  const beat = (): void => {
    heartbeat = undefined
    if (open.size > 0) schedule()
  }
  const change = (record: CallRecord): void => {
    changed.add(record)
    schedule()
  }
  const flush = (): boolean => {
    do {
      if (!writeBatch()) return false
    } while (waiting.length > 0)
    return true
  }
  const close = (): void => {
    const isWritten = flush()
    if (timer) clock.stopTimer(timer)
    if (heartbeat) clock.stopTimer(heartbeat)
    timer = heartbeat = undefined
    if (!isWritten) return
    commitBatch(access, () => {
      rows.setCounter('flow_no', flowNo)
    })
  }
  return {
    nextFlowNo() {
      flowNo += 1
      if (reservedFlowNo - flowNo < reservedFlowNos / 2 && !isReserving) {
        isReserving = true
        schedule()
      }
      return flowNo
    },
    started: change,
    answered: change,
    ended(record) {
      changed.delete(record)
      waiting.add(record, mostWaiting)
      schedule()
    },
    get pending() {
      return waiting.length
    },
    get lost() {
      return waiting.lost
    },
    flush,
    close,
  }
}

/** Ended calls in the order in which they ended. */
function createRecordQueue() {
  let records: CallRecord[] = []
  let lost = 0
  return {
    add(record: CallRecord, most: number): void {
      records.push(record)
      if (records.length <= most) return
      const surplus = Math.ceil(most / 10)
      records = records.slice(surplus)
      lost += surplus
    },
    peek: (count: number): readonly CallRecord[] => records.slice(0, count),
    drop(count: number): void {
      records = records.slice(count)
    },
    get length() {
      return records.length
    },
    get lost() {
      return lost
    },
  }
}
