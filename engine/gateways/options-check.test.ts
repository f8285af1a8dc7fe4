import { beforeEach, describe, expect, it } from 'vitest'
import type { AlarmSink } from '../api/contract/alarms.ts'
import { routingGateway, type RoutingGateway } from '../api/contract/gateways.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import { LocationService } from '../registrar/location-service.ts'
import { createResponse } from '../sip/message/message.ts'
import type { Destination } from '../sip/transport/transport.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { createMemoryNetwork } from '../sip/transport/memory-network.ts'
import { createTransactionNode, type TransactionNode } from '../testing/transaction-node.ts'
import { GatewayAvailability } from './gateway-availability.ts'
import { GatewayDestinations } from './gateway-destination.ts'
import { OptionsCheck } from './options-check.ts'

const udp = (address: string): Destination => ({ protocol: 'udp', remote: { address, port: 5060 } })

let clock: FakeClock
let party: TransactionNode
let availability: GatewayAvailability
let destinations: GatewayDestinations
let check: OptionsCheck
let alarms: string[]
let statusCode: number
/** Addresses of the gateway that answer. */
let answering: Set<string>
const names: Record<string, readonly Destination[]> = {
  'gw.example.net': [udp('10.0.0.2'), udp('10.0.0.3')],
}
const parameters = { values: { SS_SIP_OPTIONS_CHECK_PERIOD: 30 } }

beforeEach(async () => {
  clock = createFakeClock()
  parameters.values.SS_SIP_OPTIONS_CHECK_PERIOD = 30
  const ids = createSeededIdSource(1)
  const network = createMemoryNetwork({ clock, ids })
  const createTransport: typeof network.createTransport = (options) =>
    network.createTransport(options)
  const own = createTransactionNode({ clock, ids, createTransport })
  await own.transport.listen({ protocol: 'udp', address: '10.0.0.1', port: 5060 })
  party = createTransactionNode({ clock, ids, createTransport })
  for (const address of ['10.0.0.2', '10.0.0.3']) {
    await party.transport.listen({ protocol: 'udp', address, port: 5060 })
  }
  statusCode = 200
  answering = new Set(['10.0.0.2', '10.0.0.3'])
  party.answer = (request, transaction) => {
    if (!answering.has(transaction.flow.local.address)) return
    transaction.respond(createResponse(request, statusCode))
  }
  alarms = []
  const sink: AlarmSink = {
    raise: ({ type, subject }) => alarms.push(`raise ${type} ${subject}`),
    clear: (type, subject) => alarms.push(`clear ${type} ${subject}`),
  }
  availability = new GatewayAvailability(clock)
  const resolver = {
    resolveNow: (target: { readonly host: string }) => names[target.host] ?? [udp(target.host)],
    resolve: () => Promise.resolve([]),
  }
  destinations = new GatewayDestinations(resolver, new LocationService({ clock }))
  check = new OptionsCheck({
    clock,
    ids,
    log: silentLogger,
    alarms: sink,
    parameters,
    domain: () => 'example.com',
    transactions: own.transactions,
    transport: own.transport,
    destinations,
    availability,
  })
})

const gateway = (fields: object = {}): RoutingGateway =>
  routingGateway.parse({ name: 'GW', remoteIp: '10.0.0.2', optionsOnlineCheck: true, ...fields })

describe('OPTIONS check', () => {
  it('asks each gateway once per SS_SIP_OPTIONS_CHECK_PERIOD', () => {
    check.set(gateway())
    clock.advance(300_000)
    expect(party.requests.length).toBeGreaterThanOrEqual(9)
    expect(party.requests.length).toBeLessThanOrEqual(11)
    expect(party.requests[0]?.request).toMatchObject({
      method: 'OPTIONS',
      requestUri: 'sip:10.0.0.2:5060',
    })
    expect(check.stateOf('GW')).toMatchObject({ isAlive: true, lastStatusCode: 200 })
  })

  it('leaves gateways without the box alone', () => {
    check.set(gateway({ optionsOnlineCheck: false }))
    clock.advance(100_000)
    expect(party.requests).toEqual([])
    expect(check.stateOf('GW')).toBeUndefined()
  })

  it.each([
    [200, true],
    [404, true],
    [405, true],
    [500, true],
    [603, true],
    [408, false],
    [503, false],
  ])('takes %i as alive: %s', (code, isAlive) => {
    statusCode = code
    check.set(gateway())
    clock.advance(31_000)
    expect(check.stateOf('GW')?.isAlive).toBe(isAlive)
    expect(availability.isUsable('GW')).toBe(isAlive)
  })

  it('suspends a silent gateway, raises an alarm, and takes both back when it answers again', () => {
    answering.clear()
    check.set(gateway())
    clock.advance(42_000)
    expect(availability.unusableReason('GW')).toContain('OPTIONS')
    expect(alarms.at(-1)).toBe('raise gatewayOffline GW')
    answering.add('10.0.0.2')
    clock.advance(42_000)
    expect(availability.isUsable('GW')).toBe(true)
    expect(alarms.at(-1)).toBe('clear gatewayOffline GW')
  })

  it('moves to the address of a host name that answers', () => {
    answering = new Set(['10.0.0.3'])
    const named = gateway({ remoteIp: 'gw.example.net' })
    check.set(named)
    clock.advance(60_000)
    expect(availability.isUsable('GW')).toBe(true)
    expect(check.stateOf('GW')?.address).toBe('udp 10.0.0.3 5060')
    expect(destinations.of(named)).toEqual([udp('10.0.0.3'), udp('10.0.0.2')])
    answering.clear()
    clock.advance(60_000)
    expect(availability.isUsable('GW')).toBe(false)
  })

  it('counts a gateway without any address as offline', () => {
    check.set(gateway({ remoteIp: '' }))
    clock.advance(31_000)
    expect(availability.isUsable('GW')).toBe(false)
  })

  it('does not judge a dynamic gateway that has not registered', () => {
    check.set(gateway({ registerType: 1 }))
    clock.advance(100_000)
    expect(availability.isUsable('GW')).toBe(true)
    expect(check.stateOf('GW')?.isAlive).toBeUndefined()
  })

  it('lifts its suspension when the box is unchecked or the gateway deleted', () => {
    for (const end of [
      () => check.set(gateway({ optionsOnlineCheck: false })),
      () => check.remove('GW'),
    ]) {
      answering.clear()
      check.set(gateway())
      clock.advance(42_000)
      expect(availability.isUsable('GW')).toBe(false)
      end()
      expect(availability.isUsable('GW')).toBe(true)
    }
  })

  it('spreads the first probes of many gateways over the period', () => {
    for (let i = 0; i < 100; i++) check.set(gateway({ name: `GW-${i}` }))
    clock.advance(10_000)
    expect(party.requests.length).toBeGreaterThan(15)
    expect(party.requests.length).toBeLessThan(55)
    clock.advance(21_000)
    expect(party.requests.length).toBeGreaterThanOrEqual(100)
  })

  it('applies a changed period without a restart', () => {
    check.set(gateway())
    clock.advance(31_000)
    const before = party.requests.length
    parameters.values.SS_SIP_OPTIONS_CHECK_PERIOD = 5
    check.periodChanged()
    clock.advance(50_000)
    expect(party.requests.length - before).toBeGreaterThanOrEqual(9)
  })

  it('stops without leaving a timer behind', () => {
    check.set(gateway())
    check.stop()
    expect(clock.pendingTimers).toBe(0)
  })
})
