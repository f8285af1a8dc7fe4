import { randomBytes, scryptSync } from 'node:crypto'
import type { DocumentSeal } from '../../configuration/document-seal.ts'
import { createSecretBox, keyBytes } from './secret-box.ts'

const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const
const place = 'configuration document'

/** The seal of a passphrase: that of a document that already bears one, else a new one. */
export function createPassphraseSeal(passphrase: string, document?: unknown): DocumentSeal {
  const salt = saltOf(document) ?? randomBytes(16).toString('base64')
  const key = scryptSync(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), keyBytes, cost)
  const box = createSecretBox(key)
  return {
    header: { method: 'scrypt-aes-256-gcm', salt },
    seal: (secret) => box.seal(secret, place),
    open: (sealed) => box.open(sealed, place),
  }
}

function saltOf(document: unknown): string | undefined {
  const seal = fieldOf(document, 'seal')
  const salt = fieldOf(seal, 'salt')
  return typeof salt === 'string' ? salt : undefined
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
