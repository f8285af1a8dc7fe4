import SqliteDatabase from 'better-sqlite3'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { createConfiguration } from '../../engine/configuration/configuration.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import { openStore, type Store } from '../../engine/store/store.ts'
import { createFakeClock } from '../../engine/testing/fake-clock.ts'
import { startChild } from '../harness/child.ts'
import { createTemporaryFolder } from '../harness/temporary-folder.ts'

const rounds = 10
const folder = createTemporaryFolder()
const program = fileURLToPath(new URL('./store-writer.ts', import.meta.url))

interface Acknowledged {
  memo: number
  readonly publications: Map<string, number>
  readonly records: Set<number>
}

afterAll(() => {
  folder.remove()
})

/** Runs the writer, kills it at a random moment of its work, and returns what it had been promised. */
async function writeUntilKilled(promised: Acknowledged): Promise<void> {
  const child = startChild(process.execPath, [program, folder.path], { limitMs: 30_000 })
  await child.waitForLine((line) => line.startsWith('memo'), 20_000)
  await delay(250 + Math.random() * 400)
  child.kill('SIGKILL')
  await child.ended
  for (const line of child.lines) note(promised, line.split(' '))
}

function note(promised: Acknowledged, [kind, first = '', second = '']: readonly string[]): void {
  if (kind === 'memo') promised.memo = Number(first)
  if (kind === 'publication') promised.publications.set(first, Number(second))
  if (kind === 'record') promised.records.add(Number(first))
}

async function verify(promised: Acknowledged): Promise<void> {
  const db = new SqliteDatabase(join(folder.path, 'trunkline.db'))
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
  const store = openStore({ folder: folder.path, clock: createFakeClock(), log: silentLogger })
  const configuration = createConfiguration({
    persistence: store.configuration,
    log: silentLogger,
  })
  const memo = Number(configuration.routingGateways.get('GW')?.memo)
  expect(memo).toBeGreaterThanOrEqual(promised.memo)
  expect(memo).toBeLessThanOrEqual(promised.memo + 1)
  expect(store.auditLog.read({ limit: 10_000 })).toHaveLength(memo)
  verifyPublications(store, promised.publications)
  await verifyRecords(store, promised.records)
  await store.close()
}

function verifyPublications(store: Store, promised: ReadonlyMap<string, number>): void {
  const stored = store.publications.load()
  expect(stored).toHaveLength(20)
  for (const { resource, sequence, entityTag } of stored) {
    const acknowledged = promised.get(resource) ?? 0
    expect(sequence).toBeGreaterThanOrEqual(acknowledged)
    expect(sequence).toBeLessThanOrEqual(acknowledged + 1)
    expect(entityTag).toBe(`${resource}-${sequence}`)
  }
}

async function verifyRecords(store: Store, promised: ReadonlySet<number>): Promise<void> {
  const stored = new Map<number, number>()
  let page = await store.callRecordReader.query({ limit: 10_000 })
  for (;;) {
    for (const { flowNo, endReason } of page.records) stored.set(flowNo, endReason)
    if (!page.next) break
    page = await store.callRecordReader.query({ limit: 10_000, after: page.next })
  }
  const lost = [...promised].filter((flowNo) => stored.get(flowNo) !== 200)
  expect(lost).toEqual([])
}

test('nothing that was acknowledged is lost by ten kill -9, and the database stays whole', async () => {
  const promised: Acknowledged = { memo: 0, publications: new Map(), records: new Set() }
  for (let round = 0; round < rounds; round++) {
    await writeUntilKilled(promised)
    await verify(promised)
  }
  expect(promised.memo).toBeGreaterThan(rounds)
  expect(promised.records.size).toBeGreaterThan(rounds)
})
