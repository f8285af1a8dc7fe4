import { describe, expect, it } from 'vitest'
import type { Binding } from '../registrar/binding.ts'
import type { Destination, TransportProtocol } from '../sip/transport/transport.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { NatKeepAlive } from './nat-keep-alive.ts'

const start = (message = 'HELLO') => {
  const clock = createFakeClock()
  const sent: string[] = []
  const bindings: Pick<Binding, 'contact' | 'flow' | 'isBehindNat'>[] = []
  const keepAlive = new NatKeepAlive({
    clock,
    parameters: {
      values: { SS_SIP_NAT_KEEP_ALIVE_MESSAGE: message, SS_SIP_NAT_KEEP_ALIVE_PERIOD: 30 },
    },
    locations: { all: () => (bindings as Binding[]).values() },
    transport: {
      sendPayload: (payload: Buffer, destination: Destination) =>
        sent.push(`${payload.toString()} ${destination.remote.address}`),
    },
  })
  const add = (address: string, isBehindNat = true, protocol: TransportProtocol = 'udp'): void => {
    const local = { address: '10.0.0.1', port: 5060 }
    const flow = { protocol, local, remote: { address, port: 40_000 }, connection: 0 }
    bindings.push({ contact: `sip:${address}`, flow, isBehindNat })
  }
  keepAlive.start()
  return { clock, sent, add, keepAlive }
}

describe('NAT keep-alive', () => {
  it('goes to each UDP gateway behind NAT once per period, and to nobody else', () => {
    const { clock, sent, add } = start()
    add('192.0.2.1')
    add('192.0.2.2', false)
    add('192.0.2.3', true, 'tcp')
    clock.advance(30_000)
    expect(sent).toEqual(['HELLO 192.0.2.1'])
    clock.advance(60_000)
    expect(sent).toHaveLength(3)
  })

  it('is spread over the period', () => {
    const { clock, sent, add } = start()
    for (let i = 0; i < 200; i++) add(`192.0.2.${i}`)
    clock.advance(10_000)
    expect(sent.length).toBeGreaterThan(20)
    expect(sent.length).toBeLessThan(130)
    clock.advance(20_000)
    expect(new Set(sent).size).toBe(200)
  })

  it('is off while the message is empty, and after stop', () => {
    const off = start('')
    off.add('192.0.2.1')
    off.clock.advance(60_000)
    expect(off.sent).toEqual([])
    const { clock, sent, add, keepAlive } = start()
    add('192.0.2.1')
    keepAlive.stop()
    clock.advance(60_000)
    expect(sent).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })
})
