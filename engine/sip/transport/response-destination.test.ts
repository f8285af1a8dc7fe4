import { describe, expect, test } from 'vitest'
import { buildRequest } from '../../testing/messages.ts'
import { markReceived } from './received-via.ts'
import { responseDestination, responseDestinationBy } from './response-destination.ts'
import type { Flow } from './transport.ts'

const local = { address: '192.0.2.2', port: 5070 }
const remote = { address: '192.0.2.1', port: 9988 }
const udp: Flow = { protocol: 'udp', local, remote, connection: 0 }
const tcp: Flow = { protocol: 'tcp', local, remote, connection: 7 }

function arrived(via: string, flow: Flow) {
  const request = buildRequest({ method: 'OPTIONS', via: [via] })
  markReceived(request, flow.remote)
  return request
}

describe('RFC 3261 §18.2.2', () => {
  test.each([
    ['rport: the source', 'SIP/2.0/UDP 10.1.1.1:4540;rport;branch=z9hG4bKa', '192.0.2.1:9988'],
    ['received: sent-by port', 'SIP/2.0/UDP 10.1.1.1:4540;branch=z9hG4bKa', '192.0.2.1:4540'],
    ['received: default port', 'SIP/2.0/UDP pc.example.com;branch=z9hG4bKa', '192.0.2.1:5060'],
    ['sent-by', 'SIP/2.0/UDP 192.0.2.1:5080;branch=z9hG4bKa', '192.0.2.1:5080'],
    ['maddr', 'SIP/2.0/UDP 10.1.1.1:4540;maddr=192.0.2.77;branch=z9hG4bKa', '192.0.2.77:4540'],
    [
      'multicast maddr is passed over',
      'SIP/2.0/UDP 10.1.1.1:4540;maddr=224.0.1.75;branch=z9hG4bKa',
      '192.0.2.1:4540',
    ],
    [
      'a lying received is passed over',
      'SIP/2.0/UDP 10.1.1.1:4540;received=203.0.113.1;branch=z9hG4bKa',
      '192.0.2.1:4540',
    ],
  ])('UDP, %s', (_what, via, expected) => {
    const to = responseDestination(arrived(via, udp), udp)
    expect(`${to.remote.address}:${to.remote.port}`).toBe(expected)
    expect(to.local).toEqual(local)
    expect(to.protocol).toBe('udp')
  })

  test('TCP: the connection, and the sent-by port should it be gone', () => {
    const request = arrived('SIP/2.0/TCP pc.example.com;branch=z9hG4bKa', tcp)
    const to = responseDestination(request, tcp)
    expect(to).toEqual({
      protocol: 'tcp',
      remote: { address: '192.0.2.1', port: 5060 },
      connection: 7,
    })
    const overTls: Flow = { ...tcp, protocol: 'tls' }
    expect(responseDestination(request, overTls).remote.port).toBe(5061)
  })
})

describe('sipResponseAddressMethod', () => {
  const request = arrived('SIP/2.0/UDP 10.1.1.1:4540;rport;branch=z9hG4bKa', udp)

  test.each([
    [0, '192.0.2.1:9988'],
    [1, '192.0.2.1:4540'],
    [2, '10.1.1.1:4540'],
  ] as const)('%i', (method, expected) => {
    const to = responseDestinationBy(method, request, udp)
    expect(`${to.remote.address}:${to.remote.port}`).toBe(expected)
  })

  test('a name in Via is not looked up: the source address stands in', () => {
    const named = arrived('SIP/2.0/UDP pc.example.com:4540;branch=z9hG4bKa', udp)
    expect(responseDestinationBy(2, named, udp).remote).toEqual({
      address: '192.0.2.1',
      port: 4540,
    })
  })

  test('connections are always answered on themselves', () => {
    expect(responseDestinationBy(2, request, tcp)).toBe(tcp)
  })
})
