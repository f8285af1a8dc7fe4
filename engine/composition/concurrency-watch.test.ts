import { beforeEach, expect, test } from 'vitest'
import { engineSettings } from '../api/contract/engine-settings.ts'
import { routingGateway } from '../api/contract/gateways.ts'
import { GatewayStatistics } from '../gateways/gateway-statistics.ts'
import { silentLogger } from '../kernel/logger.ts'
import { LineLedger } from '../routing/line-ledger.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { ConcurrencyWatch } from './concurrency-watch.ts'

let clock: FakeClock
let alarms: Map<string, string>
let active: number
let routingLedger: LineLedger
let mappingLedger: LineLedger
let held: { routing: Map<string, number>; mapping: Map<string, number> }
let watch: ConcurrencyWatch

beforeEach(() => {
  clock = createFakeClock()
  alarms = new Map()
  active = 0
  routingLedger = new LineLedger()
  mappingLedger = new LineLedger()
  held = { routing: new Map(), mapping: new Map() }
  watch = new ConcurrencyWatch({
    ...{ clock, log: silentLogger, routingLedger, mappingLedger },
    alarms: {
      raise: ({ type, subject, text }) => void alarms.set(`${type} ${subject}`, text),
      clear: (type, subject) => void alarms.delete(`${type} ${subject}`),
    },
    settings: { values: engineSettings.parse({}) },
    gateways: () => [routingGateway.parse({ name: 'GW', capacity: 10 })],
    occupancy: () => ({ active, capacity: 10 }),
    statistics: new GatewayStatistics(clock),
    calls: { heldLines: () => held },
  })
  watch.start()
})

test('alarms of a gateway are raised and cleared within ten seconds', () => {
  active = 10
  clock.advance(9999)
  expect(alarms.size).toBe(0)
  clock.advance(1)
  expect([...alarms.keys()]).toEqual(['routingGatewayConcurrencyRise GW'])
  active = 11
  clock.advance(10_000)
  expect(alarms.get('lineLimitExceeded GW')).toBe('11 lines in use, line limit 10')
  active = 1
  clock.advance(10_000)
  expect(alarms.size).toBe(0)
})

test('a deleted gateway leaves no alarm behind', () => {
  active = 11
  clock.advance(10_000)
  watch.forget('GW')
  expect(alarms.size).toBe(0)
})

test('each minute the ledgers are compared with the calls, put right and told', () => {
  routingLedger.reserve('GW', 0)
  held.mapping.set('MG', 2)
  clock.advance(59_999)
  expect(alarms.size).toBe(0)
  clock.advance(1)
  expect(alarms.get('ledgerDifference routing')).toBe('GW: 1 lines reserved, 0 held by calls')
  expect(alarms.get('ledgerDifference mapping')).toBe('MG: 0 lines reserved, 2 held by calls')
  expect([routingLedger.active('GW'), mappingLedger.active('MG')]).toEqual([0, 2])
  clock.advance(60_000)
  expect(alarms.size).toBe(0)
})

test('a release that matched no reservation is told once', () => {
  routingLedger.release('GW')
  watch.audit()
  expect(alarms.get('ledgerDifference routing')).toBe('1 releases matched no reservation')
  watch.audit()
  expect(alarms.size).toBe(0)
})

test('nothing is watched after the stop', () => {
  watch.stop()
  expect(clock.pendingTimers).toBe(0)
})
