import type { Clock, Timer } from '../kernel/clock.ts'
import { inOneCommit, type Database } from './open-database.ts'
import { atStore } from './store-fault.ts'
import type { StoreHealth } from './store-health.ts'

/** What every writer of the store works with. */
export interface StoreAccess {
  readonly db: Database
  readonly folder: string
  readonly clock: Clock
  readonly health: StoreHealth
}

/** Collects rows for some milliseconds and writes them in one commit; keeps them when that fails and tries again. */
export interface BatchWriter<T> {
  add(item: T): void
  /** Writes what waits, now; false when the store refuses. */
  flush(): boolean
  readonly pending: number
}

/** Wait before a store that failed is tried again. */
export const retryDelayMs = 1000

export interface BatchWriterOptions<T> {
  readonly delayMs: number
  readonly write: (item: T) => void
  /** Most items in one commit, so that a backlog does not hold up signalling; absent = all that wait. */
  readonly largestBatch?: number
  /** Most items kept while the store refuses; beyond, the oldest are given up. */
  readonly mostWaiting?: number
}

export function createBatchWriter<T>(
  access: StoreAccess,
  options: BatchWriterOptions<T>,
): BatchWriter<T> {
  const { clock, health } = access
  const { largestBatch = Infinity, mostWaiting = Infinity } = options
  let queue: T[] = []
  let timer: Timer | undefined
  const schedule = (): void => {
    if (queue.length === 0) return
    timer ??= clock.startTimer(health.trouble ? retryDelayMs : options.delayMs, writeBatch)
  }
  const writeBatch = (): boolean => {
    if (timer) clock.stopTimer(timer)
    timer = undefined
    const batch = queue.slice(0, largestBatch)
    const isWritten = commitBatch(access, () => {
      for (const item of batch) options.write(item)
    })
    if (isWritten) queue = queue.slice(batch.length)
    schedule()
    return isWritten
  }
  return {
    add(item) {
      queue.push(item)
      if (queue.length > mostWaiting) queue = queue.slice(Math.ceil(mostWaiting / 10))
      schedule()
    },
    flush() {
      while (queue.length > 0) if (!writeBatch()) return false
      return true
    },
    get pending() {
      return queue.length
    },
  }
}

/** One commit of a batch; false, with the trouble reported, when disk or database refuse it. */
export function commitBatch({ db, folder, health }: StoreAccess, work: () => void): boolean {
  try {
    atStore(folder, () => {
      inOneCommit(db, work)
    })
  } catch (error) {
    health.failed(error)
    return false
  }
  health.succeeded()
  return true
}
