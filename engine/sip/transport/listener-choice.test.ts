import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { ListenerChoice } from './listener-choice.ts'
import { LocalAddressFinder } from './local-address.ts'
import type { Destination } from './transport.ts'

const routes: Readonly<Record<string, string>> = {
  '198.51.100.1': '192.0.2.5',
  '10.9.9.9': '10.0.0.5',
  '2001:db8::9': '2001:db8::5',
}

function createChoice(...listening: readonly string[]) {
  let asked = 0
  const finder = new LocalAddressFinder(createFakeClock(), (remote) => {
    asked++
    return routes[remote]
  })
  const choice = new ListenerChoice(finder)
  for (const each of listening) {
    const at = each.lastIndexOf(':')
    const bound = {
      protocol: 'udp',
      address: each.slice(0, at),
      port: Number(each.slice(at + 1)),
    } as const
    choice.add({ bound })
  }
  return { choice, asked: () => asked }
}

const to = (address: string, more: Partial<Destination> = {}): Destination => ({
  protocol: 'udp',
  remote: { address, port: 5060 },
  ...more,
})

describe('choosing among listeners', () => {
  test('the only listener of the family serves', () => {
    const { choice } = createChoice('192.0.2.5:5060')
    expect(choice.localFor(to('198.51.100.1'))).toMatchObject({ address: '192.0.2.5', port: 5060 })
    expect(choice.localFor(to('2001:db8::9'))).toBeUndefined()
  })

  test('a wildcard shows the address on the way to the peer, asked once', () => {
    const { choice, asked } = createChoice('0.0.0.0:5060')
    const first = choice.localFor(to('198.51.100.1'))
    expect(first).toEqual({ address: '192.0.2.5', port: 5060 })
    expect(choice.localFor(to('198.51.100.1'))).toBe(first)
    expect(asked()).toBe(1)
    expect(choice.localFor(to('10.9.9.9'))).toEqual({ address: '10.0.0.5', port: 5060 })
    expect(choice.localFor(to('10.9.9.9', { localAddress: '192.0.2.5' }))).toEqual({
      address: '192.0.2.5',
      port: 5060,
    })
  })

  test('of several, the one whose address leads there', () => {
    const { choice } = createChoice('192.0.2.5:5060', '10.0.0.5:5060', '2001:db8::5:5060')
    expect(choice.localFor(to('10.9.9.9'))?.address).toBe('10.0.0.5')
    expect(choice.localFor(to('198.51.100.1'))?.address).toBe('192.0.2.5')
    expect(choice.localFor(to('2001:db8::9'))?.address).toBe('2001:db8::5')
  })

  test('an answer leaves by the listener that received', () => {
    const { choice } = createChoice('192.0.2.5:5060', '192.0.2.5:5070')
    const local = { address: '192.0.2.5', port: 5070 }
    expect(choice.localFor(to('198.51.100.1', { local }))?.port).toBe(5070)
    expect(choice.localFor(to('198.51.100.1'))?.port).toBe(5060)
  })

  test('what is removed serves no more', () => {
    const { choice } = createChoice('192.0.2.5:5060', '192.0.2.5:5070')
    expect(choice.localFor(to('198.51.100.1'))?.port).toBe(5060)
    choice.remove({ address: '192.0.2.5', port: 5060 })
    expect(choice.localFor(to('198.51.100.1'))?.port).toBe(5070)
    choice.remove({ address: '192.0.2.5', port: 5070 })
    expect(choice.localFor(to('198.51.100.1'))).toBeUndefined()
    expect(choice.remove({ address: '192.0.2.5', port: 5070 })).toBeUndefined()
  })
})

test('the system names the address on the way to itself', () => {
  const finder = new LocalAddressFinder(createFakeClock())
  expect(finder.sourceFor('127.0.0.1')).toBe('127.0.0.1')
  expect(finder.sourceFor('::1')).toBe('::1')
})
