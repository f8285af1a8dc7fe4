import { beforeEach, expect, test } from 'vitest'
import type { PublishTarget } from '../api/contract/engine-settings.ts'
import { routingGateway, type RoutingGateway } from '../api/contract/gateways.ts'
import type { Destinations } from '../gateways/gateway-destination.ts'
import type { Destination, ListenAddress } from '../sip/transport/transport.ts'
import { buildRequest } from '../testing/messages.ts'
import { KnownSources } from './known-sources.ts'

const udp = (address: string, port = 5060): Destination => ({
  protocol: 'udp',
  remote: { address, port },
})

let gateways: RoutingGateway[]
let places: Map<string, Destinations>
let targets: PublishTarget[]
let listening: ListenAddress[]
let asked: number
let sources: KnownSources

beforeEach(() => {
  gateways = [routingGateway.parse({ name: 'GW', sipResponseAddressMethod: 2 })]
  places = new Map([['GW', [udp('10.0.0.2')]]])
  targets = []
  listening = [{ protocol: 'udp', address: '10.0.0.1', port: 5060 }]
  asked = 0
  sources = new KnownSources({
    identification: { knowsAddress: (address) => address === '10.0.9.9' },
    routingGateways() {
      asked++
      return gateways
    },
    destinationsOf: ({ name }) => places.get(name) ?? [],
    publishTargets: () => targets,
    targetDestinations: ({ address }) => [udp(address)],
    listenAddresses: () => listening,
  })
})

test('gateways, callers, peers and this node are known, nobody else', () => {
  targets = [{ name: 'n', address: '10.0.0.3', kind: 'node', domain: '', user: '', password: '' }]
  for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.9.9']) {
    expect(sources.knows(address)).toBe(true)
  }
  expect(sources.knows('10.0.0.4')).toBe(false)
})

test('a listener on every address makes the loopback address this node', () => {
  listening = [
    { protocol: 'udp', address: '0.0.0.0', port: 5060 },
    { protocol: 'udp', address: '::', port: 5060 },
  ]
  expect([sources.knows('127.0.0.1'), sources.knows('::1')]).toEqual([true, true])
})

test('everybody is looked up once, and again after a change', () => {
  for (let i = 0; i < 5; i++) sources.knows('10.0.0.2')
  expect(asked).toBe(1)
  places.set('GW', [udp('10.0.0.7')])
  expect(sources.knows('10.0.0.7')).toBe(false)
  sources.changed()
  expect([sources.knows('10.0.0.7'), sources.knows('10.0.0.2')]).toEqual([true, false])
})

test('a dynamic gateway that moves is known at its new place; a mere refresh costs nothing', () => {
  sources.gatewayMoved('GW', { address: '10.0.0.2', port: 5060 })
  sources.knows('10.0.0.2')
  sources.gatewayMoved('GW', { address: '10.0.0.2', port: 5060 })
  sources.knows('10.0.0.2')
  expect(asked).toBe(1)
  places.set('GW', [udp('10.0.0.8', 5080)])
  sources.gatewayMoved('GW', { address: '10.0.0.8', port: 5080 })
  expect(sources.routingGatewayAt({ address: '10.0.0.8', port: 5080 })?.name).toBe('GW')
  places.set('GW', [])
  sources.gatewayMoved('GW', undefined)
  expect(sources.knows('10.0.0.8')).toBe(false)
})

test('a host name counts from the moment when its address is known', async () => {
  let isResolved = false
  const found: Promise<readonly Destination[]> = Promise.resolve([udp('10.0.0.5')]).then((all) => {
    isResolved = true
    places.set('GW', all)
    return all
  })
  places.set('GW', found)
  expect(sources.knows('10.0.0.5')).toBe(false)
  await found
  await Promise.resolve()
  expect([isResolved, sources.knows('10.0.0.5')]).toEqual([true, true])
})

test('answers go where the gateway has them, over UDP only', () => {
  const request = buildRequest({ via: ['SIP/2.0/UDP 10.0.0.77:5070;branch=z9hG4bKa'] })
  const flow = {
    local: { address: '10.0.0.1', port: 5060 },
    remote: { address: '10.0.0.2', port: 5060 },
    connection: 0,
  }
  const toVia = sources.responseDestination(request, { ...flow, protocol: 'udp' })
  expect(toVia?.remote).toEqual({ address: '10.0.0.77', port: 5070 })
  expect(sources.responseDestination(request, { ...flow, protocol: 'tcp' })).toBeUndefined()
  const stranger = { ...flow, remote: { address: '10.0.0.4', port: 5060 } }
  expect(sources.responseDestination(request, { ...stranger, protocol: 'udp' })).toBeUndefined()
})
