import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../../tests/harness/temporary-folder.ts'
import { createTemporaryStore } from '../../../tests/harness/temporary-store.ts'
import { createConfiguration } from '../../configuration/configuration.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { keyFile, readKeyFile } from './key-file.ts'
import { createPassphraseSeal } from './passphrase-seal.ts'
import { createSecretBox } from './secret-box.ts'

let folder: TemporaryFolder

beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(() => {
  folder.remove()
})

test('what is sealed opens with the same key for the same place only', () => {
  const box = createSecretBox(Buffer.alloc(32, 1))
  const sealed = box.seal('pässword', 'routing_gateways/1/password')
  expect(box.open(sealed, 'routing_gateways/1/password')).toBe('pässword')
  expect(box.open(sealed, 'routing_gateways/2/password')).toBeUndefined()
  expect(
    createSecretBox(Buffer.alloc(32, 2)).open(sealed, 'routing_gateways/1/password'),
  ).toBeUndefined()
})

test.each(['', 'x', 'AAAA', Buffer.alloc(40).toString('base64')])(
  '"%s" is no sealed text',
  (text) => {
    expect(createSecretBox(Buffer.alloc(32)).open(text, 'place')).toBeUndefined()
  },
)

test('the same secret is sealed differently each time', () => {
  const box = createSecretBox(Buffer.alloc(32))
  expect(box.seal('secret', 'place')).not.toBe(box.seal('secret', 'place'))
})

test('the key file is made once and readable by its owner alone', () => {
  const key = readKeyFile(folder.path)
  expect(key).toHaveLength(32)
  expect(readKeyFile(folder.path)).toEqual(key)
  expect(statSync(join(folder.path, keyFile)).mode & 0o777).toBe(0o600)
})

test('a key file of another length is refused', () => {
  writeFileSync(join(folder.path, keyFile), 'c2hvcnQ=')
  expect(() => readKeyFile(folder.path)).toThrow(/no key of 32 bytes/)
})

test('a passphrase opens what it sealed, by the salt in the document', () => {
  const seal = createPassphraseSeal('correct horse')
  const document = { trunkline: 1, seal: seal.header }
  const sealed = seal.seal('secret')
  expect(createPassphraseSeal('correct horse', document).open(sealed)).toBe('secret')
  expect(createPassphraseSeal('other', document).open(sealed)).toBeUndefined()
  expect(createPassphraseSeal('correct horse').open(sealed)).toBeUndefined()
})

test('no password of a gateway or target lies in the folder in clear', async () => {
  const temporary = createTemporaryStore()
  const configuration = createConfiguration({
    persistence: temporary.store.configuration,
    log: silentLogger,
  })
  const actor = { name: 'ada', from: 'command line' }
  configuration.createRoutingGateway({ name: 'GW', password: 'clear-text-1' }, actor)
  configuration.createMappingGateway({ name: 'MG', password: 'clear-text-2' }, actor)
  const target = { name: 'peer', address: 'udp:10.0.0.2', password: 'clear-text-3' }
  configuration.setSettings({ publishTargets: [target] }, actor)
  for (const file of ['trunkline.db', 'trunkline.db-wal']) {
    expect(readFileSync(join(temporary.folder, file), 'latin1')).not.toContain('clear-text')
  }
  const { routingGateways, mappingGateways, settings } = temporary.crash().configuration.load()
  expect([routingGateways[0]?.fields.password, mappingGateways[0]?.fields.password]).toEqual([
    'clear-text-1',
    'clear-text-2',
  ])
  expect(settings.publishTargets).toMatchObject([{ password: 'clear-text-3' }])
  await temporary.remove()
})
