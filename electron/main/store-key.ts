import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import type { SecretSeal } from './secret-seal.ts'

const keyBytes = 32

export interface StoreKeyPlaces {
  /** Where the sealed key of this workstation lies. */
  readonly sealedKey: string
  /** The key file of the data folder, which the command line uses as well. */
  readonly keyFile: string
}

/**
 * The key of the engine's secrets, kept by the key ring of the system. undefined = the engine uses the key file of the
 * data folder: one that is there already stays in use, and without a key ring there is no better place.
 */
export async function storeKey(
  places: StoreKeyPlaces,
  seal: SecretSeal,
): Promise<Uint8Array | undefined> {
  if (existsSync(places.sealedKey)) return openSealed(places.sealedKey, seal)
  if (existsSync(places.keyFile) || (await seal.strength()) === 'file') return undefined
  const key = randomBytes(keyBytes)
  const sealed = await seal.seal(key.toString('base64'))
  mkdirSync(dirname(places.sealedKey), { recursive: true, mode: 0o700 })
  writeFileSync(`${places.sealedKey}.new`, sealed, { mode: 0o600 })
  renameSync(`${places.sealedKey}.new`, places.sealedKey)
  return key
}

async function openSealed(file: string, seal: SecretSeal): Promise<Uint8Array> {
  const key = Buffer.from((await seal.open(readFileSync(file))) ?? '', 'base64')
  if (key.length === keyBytes) return key
  throw new Error(
    `the key ring of this sign-in cannot open ${file}; sign in as the person who started the application first, or restore that file`,
  )
}
