import { beforeEach, expect, test } from 'vitest'
import { engineSettings } from '../api/contract/engine-settings.ts'
import { routingGateway, type RoutingGateway } from '../api/contract/gateways.ts'
import { GatewayAvailability } from '../gateways/gateway-availability.ts'
import { GatewayStatistics } from '../gateways/gateway-statistics.ts'
import { defaultParameterValues } from '../parameters/parameter-catalogue.ts'
import { ComposedConcurrency } from '../publish/composed-concurrency.ts'
import { LineLedger } from '../routing/line-ledger.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { GatewayFigures } from './gateway-figures.ts'

let gateway: RoutingGateway
let settings: { values: ReturnType<typeof engineSettings.parse> }
let parameters: { values: typeof defaultParameterValues }
let ledger: LineLedger
let availability: GatewayAvailability
let figures: GatewayFigures

beforeEach(() => {
  const clock = createFakeClock()
  gateway = routingGateway.parse({ name: 'GW', capacity: 10 })
  settings = { values: engineSettings.parse({}) }
  parameters = { values: defaultParameterValues }
  ledger = new LineLedger()
  availability = new GatewayAvailability(clock)
  const concurrency = new ComposedConcurrency({
    monotonicMs: () => clock.monotonicMs(),
    policy: () => 'hold last',
    ownActive: (name) => ledger.active(name),
    configuredCapacity: () => gateway.capacity,
    isPublished: () => false,
    newestOf: () => [],
  })
  figures = new GatewayFigures({
    ...{ settings, parameters, ledger, availability },
    statistics: new GatewayStatistics(clock),
    gateway: (name) => (name === 'GW' ? gateway : undefined),
    concurrency: () => concurrency,
    firstSequence: 100,
  })
})

const take = (lines: number): void => {
  for (let i = 0; i < lines; i++) ledger.reserve('GW', 0)
}
const word = () => figures.statusOf('GW').status

test.each([
  [7, 'available'],
  [8, 'reduced'],
  [9, 'reduced'],
  [10, 'full'],
] as const)('%i of ten lines are published as %s', (lines, status) => {
  take(lines)
  expect(figures.statusOf('GW')).toMatchObject({ active: lines, capacity: 10, status })
})

test('the bands are those of the settings at that moment', () => {
  take(6)
  expect(word()).toBe('available')
  settings.values = { ...settings.values, reduceBandPercent: 50 }
  expect(word()).toBe('reduced')
  settings.values = { ...settings.values, lastResortBandPercent: 60 }
  expect(word()).toBe('last-resort')
})

test('locked goes before suspended, suspended before any band', () => {
  take(10)
  availability.suspend('GW', 'options')
  expect(word()).toBe('suspended')
  expect(figures.unusableReason('GW')).toBe('no answer to the OPTIONS check')
  gateway = { ...gateway, lockType: 3 }
  expect(word()).toBe('locked')
})

test('the answer rate counts only while it is to be calculated', () => {
  expect(figures.answerRate('GW')).toBeUndefined()
  parameters.values = { ...defaultParameterValues, SS_GATEWAY_ASR_CALCULATE: true }
  // Not enough calls yet.
  expect(figures.answerRate('GW')).toBeUndefined()
})

test('sequence numbers rise from status to status', () => {
  expect([figures.statusOf('GW').sequence, figures.statusOf('GW').sequence]).toEqual([101, 102])
})
