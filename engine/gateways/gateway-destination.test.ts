import { describe, expect, it } from 'vitest'
import { routingGateway, type RoutingGateway } from '../api/contract/gateways.ts'
import type { Binding } from '../registrar/binding.ts'
import { parseUri } from '../sip/message/uri.ts'
import type { ResolveTarget } from '../sip/transport/resolve-destination.ts'
import type { Destination, Flow } from '../sip/transport/transport.ts'
import { destinationKey, GatewayDestinations, splitHostPort } from './gateway-destination.ts'

const flow: Flow = {
  protocol: 'udp',
  local: { address: '10.0.0.1', port: 5060 },
  remote: { address: '192.0.2.4', port: 40_000 },
  connection: 0,
}

const binding = (contact: string, changes: Partial<Binding> = {}): Binding => ({
  gateway: 'GW',
  contact,
  uri: parseUri(contact) ?? { scheme: 'x', text: 'x:' },
  contactParameters: '',
  q: 1,
  callId: '1',
  cseq: 1,
  registeredAtMs: 0,
  updatedAtMs: 0,
  expiresAtMs: 0,
  dueMs: 0,
  flow,
  isBehindNat: false,
  userAgent: '',
  ...changes,
})

const at = (address: string, port = 5060): Destination => ({
  protocol: 'udp',
  remote: { address, port },
})

const start = (current?: Binding) => {
  const targets: ResolveTarget[] = []
  const resolver = {
    resolveNow(target: ResolveTarget) {
      targets.push({ host: target.host, port: target.port, protocol: target.protocol })
      if (target.host === 'unknown.example') return undefined
      if (target.host === 'pair.example') return [at('10.0.0.2'), at('10.0.0.3')]
      return [at(target.host, target.port)]
    },
    resolve: () => Promise.resolve([at('10.0.0.9')]),
  }
  return { targets, destinations: new GatewayDestinations(resolver, { current: () => current }) }
}

const gateway = (fields: object): RoutingGateway => routingGateway.parse({ name: 'GW', ...fields })

describe('destinations of a gateway', () => {
  it.each([
    [
      'static: remoteIp and signalPort',
      { remoteIp: '10.0.0.2', signalPort: 5070 },
      '10.0.0.2',
      5070,
    ],
    [
      'registration: the registrar',
      { registerType: 2, registrar: 'r.example', remoteIp: '10.0.0.2' },
      'r.example',
      undefined,
    ],
    [
      'registration: the registrar’s port',
      { registerType: 2, registrar: '[2001:db8::1]:5080' },
      '2001:db8::1',
      5080,
    ],
    [
      'registration without registrar: remoteIp',
      { registerType: 2, remoteIp: '10.0.0.2' },
      '10.0.0.2',
      5060,
    ],
  ])('%s', (_what, fields, host, port) => {
    const { targets, destinations } = start()
    void destinations.of(gateway(fields))
    expect(targets).toEqual([{ host, port, protocol: 'udp' }])
  })

  it('are none when nothing is set or the dynamic gateway has not registered', () => {
    const { destinations } = start()
    expect(destinations.of(gateway({}))).toEqual([])
    expect(destinations.of(gateway({ registerType: 1, remoteIp: '10.0.0.2' }))).toEqual([])
  })

  it('wait for a host name that must be looked up', async () => {
    const { destinations } = start()
    expect(await destinations.of(gateway({ remoteIp: 'unknown.example' }))).toEqual([
      at('10.0.0.9'),
    ])
  })

  it('leave from localIp', () => {
    const { destinations } = start()
    expect(destinations.of(gateway({ remoteIp: '10.0.0.2', localIp: '10.0.0.1' }))).toEqual([
      { ...at('10.0.0.2'), localAddress: '10.0.0.1' },
    ])
  })

  it('begin with the address that answered last', () => {
    const { destinations } = start()
    const pair = gateway({ remoteIp: 'pair.example' })
    destinations.prefer('GW', at('10.0.0.3'))
    expect(destinations.of(pair)).toEqual([at('10.0.0.3'), at('10.0.0.2')])
    destinations.forget('GW')
    expect(destinations.of(pair)).toEqual([at('10.0.0.2'), at('10.0.0.3')])
  })
})

describe('destinations of a dynamic gateway', () => {
  const dynamic = gateway({ registerType: 1 })

  it('are its contact', () => {
    const { destinations } = start(binding('sip:10.0.0.7:5066'))
    expect(destinations.of(dynamic)).toEqual([at('10.0.0.7', 5066)])
  })

  it('are where the REGISTER came from when it is behind NAT', () => {
    const { destinations } = start(binding('sip:10.1.1.1', { isBehindNat: true }))
    expect(destinations.of(dynamic)).toEqual([
      { protocol: 'udp', remote: flow.remote, local: flow.local, localAddress: '10.0.0.1' },
    ])
  })

  it('are its connection over TCP', () => {
    const tcp: Flow = { ...flow, protocol: 'tcp', connection: 7 }
    const { destinations } = start(binding('sip:10.0.0.7;transport=tcp', { flow: tcp }))
    expect(destinations.of(dynamic)).toEqual([
      { protocol: 'tcp', remote: flow.remote, connection: 7 },
    ])
  })
})

describe('texts', () => {
  it.each([
    ['host', { host: 'host' }],
    ['host:5070', { host: 'host', port: 5070 }],
    ['[2001:db8::1]', { host: '2001:db8::1' }],
    ['[2001:db8::1]:5070', { host: '2001:db8::1', port: 5070 }],
    ['2001:db8::1', { host: '2001:db8::1' }],
  ])('%s is taken apart', (text, expected) => {
    expect(splitHostPort(text)).toEqual(expected)
  })

  it('name protocol, address and port', () => {
    expect(destinationKey(at('2001:db8::1', 5061))).toBe('udp 2001:db8::1 5061')
  })
})
