import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../tests/harness/temporary-folder.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createConfiguration } from '../configuration/configuration.ts'
import { migrate } from './migrate.ts'
import { openDatabase, type Database } from './open-database.ts'
import { openStore } from './store.ts'

let folder: TemporaryFolder
let db: Database
const fixture = (name: string): string =>
  readFileSync(new URL(`./migrations/fixtures/${name}.sql`, import.meta.url), 'utf8')

beforeEach(() => {
  folder = createTemporaryFolder()
  db = openDatabase(join(folder.path, 'trunkline.db'))
})
afterEach(() => {
  db.close()
  folder.remove()
})

test('0001 makes the first tables in an empty database', () => {
  migrate(db, 1)
  expect(db.pragma('user_version', { simple: true })).toBe(1)
  const tables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`
  expect(db.prepare(tables).pluck().all()).toEqual([
    'alarms',
    'audit_log',
    'call_attempts',
    'call_records',
    'counters',
    'gateway_bindings',
    'key_check',
    'mapping_gateways',
    'open_calls',
    'parameters',
    'publications',
    'routing_gateways',
    'settings',
    'users',
  ])
})

test('0002 adds sessions, and nobody has signed in yet', () => {
  migrate(db, 1)
  db.exec(fixture('0001'))
  migrate(db, 2)
  expect(db.prepare('SELECT count(*) FROM sessions').pluck().get()).toBe(0)
  expect(db.prepare('SELECT name, last_sign_in_at_ms FROM users').all()).toEqual([
    { name: 'ada', last_sign_in_at_ms: 0 },
  ])
})

test('a database filled at form 2 keeps its sessions', async () => {
  migrate(db, 1)
  db.exec(fixture('0001'))
  migrate(db, 2)
  db.exec(fixture('0002'))
  const store = openStore({
    ...{ folder: folder.path, clock: createFakeClock(), log: silentLogger },
    key: new Uint8Array(32).fill(7),
  })
  expect(store.users.find('ada')).toMatchObject({ lastSignInAtMs: 1_800_000_000_000 })
  expect(store.sessions.load()).toMatchObject([
    { user: 'ada', role: 'administrator', stay: true, usedAtMs: 1_800_000_005_000 },
  ])
  await store.close()
})

test('a database filled at form 3 keeps its samples of concurrency', async () => {
  migrate(db, 1)
  db.exec(fixture('0001'))
  migrate(db, 2)
  db.exec(fixture('0002'))
  migrate(db, 3)
  db.exec(fixture('0003'))
  const store = openStore({
    ...{ folder: folder.path, clock: createFakeClock(), log: silentLogger },
    key: new Uint8Array(32).fill(7),
  })
  const period = { fromMs: 1_800_000_000_000, toMs: 1_800_000_060_000 }
  expect(await store.callRecordReader.gateways(period)).toMatchObject([
    {
      ...{ gateway: 'GW-A', calls: 1, answered: 1, acdSeconds: 2, peakActive: 4, meanActive: 2 },
      ...{ publicationErrorMean: 0.5, publicationErrorWorst: 2, sampledMs: 60_000 },
    },
  ])
  await store.close()
})

test('a database filled at form 4 keeps notes and exemptions of the checklist', async () => {
  migrate(db, 1)
  db.exec(fixture('0001'))
  migrate(db, 2)
  db.exec(fixture('0002'))
  migrate(db, 3)
  db.exec(fixture('0003'))
  migrate(db, 4)
  db.exec(fixture('0004'))
  const store = openStore({
    ...{ folder: folder.path, clock: createFakeClock(), log: silentLogger },
    key: new Uint8Array(32).fill(7),
  })
  expect(store.checklist.all()).toMatchObject([
    { kind: 'exemption', key: 'GW-A', document: { reason: 'a test trunk', by: 'ada' } },
    { kind: 'note', key: '3', document: { text: 'limits of the contract' } },
  ])
  await store.close()
})

test('migrating twice changes nothing', () => {
  migrate(db)
  const version = db.pragma('schema_version', { simple: true })
  migrate(db)
  expect(db.pragma('schema_version', { simple: true })).toBe(version)
})

test('a database filled at form 1 is read in full by this program', async () => {
  migrate(db, 1)
  db.exec(fixture('0001'))
  const store = openStore({
    folder: folder.path,
    clock: createFakeClock(),
    log: silentLogger,
    key: new Uint8Array(32).fill(7),
  })
  const configuration = createConfiguration({
    persistence: store.configuration,
    log: silentLogger,
  })
  expect(configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE).toBe(60)
  expect(configuration.settings.values.domain).toBe('example.net')
  expect(configuration.routingGateways.get('GW-A')).toMatchObject({
    id: 3,
    version: 2,
    capacity: 100,
    allowPublish: true,
  })
  expect(store.publications.load()).toMatchObject([{ entityTag: 'tag1', resource: 'GW-A' }])
  expect(store.users.find('ada')).toMatchObject({ role: 'administrator' })
  expect(store.auditLog.read({})).toMatchObject([{ object: 'GW-A', after: { capacity: 100 } }])
  expect(store.alarms.read({})).toMatchObject([{ id: 4, type: 'publicationStale' }])
  const { records } = await store.callRecordReader.query({})
  expect(records).toMatchObject([
    { flowNo: 11, endReason: 200, attempts: [{ gateway: 'GW-A', result: 200 }] },
    { flowNo: 12, endReason: -14, endDirection: 2 },
  ])
  expect(store.callRecords.nextFlowNo()).toBe(1001)
  await store.close()
})
