import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'
import { EngineError } from '../api/contract/errors.ts'
import { silentLogger } from '../kernel/logger.ts'
import type { Store } from '../store/store.ts'
import { createConfiguration, type Configuration } from './configuration.ts'

const ada = { name: 'ada', from: '127.0.0.1' }
let temporary: TemporaryStore
let configuration: Configuration

const load = (store: Store): Configuration =>
  createConfiguration({ persistence: store.configuration, log: silentLogger })

const faultOf = (work: () => unknown): EngineError => {
  try {
    work()
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  throw new Error('expected an EngineError')
}
const audited = () =>
  temporary.store.auditLog
    .read({})
    .map(({ action, object, before, after }) => ({ action, object, before, after }))

beforeEach(() => {
  temporary = createTemporaryStore()
  configuration = load(temporary.store)
})
afterEach(() => temporary.remove())

test('parameters that were set are in force at once and after a crash', () => {
  configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '60', SS_GATEWAY_SWITCH_LIMIT: '3' }, ada)
  expect(configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE).toBe(60)
  const after = load(temporary.crash())
  expect(after.parameters.values.SS_SIP_PUBLISH_EXPIRE).toBe(60)
  expect(after.parameters.values.SS_GATEWAY_SWITCH_LIMIT).toBe(3)
})

test('one value out of range refuses the whole set', () => {
  const changes = { SS_SIP_TIMEOUT_INVITE: '5', SS_SIP_PUBLISH_EXPIRE: '10' }
  const fault = faultOf(() => configuration.setParameters(changes, ada))
  expect(fault.message).toBe(
    'SS_SIP_PUBLISH_EXPIRE: "10" is not allowed; allowed: whole number from 30 to 7200 s',
  )
  expect(configuration.parameters.values.SS_SIP_TIMEOUT_INVITE).toBe(10)
  expect(audited()).toEqual([])
})

test('every parameter change is audited with who, where, when, before and after', () => {
  configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '60', SS_REPLY_UNAUTHORIZED: 'Off' }, ada)
  expect(temporary.store.auditLog.read({ object: 'SS_SIP_PUBLISH_EXPIRE' })).toEqual([
    {
      id: 1,
      atMs: temporary.clock.nowMs(),
      actor: ada,
      action: 'parameter.set',
      object: 'SS_SIP_PUBLISH_EXPIRE',
      before: { value: '300' },
      after: { value: '60' },
    },
  ])
  expect(audited()).toHaveLength(2)
})

test('a value that is already in force changes nothing and is not audited', () => {
  const told: unknown[] = []
  configuration.events.on('parameterChanged', (change) => told.push(change))
  configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '300' }, ada)
  expect(told).toEqual([])
  expect(audited()).toEqual([])
})

test('listeners are told after the change is in force', () => {
  const seen: unknown[] = []
  configuration.events.on('parameterChanged', ({ names }) =>
    seen.push(names, configuration.parameters.values.SS_SIP_SESSION_TTL),
  )
  configuration.setParameters({ SS_SIP_SESSION_TTL: '90' }, ada)
  expect(seen).toEqual([['SS_SIP_SESSION_TTL'], 90])
})

test('a gateway gets every default, a number for life and version 1', () => {
  const gateway = configuration.createRoutingGateway({ name: 'GW-A', capacity: '100' }, ada)
  expect(gateway).toMatchObject({ id: 1, version: 1, capacity: 100, enforceCapacity: true })
  expect(configuration.routingGateways.get('GW-A')).toBe(gateway)
  configuration.deleteRoutingGateway('GW-A', ada)
  expect(configuration.createRoutingGateway({ name: 'GW-B' }, ada).id).toBe(2)
})

test('the number of a deleted gateway is not used again after a restart', async () => {
  configuration.createMappingGateway({ name: 'MG-A' }, ada)
  configuration.deleteMappingGateway('MG-A', ada)
  const after = load(await temporary.restart())
  expect(after.createMappingGateway({ name: 'MG-B' }, ada).id).toBe(2)
})

test('a modification changes the named fields only', () => {
  const before = configuration.createRoutingGateway(
    { name: 'GW-A', prefix: '86', password: 'secret', capacity: 5 },
    ada,
  )
  const after = configuration.modifyRoutingGateway('GW-A', { capacity: 9 }, ada)
  expect(after).toEqual({ ...before, capacity: 9, version: 2 })
  expect(load(temporary.crash()).routingGateways.get('GW-A')).toEqual(after)
})

test('an unknown field is refused by name', () => {
  const fault = faultOf(() => configuration.createRoutingGateway({ name: 'A', colour: 1 }, ada))
  expect(fault.message).toBe('routing gateway "A" has no field "colour"')
  expect(configuration.routingGateways.size).toBe(0)
})

test('a bad value is refused with gateway, field, value and what is allowed', () => {
  configuration.createRoutingGateway({ name: 'GW-A' }, ada)
  const fault = faultOf(() => configuration.modifyRoutingGateway('GW-A', { capacity: -1 }, ada))
  expect(fault.message).toBe(
    'routing gateway "GW-A": capacity: "-1" is not allowed; allowed: whole number from 0 to 100000 lines (0 = unlimited)',
  )
  expect(fault.details).toMatchObject({ field: 'capacity', value: '-1' })
})

test('a refusal never shows a secret', () => {
  const password = 's3cret'.repeat(50)
  const fault = faultOf(() => configuration.createRoutingGateway({ name: 'A', password }, ada))
  expect(fault.message).toContain('password')
  expect(JSON.stringify([fault.message, fault.details])).not.toContain('s3cret')
})

test.each([null, 'text', 7, ['name']])('%j instead of fields is refused', (fields) => {
  expect(faultOf(() => configuration.createRoutingGateway(fields, ada)).code).toBe('INVALID_VALUE')
  configuration.createRoutingGateway({ name: 'A' }, ada)
  expect(faultOf(() => configuration.modifyRoutingGateway('A', fields, ada)).code).toBe(
    'INVALID_VALUE',
  )
})

test('names are taken, unknown, and changed in the meantime', () => {
  configuration.createRoutingGateway({ name: 'A' }, ada)
  configuration.createRoutingGateway({ name: 'B' }, ada)
  const codeOf = (work: () => unknown) => faultOf(work).code
  expect(codeOf(() => configuration.createRoutingGateway({ name: 'A' }, ada))).toBe('NAME_TAKEN')
  expect(codeOf(() => configuration.modifyRoutingGateway('A', { name: 'B' }, ada))).toBe(
    'NAME_TAKEN',
  )
  expect(codeOf(() => configuration.deleteRoutingGateway('C', ada))).toBe('UNKNOWN_NAME')
  configuration.modifyRoutingGateway('A', { memo: 'x' }, ada, 1)
  expect(codeOf(() => configuration.modifyRoutingGateway('A', { memo: 'y' }, ada, 1))).toBe(
    'CONFLICT',
  )
  expect(codeOf(() => configuration.deleteRoutingGateway('A', ada, 1))).toBe('CONFLICT')
})

test('a gateway can be renamed and keeps its number', () => {
  configuration.createRoutingGateway({ name: 'Old', password: 'pw' }, ada)
  const changes: unknown[] = []
  configuration.events.on('routingGatewayChanged', ({ before, after }) =>
    changes.push([before?.name, after?.name]),
  )
  configuration.modifyRoutingGateway('Old', { name: 'New' }, ada)
  expect(configuration.routingGateways.get('Old')).toBeUndefined()
  expect(load(temporary.crash()).routingGateways.get('New')).toMatchObject({
    id: 1,
    password: 'pw',
  })
  expect(changes).toEqual([['Old', 'New']])
})

test('the audit log shows changed fields only, and secrets never', () => {
  configuration.createRoutingGateway({ name: 'A', password: 'first-pw' }, ada)
  configuration.modifyRoutingGateway('A', { password: 'second-pw', capacity: 2 }, ada)
  configuration.deleteRoutingGateway('A', ada)
  const [removed, modified, created] = audited()
  expect(created).toMatchObject({ action: 'routingGateway.create', object: 'A', before: null })
  expect(modified).toEqual({
    action: 'routingGateway.modify',
    object: 'A',
    before: { capacity: 0, password: '••••••' },
    after: { capacity: 2, password: '••••••' },
  })
  expect(removed).toMatchObject({ action: 'routingGateway.delete', after: null })
  expect(JSON.stringify(audited())).not.toMatch(/first-pw|second-pw/)
})

test('settings are checked together', () => {
  const fault = faultOf(() => configuration.setSettings({ reduceBandPercent: 99 }, ada))
  expect(fault.message).toContain('must not be above lastResortBandPercent')
  configuration.setSettings({ reduceBandPercent: 99, lastResortBandPercent: 99 }, ada)
  expect(load(temporary.crash()).settings.values.reduceBandPercent).toBe(99)
  expect(faultOf(() => configuration.setSettings({ colour: 1 }, ada)).message).toBe(
    'engine settings has no field "colour"',
  )
})

test('a publish target that comes without its password keeps it', () => {
  const target = { name: 'peer', address: 'udp:10.0.0.2:5060', user: 'u' }
  configuration.setSettings({ publishTargets: [{ ...target, password: 'pw' }] }, ada)
  configuration.setSettings({ publishTargets: [{ ...target, user: 'v' }] }, ada)
  expect(load(temporary.crash()).settings.values.publishTargets).toMatchObject([
    { user: 'v', password: 'pw' },
  ])
})

test('ten thousand gateways load in order', () => {
  const routingGateways = Array.from({ length: 10_000 }, (_, i) => ({
    name: `GW-${i}`,
    prefix: String(i),
  }))
  configuration.applyImport({ trunkline: 1, routingGateways }, ada)
  const names = [...load(temporary.crash()).routingGateways.all()].map((gateway) => gateway.name)
  expect(names).toEqual(routingGateways.map((gateway) => gateway.name))
})
