import { expect, test } from 'vitest'
import { GatewayAvailability } from '../../../engine/gateways/gateway-availability.ts'
import { createFakeClock } from '../../../engine/testing/fake-clock.ts'
import type { Translate } from '../../composables/use-text.ts'
import { reasonWords, stateOf } from './live-words.ts'

const keys: Translate = (key) => key

test.each(['retry-after', 'options', 'registration', 'not registered', 'stale policy'] as const)(
  'the engine’s reason “%s” has words of its own',
  (reason) => {
    const clock = createFakeClock()
    const availability = new GatewayAvailability(clock)
    availability.suspend('A', reason, clock.nowMs() + 1000)
    const told = availability.unusableReason('A') ?? ''
    expect(reasonWords(told, keys)).toMatch(/^gateways\.reason\./)
  },
)

test('a reason that is not known is told as it is', () => {
  expect(reasonWords('the moon is full', keys)).toBe('the moon is full')
})

test('a lock comes before every other state', () => {
  const online = { unusableReason: 'locked', band: 'full', capacity: 1 } as const
  expect(stateOf(3, online, keys).word).toBe('gateways.state.locked')
  expect(stateOf(0, { ...online, unusableReason: null }, keys).word).toBe('gateways.state.full')
  expect(stateOf(0, undefined, keys).word).toBe('gateways.state.unknown')
})
