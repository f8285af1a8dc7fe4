import SqliteDatabase from 'better-sqlite3'
import { join } from 'node:path'
import { silentLogger } from '../../engine/kernel/logger.ts'
import { openStore, type Store } from '../../engine/store/store.ts'
import { createFakeClock, type FakeClock } from '../../engine/testing/fake-clock.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

/** A store in a folder of its own, on virtual time. */
export interface TemporaryStore {
  readonly folder: string
  readonly clock: FakeClock
  /** The store opened last. */
  readonly store: Store
  /** Opens the folder as the next process would after this one died: nothing that waits is written. */
  crash(): Store
  /** Closes in order and opens again. */
  restart(): Promise<Store>
  /** A connection of another program to the same database. */
  otherProgram(): SqliteDatabase.Database
  remove(): Promise<void>
}

export function createTemporaryStore(): TemporaryStore {
  const temporaryFolder = createTemporaryFolder()
  const { path } = temporaryFolder
  const clock = createFakeClock()
  const open = (): Store => openStore({ folder: path, clock, log: silentLogger })
  const died: Store[] = []
  const others: SqliteDatabase.Database[] = []
  let store = open()
  const use = (next: Store): Store => {
    store = next
    return next
  }
  return {
    folder: path,
    clock,
    get store() {
      return store
    },
    crash() {
      died.push(store)
      return use(open())
    },
    async restart() {
      await store.close()
      return use(open())
    },
    otherProgram() {
      const other = new SqliteDatabase(join(path, 'trunkline.db'), { timeout: 0 })
      others.push(other)
      return other
    },
    async remove() {
      for (const other of others) other.close()
      // The processes that died write nothing more.
      for (const each of died) await each.callRecordReader.close()
      await store.close()
      temporaryFolder.remove()
    },
  }
}
