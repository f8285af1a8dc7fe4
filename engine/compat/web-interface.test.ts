import { beforeEach, describe, expect, test } from 'vitest'
import type { CallRecord } from '../api/contract/call-record.ts'
import type { CurrentCallRow } from '../api/contract/live-rows.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createTestEngine, type TestEngine } from '../testing/test-engine.ts'
import { mappingGatewayFields } from './mapping-gateway-fields.ts'
import { routingGatewayFields } from './routing-gateway-fields.ts'
import { createWebInterface, webCalls } from './web-interface.ts'
import type { NeutralField, WireField } from './wire-field.ts'

let engine: TestEngine
let post: (name: string, body?: unknown) => Promise<Record<string, unknown>>

beforeEach(() => {
  engine = createTestEngine()
  const web = createWebInterface({ engine, clock: createFakeClock(5_000_000), log: silentLogger })
  post = (name, body = {}) =>
    web.answer(name, typeof body === 'string' ? body : JSON.stringify(body), '127.0.0.1')
})

const done = { retCode: 0 }

async function onlyGateway(name = 'infoGatewayRoutings'): Promise<Record<string, unknown>> {
  const call = name === 'infoGatewayRoutings' ? 'GetGatewayRouting' : 'GetGatewayMapping'
  const answer = await post(call)
  return (answer[name] as Record<string, unknown>[])[0] ?? {}
}

describe('names', () => {
  test('the sixteen calls are offered', () => expect(webCalls.size).toBe(16))

  test('any other name is answered with -10001 and the name in it', async () => {
    const answer = await post('CreatePhone')
    expect(answer.retCode).toBe(-10001)
    expect(answer.exception).toMatch(/CreatePhone.*not supported/)
  })

  test('nothing that could be markup is repeated from a name', async () => {
    const { exception } = await post('<script>alert(1)</script>')
    expect(exception).not.toContain('<')
  })
})

describe('bodies', () => {
  test.each(['', '{}', 'null', '  {}\r\n\r\n', '\ufeff{}', '{}\u0000\n'])(
    'a body of %j means nothing set',
    async (body) => expect(await post('GetGatewayRouting', body)).toMatchObject(done),
  )

  test.each(['{', '[]', '"x"', '5', 'names=GW', '{"a":1}{"b":2}'])(
    'a body of %j is refused',
    async (body) => expect((await post('GetGatewayRouting', body)).retCode).toBe(-10002),
  )

  test('an unknown field is refused by name', async () => {
    const answer = await post('CreateGatewayRouting', { name: 'GW', capcity: 10 })
    expect(answer.retCode).toBe(-10003)
    expect(answer.exception).toContain('capcity')
  })

  test('a field of the language is no field of a gateway', async () => {
    const answer = await post('CreateGatewayRouting', '{"name":"GW","__proto__":{"capacity":5}}')
    expect(answer.retCode).toBe(-10003)
  })
})

describe('routing gateways', () => {
  test('created with numbers and booleans as text, read back as real ones', async () => {
    const fields = {
      name: 'GW',
      capacity: '100',
      priority: '3',
      allowPublish: 'true',
      sipTimer: '0',
    }
    expect(await post('CreateGatewayRouting', fields)).toEqual(done)
    expect(await onlyGateway()).toMatchObject({
      ...{ name: 'GW', capacity: 100, priority: 3, allowPublish: true, sipTimer: false },
      ...{ enforceCapacity: true, transport: 'udp', signalPort: 5060, switchAllowRing: null },
    })
  })

  test('Get returns every field of the manual and three of ours, in one order', async () => {
    await post('CreateGatewayRouting', { name: 'GW' })
    const names = Object.keys(await onlyGateway())
    expect(names).toHaveLength(124 + 3)
    expect(names).toEqual(routingGatewayFields.map(({ name }) => name))
  })

  test('two Gets in a row are identical', async () => {
    await post('CreateGatewayRouting', { name: 'GW', prefix: '86,1', switchAllowSdp: true })
    expect(await post('GetGatewayRouting')).toEqual(await post('GetGatewayRouting'))
  })

  test('a whole object echoed from Get is taken and changes nothing', async () => {
    const fields = { name: 'GW', password: 'secret', switchAllowBusy: false, allowPublish: true }
    await post('CreateGatewayRouting', { ...fields, capacity: 7, memo: 'x "y" <z>' })
    const before = await onlyGateway()
    const commits = engine.commits()
    expect(await post('ModifyGatewayRouting', before)).toEqual(done)
    expect(await onlyGateway()).toEqual(before)
    expect(engine.commits()).toBe(commits)
  })

  test('a name and one field change that field alone', async () => {
    await post('CreateGatewayRouting', { name: 'GW', capacity: 7, prefix: '86' })
    const before = await onlyGateway()
    expect(await post('ModifyGatewayRouting', { name: 'GW', capacity: 9 })).toEqual(done)
    expect(await onlyGateway()).toEqual({ ...before, capacity: 9 })
  })

  test('null leaves a field as it is', async () => {
    await post('CreateGatewayRouting', { name: 'GW', capacity: 7, switchAllowRing: true })
    const nothing = { name: 'GW', capacity: null, switchAllowRing: null, rtpForwardType: null }
    expect(await post('ModifyGatewayRouting', nothing)).toEqual(done)
    expect(await onlyGateway()).toMatchObject({ capacity: 7, switchAllowRing: true })
  })

  test('empty text gives a switching rule back to the system', async () => {
    await post('CreateGatewayRouting', { name: 'GW', switchAllowRing: true })
    await post('ModifyGatewayRouting', { name: 'GW', switchAllowRing: '' })
    expect(await onlyGateway()).toMatchObject({ switchAllowRing: null })
  })

  test('fields that are only ours keep their values through Modify', async () => {
    const actor = { name: 'test', from: 'test' }
    engine.configuration.createRoutingGateway({ name: 'GW', switchErrorCodes: '480' }, actor)
    await post('ModifyGatewayRouting', { ...(await onlyGateway()), capacity: 3 })
    expect(engine.configuration.routingGateways.get('GW')).toMatchObject({
      ...{ capacity: 3, switchErrorCodes: '480' },
    })
  })

  test('a value outside its range is refused with the range, and changes nothing', async () => {
    await post('CreateGatewayRouting', { name: 'GW', capacity: 7 })
    const answer = await post('ModifyGatewayRouting', {
      name: 'GW',
      priority: 2,
      capacity: 100_001,
    })
    expect(answer.retCode).toBe(-10003)
    expect(answer.exception).toMatch(/capacity.*100001.*from 0 to 100000/)
    expect(await onlyGateway()).toMatchObject({ capacity: 7, priority: 0 })
  })

  test('an IMS edge device is no kind of gateway here', async () => {
    const answer = await post('CreateGatewayRouting', { name: 'GW', registerType: 3 })
    expect(answer.exception).toMatch(/registerType.*0, 1, 2/)
  })

  test.each([
    'ModifyGatewayRouting',
    'DeleteGatewayRouting',
    'ModifyGatewayMapping',
    'DeleteGatewayMapping',
  ])('%s of an unknown gateway is answered as the manual has it', async (name) =>
    expect(await post(name, { name: 'nobody' })).toEqual({
      ...{ retCode: -10007, exception: 'Not found, operation failed.' },
    }),
  )

  test('a name is needed, and taken once', async () => {
    expect((await post('CreateGatewayRouting', {})).retCode).toBe(-10003)
    await post('CreateGatewayRouting', { name: 'GW' })
    expect((await post('CreateGatewayRouting', { name: 'GW' })).retCode).toBe(-10006)
  })

  test('Get by names returns those, and fails when it knows none of them', async () => {
    for (const name of ['A', 'B', 'C']) await post('CreateGatewayRouting', { name })
    const two = await post('GetGatewayRouting', { names: ['A', 'C', 'nobody'] })
    expect((two.infoGatewayRoutings as { name: string }[]).map(({ name }) => name)).toEqual([
      'A',
      'C',
    ])
    expect((await post('GetGatewayRouting', { names: ['nobody'] })).retCode).toBe(-10007)
    const all = await post('GetGatewayRouting', { names: [] })
    expect(all.infoGatewayRoutings).toHaveLength(3)
  })

  test('deleted, it is gone', async () => {
    await post('CreateGatewayRouting', { name: 'GW' })
    expect(await post('DeleteGatewayRouting', { name: 'GW' })).toEqual(done)
    expect((await post('GetGatewayRouting')).infoGatewayRoutings).toEqual([])
  })

  test('online rows carry where they are and what is published', async () => {
    await post('CreateGatewayRouting', { name: 'GW', prefix: '86', capacity: 5 })
    const answer = await post('GetGatewayRoutingOnline', { names: ['GW'] })
    const [row] = answer.infoGatewayRoutingOnlines as Record<string, unknown>[]
    expect(row).toMatchObject({
      ...{ name: 'GW', prefix: '86', capacity: 5, currentCall: 0, cryptoType: 0, retryAfter: 0 },
      ...{ softswitchName: 'node-1', softswitchIp: '127.0.0.1' },
      ...{ publishedCall: null, publishAge: null, freshness: 'none' },
    })
    const other = await post('GetGatewayRoutingOnline', { softswitchName: 'another' })
    expect(other.infoGatewayRoutingOnlines).toEqual([])
  })
})

describe('mapping gateways', () => {
  test('created, modified, echoed and deleted like routing gateways', async () => {
    const fields = { name: 'MG', remoteIps: '192.0.2.1,198.51.100.0/24', lockType: 0, callLevel: 5 }
    expect(await post('CreateGatewayMapping', fields)).toEqual(done)
    const before = await onlyGateway('infoGatewayMappings')
    expect(Object.keys(before)).toEqual(mappingGatewayFields.map(({ name }) => name))
    expect(await post('ModifyGatewayMapping', before)).toEqual(done)
    expect(await onlyGateway('infoGatewayMappings')).toEqual(before)
    await post('ModifyGatewayMapping', { name: 'MG', lockType: '3' })
    expect(await onlyGateway('infoGatewayMappings')).toEqual({ ...before, lockType: 3 })
    const online = await post('GetGatewayMappingOnline', {})
    expect(online.infoGatewayMappingOnlines).toMatchObject([
      { name: 'MG', softswitchName: 'node-1' },
    ])
    expect(await post('DeleteGatewayMapping', { name: 'MG' })).toEqual(done)
  })

  test('a half lock is not offered', async () => {
    const answer = await post('CreateGatewayMapping', { name: 'MG', lockType: 1 })
    expect(answer.exception).toMatch(/lockType.*0, 3/)
  })
})

describe('fields of features that are not here', () => {
  const kinds: readonly (readonly [string, readonly WireField[]])[] = [
    ['Routing', routingGatewayFields],
    ['Mapping', mappingGatewayFields],
  ]
  const rows = kinds.flatMap(([kind, fields]) =>
    fields
      .filter((field): field is NeutralField => field.kind === 'neutral')
      .map((field) => ({ kind, field, name: field.name })),
  )
  const other = (field: NeutralField): unknown => {
    switch (field.type) {
      case 'Boolean':
      case 'YesNo':
        return true
      case 'String':
        return 'something'
      case 'Integer':
      case 'Double':
        return 3
      default:
        return ['something']
    }
  }

  test.each(rows)('$kind $name: only its neutral value is taken, and returned', async (row) => {
    const { kind, field, name } = row
    for (const value of [field.neutral, ...field.alike, null]) {
      await post(`DeleteGateway${kind}`, { name: 'GW' })
      expect(await post(`CreateGateway${kind}`, { name: 'GW', [name]: value })).toEqual(done)
    }
    const refused = await post(`ModifyGateway${kind}`, { name: 'GW', [name]: other(field) })
    expect(refused.retCode).toBe(-10004)
    expect(refused.exception).toContain(name)
    const gateway = await onlyGateway(`infoGateway${kind}s`)
    expect(gateway[name]).toEqual(field.neutral)
  })

  test('a gateway may name this very softswitch', async () => {
    const fields = { name: 'GW', softswitchName: 'node-1' }
    expect(await post('CreateGatewayRouting', fields)).toEqual(done)
    const foreign = await post('ModifyGatewayRouting', { name: 'GW', softswitchName: 'other' })
    expect(foreign.retCode).toBe(-10004)
  })
})

describe('calls', () => {
  const call: CurrentCallRow = {
    ...{ callId: 7, state: 'Ringing', callerE164: '100', calleeE164: '200' },
    ...{ mappingGateway: 'MG', routingGateway: 'GW', startedAtMs: 4_900_000, answeredAtMs: 0 },
    ...{ callerAddress: '192.0.2.1:5060', calleeAddress: '[2001:db8::1]:5060' },
    ...{ callerLocalAddress: '192.0.2.9:5060', calleeLocalAddress: '', callIdentifier: 'a@b' },
  }

  test.each([
    ['Invite', -7],
    ['Trying', -8],
    ['SessionProgress', -9],
    ['SessionProgressSdp', -10],
    ['Ringing', -11],
    ['Release', -13],
  ] as const)('a call in %s shows %i', async (state, code) => {
    engine.calls = [{ ...call, state }]
    const { infoCurrentCalls } = await post('GetCurrentCall')
    expect(infoCurrentCalls).toMatchObject([
      ...[{ callId: 7, keepTime: code, connectedTime: 4_900_000, callerGatewayId: 'MG' }],
    ])
  })

  test('an answered call shows its talk time in milliseconds', async () => {
    engine.calls = [{ ...call, state: 'Ok', answeredAtMs: 4_990_000 }]
    const { infoCurrentCalls } = await post('GetCurrentCall')
    expect(infoCurrentCalls).toMatchObject([{ keepTime: 10_000, connectedTime: 4_990_000 }])
  })

  test('filters reach the engine, unset ones do not', async () => {
    await post('GetCurrentCall', { callerE164s: ['1'], calleeE164s: [], gatewayRoutingName: 'GW' })
    expect(engine.filters).toEqual([{ callerE164s: ['1'], routingGateway: 'GW' }])
  })

  test('DisconnectCurrentCall hangs up by id', async () => {
    engine.calls = [call]
    expect(await post('DisconnectCurrentCall', { callIds: ['7'] })).toEqual(done)
    expect(engine.disconnected).toEqual([7])
    expect((await post('DisconnectCurrentCall', { callIds: [8] })).retCode).toBe(-10007)
    expect((await post('DisconnectCurrentCall', { callIds: ['x'] })).retCode).toBe(-10003)
    expect((await post('DisconnectCurrentCall', {})).retCode).toBe(-10003)
  })
})

describe('call records', () => {
  const record: CallRecord = {
    ...{ flowNo: 12, callerCallId: 'a@b', callerAccessE164: '100', calleeAccessE164: '200' },
    ...{ callerE164: '100', calleeE164: '86200', callerToGatewayE164: '9100' },
    ...{ calleeToGatewayE164: '986200', mappingGateway: 'MG', routingGateway: 'GW' },
    ...{ callerAddress: '192.0.2.1:5060', calleeAddress: '192.0.2.2:5060' },
    ...{ startedAtMs: 1000, ringingAtMs: 2000, answeredAtMs: 3000, endedAtMs: 63_400 },
    ...{ setupDelayMs: 900, endDirection: 1, endReason: 200, switchCount: 0, attempts: [] },
  }

  test('both days are included, by local midnight', async () => {
    await post('GetCdr', { accounts: [], beginTime: '20261123', endTime: 20261124 })
    const [query] = engine.queries
    expect(query).toMatchObject({
      ...{ fromMs: new Date(2026, 10, 23).getTime(), toMs: new Date(2026, 10, 25).getTime() },
    })
    expect(query).not.toHaveProperty('mappingGateways')
  })

  test('a record is shown with real numbers and without a bill', async () => {
    engine.records = [record]
    const { infoCdrs } = await post('GetCdr', { beginTime: '20261123', endTime: '20261123' })
    expect(infoCdrs).toMatchObject([
      {
        ...{ flowNo: 12, callerGateway: 'MG', calleeGateway: 'GW', callerip: '192.0.2.1' },
        ...{ start: 1000, stop: 63_400, holdTime: 60, endDirection: 1, endReason: 200, fee: 0 },
        ...{ callerToGatewayE164: '9100', calleeToGatewayE164: '986200', account: 'MG' },
      },
    ])
  })

  test('an account is the name of a mapping gateway', async () => {
    const days = { beginTime: '20261123', endTime: '20261123' }
    await post('GetCdr', { ...days, accounts: ['MG', 'MG2'] })
    await post('GetCdr', { ...days, accounts: ['MG'], callerGateway: 'MG' })
    await post('GetCdr', { ...days, accounts: ['MG'], callerGateway: 'other' })
    expect(engine.queries.map(({ mappingGateways }) => mappingGateways)).toEqual([
      ...[['MG', 'MG2'], ['MG'], []],
    ])
  })

  test.each(['2026-11-23', '20261301', '20260230', '', 'today'])(
    'beginTime %j is refused',
    async (beginTime) =>
      expect((await post('GetCdr', { beginTime, endTime: '20261123' })).retCode).toBe(-10003),
  )
})

describe('the node', () => {
  test('GetSoftSwitch, GetPerformance', async () => {
    const { infoSoftSwitches } = await post('GetSoftSwitch')
    expect(infoSoftSwitches).toMatchObject([{ name: 'node-1', accessAddress: '127.0.0.1' }])
    const { infoPerformance } = await post('GetPerformance')
    expect(infoPerformance).toEqual({ callSize: 0, cdrQueueSize: 0 })
  })

  test('GetAlarmCurrent uses the numbers of the manual', async () => {
    engine.alarms = [
      {
        ...{ id: 1, type: 'routingGatewayConcurrencyRise', subject: 'GW', level: 2, text: 'rise' },
        ...{ value: 95, upper: 90, lower: null, startedAtMs: 5, stoppedAtMs: null },
        ...{ confirmedBy: null, confirmedAtMs: null },
      },
    ]
    const { infoAlarmCurrents } = await post('GetAlarmCurrent', null)
    expect(infoAlarmCurrents).toEqual([
      ...[
        {
          id: 1,
          type: 20022,
          level: 2,
          name: 'GW',
          startTime: 5,
          value: 95,
          upper: 90,
          memo: 'rise',
        },
      ],
    ])
  })
})
