import { expect, test } from 'vitest'
import { parseUri } from '../sip/message/uri.ts'
import { parseVia } from '../sip/message/via.ts'
import type { Destination, Flow } from '../sip/transport/transport.ts'
import { callerAddressMethod, dialogDestination } from './dialog-destination.ts'

const flow: Flow = {
  protocol: 'udp',
  local: { address: '10.0.0.1', port: 5060 },
  remote: { address: '192.0.2.7', port: 61_000 },
  connection: 0,
}
const tcpFlow: Flow = { ...flow, protocol: 'tcp', connection: 7 }

const resolver = {
  resolveNow: ({ host, port }: { host: string; port: number | undefined }) =>
    host.startsWith('10.')
      ? [{ protocol: 'udp', remote: { address: host, port: port ?? 5060 } } as const]
      : undefined,
}

const shown = ({ protocol, remote, connection }: Destination): string =>
  `${protocol} ${remote.address}:${String(remote.port)} ${String(connection ?? '-')}`

test.each([
  [0, 'sip:gw@10.1.1.1:5080', 'udp 192.0.2.7:61000 0'],
  [1, 'sip:gw@10.1.1.1:5080', 'udp 192.0.2.7:5080 0'],
  [1, 'sip:gw@10.1.1.1', 'udp 192.0.2.7:5060 0'],
  [2, 'sip:gw@10.1.1.1:5080', 'udp 10.1.1.1:5080 -'],
  [2, 'sip:gw@192.0.2.7:61000', 'udp 192.0.2.7:61000 0'],
  // A name that is not known yet and a URI that is no SIP URI: back to where it came from.
  [2, 'sip:gw@pbx.example.com', 'udp 192.0.2.7:61000 0'],
  [2, 'tel:+44', 'udp 192.0.2.7:61000 0'],
] as const)('method %i and contact %s: %s', (method, contact, expected) => {
  expect(shown(dialogDestination(resolver, parseUri(contact), flow, method))).toBe(expected)
})

test('a connection is used again for the same peer', () => {
  const contact = parseUri('sip:gw@192.0.2.7:61000;transport=tcp')
  expect(shown(dialogDestination(resolver, contact, tcpFlow, 2))).toBe('tcp 192.0.2.7:61000 7')
})

test('another transport in the contact is not answered over the old one', () => {
  const contact = parseUri('sip:gw@10.0.0.7:61000;transport=udp')
  expect(dialogDestination(resolver, contact, tcpFlow, 2).protocol).toBe('udp')
})

test('only a caller whose Via and Contact show the same hidden address is behind a NAT', () => {
  const method = (via: string, contact: string) => {
    const parsed = parseVia(via)
    return parsed && callerAddressMethod(parsed, parseUri(contact))
  }
  const natted = 'SIP/2.0/UDP 10.9.9.9:5060;received=192.0.2.7;branch=z9hG4bK1'
  expect(method(natted, 'sip:a@10.9.9.9:5060')).toBe(0)
  expect(method(natted, 'sip:a@198.51.100.1')).toBe(2)
  expect(method('SIP/2.0/UDP 10.9.9.9;received=10.9.9.9;branch=z9hG4bK1', 'sip:a@10.9.9.9')).toBe(2)
})
