import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gatewayName } from '../api/contract/gateways.ts'
import { parseUri } from '../sip/message/uri.ts'
import type { Flow } from '../sip/transport/transport.ts'
import { OurHosts } from './our-hosts.ts'
import {
  gatewayEntity,
  gatewayOfEntity,
  gatewayUri,
  resourceOf,
  statusUri,
} from './resource-uri.ts'

const flow: Flow = {
  protocol: 'udp',
  local: { address: '10.0.0.1', port: 5060 },
  remote: { address: '10.0.0.2', port: 5060 },
  connection: 0,
}
const hosts = new OurHosts(
  () => 'trunkline.local',
  () => [{ protocol: 'tcp', address: '2001:db8::1', port: 5070 }],
)
const named = (uri: string) => resourceOf(parseUri(uri), hosts, flow)

describe('Request-URIs', () => {
  it('carry any gateway name there and back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), (name) => {
        fc.pre(gatewayName.safeParse(name).success)
        const gateway = { kind: 'gateway', name }
        expect(named(statusUri(name, 'trunkline.local'))).toEqual(gateway)
        expect(named(gatewayUri(name, 'trunkline.local'))).toEqual(gateway)
        const entity = gatewayEntity(name, 'trunkline.local')
        expect(gatewayOfEntity(entity, hosts, flow)).toBe(name)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['sip:gateway-status@trunkline.local', { kind: 'all' }],
    ['sip:gateway-status@TRUNKLINE.local:5099', { kind: 'all' }],
    ['sip:gateway-status@10.0.0.1', { kind: 'all' }],
    ['sip:gateway-status@10.0.0.1:5060', { kind: 'all' }],
    ['sip:gateway-status@10.0.0.1:5061', undefined],
    ['sip:gateway-status@[2001:db8::1]:5070', { kind: 'all' }],
    ['sip:gateway-status@[2001:db8::1]:5060', undefined],
    ['sip:gateway-status@10.0.0.2', undefined],
    ['sip:trunkline.local', undefined],
    ['tel:+1', undefined],
  ])('%s', (uri, expected) => {
    expect(named(uri)).toEqual(expected)
  })

  it.each([
    ['pres:G@trunkline.local', 'G'],
    ['sip:G@10.0.0.1', 'G'],
    ['pres:G@elsewhere', undefined],
    ['G@trunkline.local', undefined],
    ['pres:trunkline.local', undefined],
    ['http://trunkline.local', undefined],
  ])('entity %s', (entity, expected) => {
    expect(gatewayOfEntity(entity, hosts, flow)).toBe(expected)
  })
})
