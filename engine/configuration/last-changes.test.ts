import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'
import { concealed } from '../api/contract/audit-entry.ts'
import { EngineError } from '../api/contract/errors.ts'
import { silentLogger } from '../kernel/logger.ts'
import type { Store } from '../store/store.ts'
import { createConfiguration, type Configuration } from './configuration.ts'

const ada = { name: 'ada', from: '127.0.0.1' }
const bob = { name: 'bob', from: '10.0.0.2' }
const expire = 'SS_SIP_PUBLISH_EXPIRE'
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

beforeEach(() => {
  temporary = createTemporaryStore()
  configuration = load(temporary.store)
})
afterEach(() => temporary.remove())

test('the last change of a parameter is known at once and after a crash', () => {
  expect(configuration.lastParameterChange(expire)).toBeNull()
  configuration.setParameters({ [expire]: '60' }, ada)
  temporary.clock.advance(5000)
  configuration.setParameters({ [expire]: '90' }, bob)
  const last = {
    ...{ by: 'bob', from: '10.0.0.2', atMs: temporary.clock.nowMs() },
    ...{ before: '60', after: '90' },
  }
  expect(configuration.lastParameterChange(expire)).toEqual(last)
  const after = load(temporary.crash())
  expect(after.lastParameterChange(expire)).toEqual(last)
  expect(after.lastParameterChange('SS_SIP_SESSION_TTL')).toBeNull()
})

test('a gateway with the name of a parameter does not pass for it', () => {
  configuration.createRoutingGateway({ name: expire }, ada)
  expect(load(temporary.crash()).lastParameterChange(expire)).toBeNull()
})

test('a parameter that somebody else was faster with names who and what it is now', () => {
  configuration.setParameters({ [expire]: '60' }, ada)
  const fault = faultOf(() =>
    configuration.setParameters({ [expire]: '90' }, bob, { [expire]: '300' }),
  )
  expect(fault.code).toBe('CONFLICT')
  expect(fault.message).toBe(
    'SS_SIP_PUBLISH_EXPIRE was changed in the meantime by ada: it is "60" now, not "300"',
  )
  expect(fault.details).toEqual({
    ...{ name: expire, value: '60', expected: '300' },
    ...{ by: 'ada', from: '127.0.0.1', atMs: temporary.clock.nowMs() },
  })
  expect(configuration.parameters.values[expire]).toBe(60)
  expect(configuration.setParameters({ [expire]: '90' }, bob, { [expire]: ' 60 ' })).not.toBeNull()
})

test('an expected value that cannot be is refused as such', () => {
  const set = (expected: Record<string, string>) => () =>
    configuration.setParameters({ [expire]: '90' }, bob, expected)
  expect(faultOf(set({ [expire]: 'many' })).code).toBe('INVALID_VALUE')
  expect(faultOf(set({ SS_NONE: '1' })).code).toBe('UNKNOWN_NAME')
})

test('the conflict of a gateway names who changed it, also in an earlier run and under a new name', () => {
  configuration.createRoutingGateway({ name: 'Old' }, ada)
  configuration.modifyRoutingGateway('Old', { name: 'New' }, bob)
  const change = () => configuration.modifyRoutingGateway('New', { capacity: 1 }, ada, 1)
  expect(faultOf(change).message).toBe(
    'routing gateway "New" was changed in the meantime by bob: version 2, not 1',
  )
  configuration.modifyRoutingGateway('New', { capacity: 2 }, bob)
  configuration = load(temporary.crash())
  expect(faultOf(change).details).toMatchObject({
    ...{ name: 'New', by: 'bob', version: 3, expected: 1 },
  })
})

test('the version of the settings counts their changes, across a crash', () => {
  expect(configuration.settings.version).toBe(1)
  configuration.setSettings({ domain: 'example.net' }, ada)
  configuration.setSettings({ domain: 'example.net' }, ada)
  expect(configuration.settings.version).toBe(2)
  configuration = load(temporary.crash())
  expect(configuration.settings.version).toBe(2)
  const fault = faultOf(() => configuration.setSettings({ nodeName: 'n' }, bob, 1))
  expect(fault.message).toBe(
    'the set of engine settings was changed in the meantime by ada: version 2, not 1',
  )
  expect(fault.details).toMatchObject({ by: 'ada', version: 2, expected: 1 })
  expect(configuration.setSettings({ nodeName: 'n' }, bob, 2)).not.toBeNull()
})

test('a concealed password that is sent back keeps the secret, also of a renamed target', () => {
  const target = { name: 'peer', address: 'udp:10.0.0.2:5060', user: 'u' }
  configuration.setSettings({ publishTargets: [{ ...target, password: 'pw' }] }, ada)
  const shown = { ...target, password: concealed }
  expect(configuration.setSettings({ publishTargets: [shown] }, ada)).toBeNull()
  configuration.setSettings({ publishTargets: [{ ...shown, name: 'renamed' }] }, ada)
  expect(configuration.settings.values.publishTargets).toMatchObject([
    { name: 'renamed', password: 'pw' },
  ])
})

test('a concealed password of a target that has none is refused', () => {
  const shown = { name: 'peer', address: 'udp:10.0.0.2:5060', password: concealed }
  const fault = faultOf(() => configuration.setSettings({ publishTargets: [shown] }, ada))
  expect(fault).toMatchObject({
    code: 'INVALID_VALUE',
    details: { field: 'publishTargets.0.password' },
  })
})
