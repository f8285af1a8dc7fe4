import { afterEach, beforeEach, expect, test } from 'vitest'
import { sampleOf } from '../../../tests/harness/sample-minute.ts'
import {
  createTemporaryStore,
  type TemporaryStore,
} from '../../../tests/harness/temporary-store.ts'

const dayMs = 86_400_000
const minuteAtMs = 1_800_000_000_000
let temporary: TemporaryStore

beforeEach(() => {
  temporary = createTemporaryStore()
})
afterEach(() => temporary.remove())

const rows = (): unknown[] =>
  temporary.otherProgram().prepare('SELECT * FROM gateway_samples ORDER BY 1, 2').all()
const count = (): unknown =>
  temporary.otherProgram().prepare('SELECT count(*) FROM gateway_samples').pluck().get()

test('samples of the same minutes add up', () => {
  const { gatewaySamples } = temporary.store
  gatewaySamples.add(
    sampleOf('GW', minuteAtMs, { sampledMs: 20_000, activeMs: 60_000, peakActive: 3, capacity: 5 }),
  )
  gatewaySamples.add(
    sampleOf('GW', minuteAtMs, {
      ...{ sampledMs: 40_000, activeMs: 40_000, peakActive: 1, capacity: 9, minutes: 2 },
      ...{ errorMs: 500, errorForMs: 40_000, errorWorst: 2, refusedAtLimit: 4 },
    }),
  )
  gatewaySamples.flush()
  expect(rows()).toMatchObject([
    {
      ...{ minute_at_ms: minuteAtMs, gateway: 'GW', minutes: 2, sampled_ms: 60_000 },
      ...{ active_ms: 100_000, peak_active: 3, capacity: 9, refused_at_limit: 4 },
      ...{ error_ms: 500, error_for_ms: 40_000, error_worst: 2 },
    },
  ])
})

test('many samples are written a slice at a time, off the path of signalling', () => {
  const { gatewaySamples } = temporary.store
  for (let index = 0; index < 600; index++) {
    gatewaySamples.add(sampleOf(`GW-${index}`, minuteAtMs))
  }
  expect(count()).toBe(0)
  temporary.clock.advance(10)
  expect(count()).toBe(100)
  temporary.clock.advance(50)
  expect(count()).toBe(600)
  expect(gatewaySamples.pending).toBe(0)
})

test('what waits is written at the end', async () => {
  const { gatewaySamples } = temporary.store
  for (let index = 0; index < 600; index++) {
    gatewaySamples.add(sampleOf(`GW-${index}`, minuteAtMs))
  }
  await temporary.restart()
  expect(count()).toBe(600)
})

test('samples are kept as long as call records', () => {
  const { store, clock } = temporary
  const nowMs = clock.nowMs()
  store.gatewaySamples.add(sampleOf('GW', nowMs - 3 * dayMs))
  store.gatewaySamples.add(sampleOf('GW', nowMs - dayMs))
  store.gatewaySamples.flush()
  store.startUpkeep(() => 2)
  clock.advance(1000)
  expect(rows()).toMatchObject([{ minute_at_ms: nowMs - dayMs }])
})

test('while the database is locked samples wait, and the oldest of very many are given up', () => {
  const { gatewaySamples } = temporary.store
  const other = temporary.otherProgram()
  other.exec('BEGIN IMMEDIATE')
  gatewaySamples.add(sampleOf('Oldest', minuteAtMs))
  temporary.clock.advance(10)
  expect(gatewaySamples.pending).toBe(1)
  for (let index = 0; index < 50_000; index++) gatewaySamples.add(sampleOf('GW', minuteAtMs))
  expect(gatewaySamples.pending).toBe(45_001)
  other.exec('ROLLBACK')
  expect(gatewaySamples.flush()).toBe(true)
  expect(rows()).toMatchObject([{ gateway: 'GW', sampled_ms: 45_001 * 60_000 }])
})
