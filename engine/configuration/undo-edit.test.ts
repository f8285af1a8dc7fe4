import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'
import { EngineError } from '../api/contract/errors.ts'
import { silentLogger } from '../kernel/logger.ts'
import type { Store } from '../store/store.ts'
import { createConfiguration, type Configuration } from './configuration.ts'

const ada = { name: 'ada', from: '127.0.0.1' }
const bob = { name: 'bob', from: '10.0.0.2' }
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
const newest = (): number => configuration.edits()[0]?.edit ?? 0

beforeEach(() => {
  temporary = createTemporaryStore()
  configuration = load(temporary.store)
})
afterEach(() => temporary.remove())

test.each<[string, () => void, string, object]>([
  [
    'a parameter that was changed since',
    () => {
      configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '60' }, ada)
      configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '90' }, bob)
    },
    'SS_SIP_PUBLISH_EXPIRE (now "90") was changed in the meantime by bob: edit 1 can no longer be undone',
    { name: 'SS_SIP_PUBLISH_EXPIRE', by: 'bob' },
  ],
  [
    'a setting that was changed since',
    () => {
      configuration.setSettings({ domain: 'a.example' }, ada)
      configuration.setSettings({ domain: 'b.example' }, bob)
    },
    'setting domain was changed in the meantime by bob: edit 1 can no longer be undone',
    { name: 'domain', by: 'bob' },
  ],
  [
    'a gateway that was changed since',
    () => {
      configuration.createRoutingGateway({ name: 'GW' }, ada)
      configuration.modifyRoutingGateway('GW', { capacity: 4 }, bob)
    },
    'routing gateway "GW" was changed in the meantime by bob: edit 1 can no longer be undone',
    { name: 'GW', by: 'bob' },
  ],
  [
    'a gateway that was deleted since',
    () => {
      configuration.createMappingGateway({ name: 'MG' }, ada)
      configuration.deleteMappingGateway('MG', bob)
    },
    'mapping gateway "MG" was changed in the meantime by bob: edit 1 can no longer be undone',
    { name: 'MG', by: 'bob' },
  ],
])('%s refuses the undo and is named', (_case, change, message, details) => {
  change()
  const before = configuration.exportDocument()
  const fault = faultOf(() => configuration.undo(1, ada))
  expect(fault).toMatchObject({ code: 'CONFLICT', message })
  expect(fault.details).toMatchObject({ ...details, atMs: temporary.clock.nowMs() })
  expect(configuration.exportDocument()).toEqual(before)
})

test('a name that another gateway has taken since refuses the undo', () => {
  configuration.createRoutingGateway({ name: 'GW', memo: 'first' }, ada)
  configuration.deleteRoutingGateway('GW', ada)
  const edit = newest()
  configuration.createRoutingGateway({ name: 'GW', memo: 'second' }, bob)
  expect(faultOf(() => configuration.undo(edit, ada))).toMatchObject({
    code: 'CONFLICT',
    details: { name: 'GW', by: 'bob' },
  })
  expect(configuration.routingGateways.get('GW')?.memo).toBe('second')
})
