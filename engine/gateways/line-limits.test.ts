import { beforeEach, describe, expect, it } from 'vitest'
import { routingGateway, type RoutingGateway } from '../api/contract/gateways.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { LineLimits } from './line-limits.ts'
import { createLocalTime } from './local-time.ts'

/** Friday, 2027-01-15 08:00:00 UTC. */
const fridayMs = 1_800_000_000_000
const hour = 3600
let clock: FakeClock
let limits: LineLimits
let changes: string[]

beforeEach(() => {
  clock = createFakeClock(fridayMs)
  changes = []
  limits = new LineLimits({
    clock,
    localTime: createLocalTime('UTC'),
    onChange: (gateway, limit) => changes.push(`${gateway} ${limit}`),
  })
})

const gateway = (
  ...periods: (readonly [begin: number, end: number, capacity: number])[]
): RoutingGateway =>
  routingGateway.parse({
    name: 'GW',
    capacity: 100,
    periodCapacities: periods.map(([beginTime, endTime, capacity]) => ({
      days: [5],
      beginTime: beginTime * hour,
      endTime: endTime * hour,
      capacity,
    })),
  })

describe('local time', () => {
  it('reads weekday and second of the day in a zone', () => {
    expect(createLocalTime('UTC')(fridayMs)).toEqual({ day: 5, second: 8 * hour })
    expect(createLocalTime('Asia/Shanghai')(fridayMs)).toEqual({ day: 5, second: 16 * hour })
    expect(createLocalTime('UTC')(fridayMs - 8 * hour * 1000)).toEqual({ day: 5, second: 0 })
  })
})

describe('line limits', () => {
  it('are the gateway’s own without periods, 0 for an unknown gateway', () => {
    limits.set(gateway())
    expect([limits.limitOf('GW'), limits.limitOf('nobody')]).toEqual([100, 0])
    expect(clock.pendingTimers).toBe(0)
  })

  it('follow period rows to the second and tell each change', () => {
    limits.set(gateway([9, 18, 30], [18, 19, 0]))
    expect(limits.limitOf('GW')).toBe(100)
    clock.advance(hour * 1000 - 1)
    expect(limits.limitOf('GW')).toBe(100)
    clock.advance(1)
    expect(limits.limitOf('GW')).toBe(30)
    clock.advance(11 * hour * 1000)
    expect(changes).toEqual(['GW 30', 'GW 0', 'GW 100'])
  })

  it('follow a change of settings at once', () => {
    limits.set(gateway([0, 24, 30]))
    expect(limits.limitOf('GW')).toBe(30)
    limits.set({ ...gateway(), capacity: 7 })
    expect(limits.limitOf('GW')).toBe(7)
    limits.remove('GW')
    expect(limits.limitOf('GW')).toBe(0)
  })

  it('leave no timer behind', () => {
    limits.set(gateway([9, 18, 30]))
    limits.stop()
    expect(clock.pendingTimers).toBe(0)
  })
})
