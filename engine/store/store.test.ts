import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { silentLogger, type Logger } from '../kernel/logger.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { openStore } from './store.ts'

test('a store that closes while its write-ahead log is being moved complains of nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const warnings: string[] = []
  const log: Logger = { ...silentLogger, warn: (text) => warnings.push(text) }
  const clock = createFakeClock()
  const store = openStore({ folder, clock, log })
  store.startUpkeep(() => 90)
  clock.advance(6000)
  await store.close()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(warnings).toEqual([])
  expect(clock.pendingTimers).toBe(0)
})
