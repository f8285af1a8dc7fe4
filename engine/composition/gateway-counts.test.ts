import { beforeEach, expect, test } from 'vitest'
import type { Band } from '../routing/route-plan.ts'
import { createMemoryConfiguration } from '../testing/test-engine.ts'
import { GatewayCounts } from './gateway-counts.ts'

const actor = { name: 'test', from: 'test' }
const { configuration } = createMemoryConfiguration()
let bands: Map<string, Band>
let unusable: Map<string, string>
let looks: number
let counts: GatewayCounts

for (const name of ['A', 'B', 'C', 'D']) configuration.createRoutingGateway({ name }, actor)

beforeEach(() => {
  bands = new Map()
  unusable = new Map()
  looks = 0
  counts = new GatewayCounts({
    gateways: configuration.routingGateways,
    bandOf(name) {
      looks++
      return bands.get(name) ?? 'normal'
    },
    unusableReason: (name) => unusable.get(name),
  })
  counts.touchAll()
})

test('every gateway is counted in one place', () => {
  bands.set('A', 'full').set('B', 'reduce')
  unusable.set('C', 'no answer to the OPTIONS check')
  expect(counts.read()).toEqual({
    ...{ normal: 1, reduce: 1, 'last resort': 0, full: 1, locked: 0, unusable: 1 },
  })
})

test('a gateway that moved is counted where it is now, and only it is looked at', () => {
  counts.read()
  looks = 0
  bands.set('A', 'last resort').set('B', 'full')
  counts.touch('A')
  counts.touch('A')
  expect(counts.read()).toMatchObject({ normal: 3, 'last resort': 1, full: 0 })
  expect(looks).toBe(1)
})

test('a locked gateway is in no band, one that is gone is nowhere', () => {
  configuration.createRoutingGateway({ name: 'E', lockType: 3 }, actor)
  counts.touch('E')
  expect(counts.read()).toMatchObject({ normal: 4, locked: 1 })
  configuration.deleteRoutingGateway('E', actor)
  counts.touch('E')
  expect(counts.read()).toMatchObject({ normal: 4, locked: 0 })
})
