import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'
import { EngineError } from '../api/contract/errors.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createPassphraseSeal } from '../store/secrets/passphrase-seal.ts'
import type { Store } from '../store/store.ts'
import { createConfiguration, type Configuration } from './configuration.ts'
import { readDocumentText, writeDocumentText } from './document-text.ts'

const ada = { name: 'ada', from: 'command line' }
let temporary: TemporaryStore
let configuration: Configuration

const load = (store: Store): Configuration =>
  createConfiguration({ persistence: store.configuration, log: silentLogger })

beforeEach(() => {
  temporary = createTemporaryStore()
  configuration = load(temporary.store)
  configuration.createRoutingGateway({ name: 'GW-A', prefix: '0086', password: 'alpha' }, ada)
  configuration.createRoutingGateway({ name: 'GW-B', capacity: 10 }, ada)
  configuration.createMappingGateway({ name: 'MG', remoteIps: '10.0.0.0/8', password: 'mu' }, ada)
})
afterEach(() => temporary.remove())

test('an export carries no secret, and importing it changes nothing', () => {
  const document = configuration.exportDocument()
  expect(JSON.stringify(document)).not.toMatch(/alpha|"mu"|password/)
  const diff = configuration.planImport(readDocumentText(writeDocumentText(document, 'yaml')))
  expect(diff).toMatchObject({ create: 0, modify: 0, delete: 0 })
  expect(configuration.applyImport(document, ada).unchanged).toBe(diff.unchanged)
  expect(configuration.routingGateways.get('GW-A')).toMatchObject({ password: 'alpha', version: 1 })
})

test('the plan names what would be created, modified and deleted', () => {
  const document = {
    trunkline: 1,
    parameters: { SS_SIP_PUBLISH_EXPIRE: 60, SS_SIP_SESSION_TTL: '600' },
    settings: { domain: 'example.net' },
    routingGateways: [
      { name: 'GW-A', prefix: '0086' },
      { name: 'GW-C', capacity: '4' },
    ],
  }
  const diff = configuration.planImport(document)
  const changed = diff.objects.filter((each) => each.change !== 'unchanged')
  expect(changed.map(({ object, name, change }) => `${change} ${object} ${name}`)).toEqual([
    'modify parameter SS_SIP_PUBLISH_EXPIRE',
    'modify setting domain',
    'delete routing gateway GW-B',
    'create routing gateway GW-C',
  ])
  expect(diff).toMatchObject({ create: 1, modify: 2, delete: 1, unchanged: 2 })
  expect(changed[0]?.fields).toEqual([{ field: 'value', before: '300', after: '60' }])
  expect(configuration.routingGateways.size).toBe(2)

  configuration.applyImport(document, ada)
  const after = load(temporary.crash())
  expect([...after.routingGateways.all()].map((each) => each.name)).toEqual(['GW-A', 'GW-C'])
  expect(after.routingGateways.get('GW-A')?.password).toBe('alpha')
  expect(after.mappingGateways.size).toBe(1)
  expect(after.settings.values.domain).toBe('example.net')
})

test.each([
  [
    { trunkline: 1, routingGateways: [{ name: 'GW-C' }, { name: 'GW-D', capacity: -1 }] },
    /GW-D.*capacity/,
  ],
  [{ trunkline: 1, parameters: { SS_SIP_PUBLISH_EXPIRE: '1' }, routingGateways: [] }, /30 to 7200/],
  [{ trunkline: 1, routingGateways: [{ name: 'X' }, { name: 'X' }] }, /"X" twice/],
  [{ trunkline: 2 }, /trunkline/],
  [{ trunkline: 1, gateways: [] }, /no field "gateways"/],
  [{ trunkline: 1, settings: { domain: 'a b' } }, /domain/],
  [null, /the document/],
])('a document with a fault is refused whole: %j', (document, message) => {
  const events: unknown[] = []
  configuration.events.on('routingGatewayChanged', (change) => events.push(change))
  expect(() => configuration.applyImport(document, ada)).toThrow(EngineError)
  expect(() => configuration.applyImport(document, ada)).toThrow(message)
  expect([...configuration.routingGateways.all()].map((each) => each.name)).toEqual([
    'GW-A',
    'GW-B',
  ])
  expect(events).toEqual([])
})

test('with a passphrase the secrets travel sealed and arrive on another machine', async () => {
  const document = configuration.exportDocument(createPassphraseSeal('correct horse'))
  const text = writeDocumentText(document, 'yaml')
  expect(text).not.toMatch(/alpha/)
  const other = createTemporaryStore()
  const there = load(other.store)
  const read = readDocumentText(text)
  expect(() => there.planImport(read)).toThrow(/passphrase is needed/)
  expect(() => there.planImport(read, createPassphraseSeal('wrong', read))).toThrow(
    /another passphrase/,
  )
  there.applyImport(read, ada, createPassphraseSeal('correct horse', read))
  expect(there.routingGateways.get('GW-A')?.password).toBe('alpha')
  expect(there.mappingGateways.get('MG')?.password).toBe('mu')
  await other.remove()
})

test('an import in which the store fails changes nothing', () => {
  const other = temporary.otherProgram()
  other.exec('BEGIN IMMEDIATE')
  const document = { trunkline: 1, routingGateways: [{ name: 'GW-Z' }] }
  expect(() => configuration.applyImport(document, ada)).toThrow(/another program holds/)
  other.exec('ROLLBACK')
  expect(configuration.routingGateways.get('GW-Z')).toBeUndefined()
  configuration.applyImport(document, ada)
  expect(configuration.routingGateways.get('GW-Z')).toBeDefined()
})
