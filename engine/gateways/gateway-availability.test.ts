import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.ts'
import { GatewayAvailability } from './gateway-availability.ts'

const start = () => {
  const clock = createFakeClock()
  const availability = new GatewayAvailability(clock)
  const changes: string[] = []
  availability.events.on('changed', ({ gateway, isUsable }) =>
    changes.push(`${gateway} ${isUsable ? 'usable' : 'suspended'}`),
  )
  return { clock, availability, changes }
}

describe('gateway availability', () => {
  it('suspends by Retry-After until that time and tells both', () => {
    const { clock, availability, changes } = start()
    availability.suspend('A', 'retry-after', clock.nowMs() + 30_000)
    expect(availability.unusableReason('A')).toBe('suspended by Retry-After')
    expect(availability.retryAfterUntilMs('A')).toBe(clock.nowMs() + 30_000)
    clock.advance(29_999)
    expect(availability.isUsable('A')).toBe(false)
    clock.advance(1)
    expect(availability.isUsable('A')).toBe(true)
    expect(changes).toEqual(['A suspended', 'A usable'])
  })

  it('lets a later Retry-After replace the earlier one', () => {
    const { clock, availability } = start()
    availability.suspend('A', 'retry-after', clock.nowMs() + 10_000)
    availability.suspend('A', 'retry-after', clock.nowMs() + 60_000)
    clock.advance(10_000)
    expect(availability.isUsable('A')).toBe(false)
    availability.suspend('A', 'retry-after', clock.nowMs())
    expect(availability.isUsable('A')).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  it('keeps reasons apart: all must end', () => {
    const { availability } = start()
    availability.suspend('A', 'options')
    availability.suspend('A', 'registration')
    availability.resume('A', 'options')
    expect(availability.suspensions('A').map((each) => each.reason)).toEqual(['registration'])
    availability.resume('A', 'registration')
    expect(availability.unusableReason('A')).toBeUndefined()
  })

  it('forgets a deleted gateway with its timers', () => {
    const { clock, availability } = start()
    availability.suspend('A', 'retry-after', clock.nowMs() + 10_000)
    availability.suspend('A', 'options')
    availability.forget('A')
    expect(availability.isUsable('A')).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  it('ignores the end of what never began', () => {
    const { availability, changes } = start()
    availability.resume('A', 'options')
    expect(changes).toEqual([])
  })
})
