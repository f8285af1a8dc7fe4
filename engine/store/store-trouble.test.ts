import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endedCall } from '../../tests/harness/sample-call.ts'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../tests/harness/temporary-folder.ts'
import { EngineError } from '../api/contract/errors.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { migrate } from './migrate.ts'
import { inOneCommit, openDatabase } from './open-database.ts'
import { openStore, type Store } from './store.ts'
import { atStore } from './store-fault.ts'

let folder: TemporaryFolder
const clock = createFakeClock()
const open = (path = folder.path): Store => openStore({ folder: path, clock, log: silentLogger })
const faultOf = (work: () => unknown): EngineError => {
  try {
    work()
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  throw new Error('expected an EngineError')
}

beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(() => {
  folder.remove()
})

test('a full disk refuses a commit whole and is named; room again, and commits go on', () => {
  const db = openDatabase(join(folder.path, 'full.db'))
  migrate(db)
  const fill = (): void =>
    atStore(folder.path, () => {
      inOneCommit(db, () => {
        const insert = db.prepare('INSERT INTO open_calls VALUES (?, ?)')
        for (let call = 0; call < 5000; call++) insert.run(call, 'x'.repeat(200))
      })
    })
  db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 10}`)
  const fault = faultOf(fill)
  expect(fault).toMatchObject({ code: 'STORE_UNAVAILABLE', details: { reason: 'disk full' } })
  expect(fault.message).toContain('the disk is full')
  expect(db.prepare('SELECT count(*) FROM open_calls').pluck().get()).toBe(0)
  db.pragma('max_page_count = 100000')
  fill()
  db.close()
})

test('a folder that nobody may write is refused with a clear sentence', () => {
  const path = join(folder.path, 'read-only')
  mkdirSync(path)
  chmodSync(path, 0o555)
  chmodSync(folder.path, 0o755)
  const fault = faultOf(() => asOrdinaryUser(() => open(path)))
  expect(fault).toMatchObject({ code: 'STORE_UNAVAILABLE', details: { reason: 'not writable' } })
  expect(fault.message).toContain(`${path} is not usable: it cannot be written`)
})

test('a database that may only be read is refused', async () => {
  await open().close()
  chmodSync(join(folder.path, 'trunkline.db'), 0o444)
  chmodSync(join(folder.path, 'secret.key'), 0o444)
  chmodSync(folder.path, 0o555)
  expect(faultOf(() => asOrdinaryUser(() => open())).details.reason).toBe('not writable')
})

test('a file in the place of the folder is refused', () => {
  const path = join(folder.path, 'file')
  writeFileSync(path, '')
  expect(faultOf(() => open(path)).code).toBe('STORE_UNAVAILABLE')
})

test('a file that is no database is refused as damaged', () => {
  writeFileSync(join(folder.path, 'trunkline.db'), 'no database '.repeat(1000))
  expect(faultOf(() => open()).details.reason).toBe('damaged')
})

test('a database of a later version is refused and left alone', async () => {
  await open().close()
  const db = openDatabase(join(folder.path, 'trunkline.db'))
  db.pragma('user_version = 99')
  db.close()
  expect(faultOf(() => open()).message).toContain('later version')
})

test('another key is refused before any secret is lost', async () => {
  await open().close()
  const wrong = () =>
    openStore({ folder: folder.path, clock, log: silentLogger, key: new Uint8Array(32) })
  expect(faultOf(wrong).message).toContain('sealed with another key')
  await open().close()
})

test('a bug is not taken for trouble with the disk', async () => {
  const store = open()
  const broken = endedCall(1, { mappingGateway: undefined as unknown as string })
  store.callRecords.ended(broken)
  expect(() => store.callRecords.flush()).toThrow(/NOT NULL/)
  await store.callRecordReader.close()
})

/** Root may write everywhere: the work is done as nobody. */
function asOrdinaryUser<T>(work: () => T): T {
  const { geteuid, seteuid } = process
  if (geteuid?.() !== 0 || !seteuid) return work()
  seteuid('nobody')
  try {
    return work()
  } finally {
    seteuid(0)
  }
}
