import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../tests/harness/temporary-folder.ts'
import { systemSeal, type SecretSeal } from './secret-seal.ts'
import { storeKey } from './store-key.ts'

let folder: TemporaryFolder

beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(() => {
  folder.remove()
})

const places = () => ({
  sealedKey: join(folder.path, 'desktop/store-key.sealed'),
  keyFile: join(folder.path, 'secret.key'),
})
const withoutRing: SecretSeal = { ...systemSeal, strength: () => Promise.resolve('file') }
const ofSomebodyElse: SecretSeal = { ...systemSeal, open: () => Promise.resolve(undefined) }

it('a first start makes a key that only the key ring can open', async () => {
  const key = await storeKey(places(), systemSeal)
  expect(key).toHaveLength(32)
  const { sealedKey } = places()
  expect(statSync(sealedKey).mode & 0o777).toBe(0o600)
  expect(readFileSync(sealedKey, 'latin1')).not.toContain(Buffer.from(key ?? []).toString('base64'))
})

it('the next start has the same key', async () => {
  const key = await storeKey(places(), systemSeal)
  expect(await storeKey(places(), systemSeal)).toEqual(key)
})

it('a data folder that has a key file keeps it, so that the command line goes on working', async () => {
  writeFileSync(places().keyFile, 'key')
  expect(await storeKey(places(), systemSeal)).toBeUndefined()
})

it('without a key ring the key file of the data folder is used', async () => {
  expect(await storeKey(places(), withoutRing)).toBeUndefined()
  expect(existsSync(places().sealedKey)).toBe(false)
})

it('a key that the key ring does not open is an error that says what to do', async () => {
  await storeKey(places(), systemSeal)
  await expect(storeKey(places(), ofSomebodyElse)).rejects.toThrow(/cannot open .*store-key.sealed/)
})
