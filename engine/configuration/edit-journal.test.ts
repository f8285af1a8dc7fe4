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
const undo = (): number | null => configuration.undo(newest(), bob)
/** What the next process would find. */
const kept = (): Configuration => load(temporary.crash())

beforeEach(() => {
  temporary = createTemporaryStore()
  configuration = load(temporary.store)
})
afterEach(() => temporary.remove())

test('an edit of parameters is undone, and undoing the undo repeats it', () => {
  configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '60', SS_SIP_SESSION_TTL: '900' }, ada)
  undo()
  expect(configuration.parameters.values).toMatchObject({
    ...{ SS_SIP_PUBLISH_EXPIRE: 300, SS_SIP_SESSION_TTL: 600 },
  })
  undo()
  expect(configuration.parameters.values).toMatchObject({
    ...{ SS_SIP_PUBLISH_EXPIRE: 60, SS_SIP_SESSION_TTL: 900 },
  })
  expect(kept().parameters.values.SS_SIP_PUBLISH_EXPIRE).toBe(60)
})

test('a deleted gateway comes back with number, password and every field', () => {
  const before = configuration.createRoutingGateway(
    { name: 'GW-A', capacity: 7, password: 'secret' },
    ada,
  )
  configuration.deleteRoutingGateway('GW-A', ada)
  undo()
  const restored = { ...before, version: 2 }
  expect(configuration.routingGateways.get('GW-A')).toEqual(restored)
  expect(kept().routingGateways.get('GW-A')).toEqual(restored)
})

test('a gateway that was added is gone after the undo, and back after the next', () => {
  const added = configuration.createMappingGateway({ name: 'MG', password: 'mu' }, ada)
  undo()
  expect(configuration.mappingGateways.size).toBe(0)
  undo()
  expect(kept().mappingGateways.get('MG')).toEqual({ ...added, version: 2 })
})

test('a new password is undone without anybody seeing it', () => {
  configuration.createRoutingGateway({ name: 'GW-A', password: 'first-pw' }, ada)
  configuration.modifyRoutingGateway('GW-A', { password: 'second-pw' }, ada)
  undo()
  expect(kept().routingGateways.get('GW-A')).toMatchObject({ password: 'first-pw', version: 3 })
  const told = JSON.stringify([temporary.store.auditLog.read({}), configuration.edits()])
  expect(told).not.toMatch(/first-pw|second-pw/)
})

test('an undone rename gives the old name back', () => {
  configuration.createRoutingGateway({ name: 'Old' }, ada)
  configuration.modifyRoutingGateway('Old', { name: 'New' }, ada)
  undo()
  expect([...kept().routingGateways.all()].map(({ name }) => name)).toEqual(['Old'])
})

test('the undo of settings touches only what the edit changed, with its passwords', () => {
  const target = { name: 'peer', address: 'udp:10.0.0.2:5060', password: 'pw' }
  configuration.setSettings({ publishTargets: [target] }, ada)
  configuration.setSettings({ publishTargets: [] }, ada)
  const edit = newest()
  configuration.setSettings({ domain: 'example.net' }, bob)
  configuration.undo(edit, ada)
  expect(kept().settings.values).toMatchObject({
    domain: 'example.net',
    publishTargets: [{ password: 'pw' }],
  })
})

test('edits are undone one after the other, back to the beginning', () => {
  configuration.createRoutingGateway({ name: 'GW-A' }, ada)
  const edits = [10, 20, 30].map((capacity) => {
    configuration.modifyRoutingGateway('GW-A', { capacity }, ada)
    return newest()
  })
  for (const edit of edits.toReversed()) configuration.undo(edit, ada)
  expect(configuration.routingGateways.get('GW-A')).toMatchObject({ capacity: 0, version: 7 })
})

test('an import is undone whole', () => {
  configuration.createRoutingGateway({ name: 'GW-A', capacity: 1, password: 'alpha' }, ada)
  configuration.createRoutingGateway({ name: 'GW-B' }, ada)
  const before = configuration.exportDocument()
  configuration.applyImport(
    {
      trunkline: 1,
      parameters: { SS_SIP_PUBLISH_EXPIRE: '45' },
      settings: { domain: 'example.net' },
      routingGateways: [{ name: 'GW-A', capacity: 2 }, { name: 'GW-C' }],
      mappingGateways: [{ name: 'MG' }],
    },
    ada,
  )
  expect(configuration.edits()[0]).toMatchObject({
    action: 'configuration.change',
    objects: ['SS_SIP_PUBLISH_EXPIRE', 'domain', 'GW-B', 'GW-A', 'GW-C', 'MG'],
  })
  undo()
  expect(kept().exportDocument()).toEqual(before)
  expect(configuration.routingGateways.get('GW-A')?.password).toBe('alpha')
})

test('several kinds of objects are changed as one edit, each step seeing those before it', () => {
  configuration.createRoutingGateway({ name: 'A' }, ada)
  const edit = configuration.applyEdits(
    {
      parameters: { changes: { SS_SIP_PUBLISH_EXPIRE: '90' } },
      settings: { changes: { domain: 'example.net' } },
      routingGateways: [
        { kind: 'modify', name: 'A', changes: { name: 'B' } },
        { kind: 'create', fields: { name: 'A' } },
        { kind: 'create', fields: { name: 'C' } },
        { kind: 'delete', name: 'B' },
      ],
      mappingGateways: [{ kind: 'create', fields: { name: 'MG' } }],
    },
    ada,
  )
  expect(edit).toBe(newest())
  const after = kept()
  const rows = [...after.routingGateways.all()].map(({ id, name }) => [id, name])
  expect(rows).toEqual([
    [2, 'A'],
    [3, 'C'],
  ])
  expect(after.parameters.values.SS_SIP_PUBLISH_EXPIRE).toBe(90)
})

test('one step that is not allowed leaves everything as it was', () => {
  configuration.createRoutingGateway({ name: 'A' }, ada)
  const lines = temporary.store.auditLog.read({}).length
  const edits = configuration.edits()
  const fault = faultOf(() =>
    configuration.applyEdits(
      {
        parameters: { changes: { SS_SIP_PUBLISH_EXPIRE: '90' } },
        routingGateways: [
          { kind: 'modify', name: 'A', changes: { capacity: 5 } },
          { kind: 'modify', name: 'A', changes: { capacity: -5 } },
        ],
      },
      ada,
    ),
  )
  expect(fault.message).toContain('routing gateway "A": capacity: "-5" is not allowed')
  expect(configuration.routingGateways.get('A')).toMatchObject({ capacity: 0, version: 1 })
  expect(configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE).toBe(300)
  expect(configuration.edits()).toEqual(edits)
  expect(temporary.store.auditLog.read({})).toHaveLength(lines)
})

test('an edit is undone once; the list says so until its undo is undone', () => {
  configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '60' }, ada)
  const edit = newest()
  configuration.undo(edit, bob)
  expect(configuration.edits()).toMatchObject([
    { edit: edit + 1, by: 'bob', action: 'edit.undo', isUndone: false },
    { edit, by: 'ada', action: 'parameter.set', isUndone: true },
  ])
  expect(faultOf(() => configuration.undo(edit, bob)).message).toBe('edit 1 was undone already')
  undo()
  expect(configuration.edits().map(({ isUndone }) => isUndone)).toEqual([false, true, false])
})

test('an undo is audited as such, and with what it changed', () => {
  configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '60' }, ada)
  undo()
  const lines = temporary.store.auditLog.read({ actor: 'bob' })
  expect(lines.map(({ action, object }) => [action, object])).toEqual([
    ['parameter.set', 'SS_SIP_PUBLISH_EXPIRE'],
    ['edit.undo', '1'],
  ])
  expect(lines[0]).toMatchObject({ before: { value: '60' }, after: { value: '300' } })
})

test('an undo that the store refuses changes nothing and can be tried again', () => {
  configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '60' }, ada)
  const other = temporary.otherProgram()
  other.exec('BEGIN IMMEDIATE')
  expect(() => undo()).toThrow(/another program holds/)
  other.exec('ROLLBACK')
  expect(configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE).toBe(60)
  undo()
  expect(configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE).toBe(300)
})

test('the last hundred edits are kept', () => {
  for (let seconds = 30; seconds < 131; seconds++) {
    configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: String(seconds) }, ada)
  }
  expect(configuration.edits()).toHaveLength(100)
  expect(faultOf(() => configuration.undo(1, ada))).toMatchObject({ code: 'NOT_FOUND' })
})

test('edits of very many objects push older ones out, but never themselves', () => {
  const listOf = (size: number) => Array.from({ length: size }, (_, i) => ({ name: `MG-${i}` }))
  configuration.applyImport({ trunkline: 1, mappingGateways: listOf(16_000) }, ada)
  configuration.applyImport({ trunkline: 1, mappingGateways: [] }, ada)
  expect(configuration.edits().map(({ objects }) => objects.length)).toEqual([16_000])
  undo()
  expect(configuration.mappingGateways.size).toBe(16_000)
})

test('no edit of an earlier run has the number of one of this run', () => {
  configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '60', SS_SIP_SESSION_TTL: '900' }, ada)
  configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '70' }, ada)
  const last = newest()
  const next = kept()
  expect(next.edits()).toEqual([])
  expect(next.setParameters({ SS_SIP_PUBLISH_EXPIRE: '80' }, ada)).toBeGreaterThan(last)
})

test('a change of nothing is no edit', () => {
  expect(configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '300' }, ada)).toBeNull()
  expect(configuration.edits()).toEqual([])
})

test('listeners are told of an edit once, after all its changes', () => {
  const told: unknown[] = []
  configuration.events.on('mappingGatewayChanged', ({ after }) => told.push(after?.name))
  configuration.events.on('edited', ({ edit }) => told.push(edit))
  const mappingGateways = [{ name: 'A' }, { name: 'B' }]
  configuration.applyImport({ trunkline: 1, mappingGateways }, ada)
  expect(told).toEqual(['A', 'B', newest()])
})
