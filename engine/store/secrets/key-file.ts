import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { EngineError } from '../../api/contract/errors.ts'
import { keyBytes } from './secret-box.ts'

/** Name of the key file in the data folder. */
export const keyFile = 'secret.key'

/** Reads the folder's key; makes one, readable by its owner alone, when there is none. */
export function readKeyFile(folder: string): Buffer {
  const file = join(folder, keyFile)
  const kept = readIfThere(file)
  if (kept) return checkKey(kept, file)
  const key = randomBytes(keyBytes)
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    writeSync(descriptor, `${key.toString('base64')}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  return key
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function checkKey(text: string, file: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length === keyBytes) return key
  throw new EngineError('STORE_UNAVAILABLE', `${file} holds no key of ${keyBytes} bytes`, { file })
}
