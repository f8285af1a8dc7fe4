import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/*
 * Passwords of people: scrypt (RFC 7914) with N = 2^17, r = 8, p = 1, kept as a PHC string that carries its own cost,
 * so that the cost can rise without making old passwords useless.
 */

const cost = { logN: 17, r: 8, p: 1 }
const saltBytes = 16
const keyBytes = 32

/** `$scrypt$ln=17,r=8,p=1$salt$key`, in base64 without padding. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const key = await deriveKey(password, salt, cost)
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${encode(salt)}$${encode(key)}`
}

/** A hash that no password fits, at the cost of a real one: an unknown name must not answer faster than a known one. */
export const decoyHash = `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`

/** Compares in constant time; a text that is no such hash fits no password. */
export async function fitsPassword(hash: string, password: string): Promise<boolean> {
  const parts = /^\$scrypt\$ln=(\d\d?),r=(\d\d?),p=(\d)\$([\w+/-]+)\$([\w+/-]+)$/.exec(hash)
  const [, logN, r, p, salt, key] = parts ?? []
  if (logN === undefined || salt === undefined || key === undefined) return false
  const expected = Buffer.from(key, 'base64')
  const derived = await deriveKey(password, Buffer.from(salt, 'base64'), {
    logN: Number(logN),
    r: Number(r),
    p: Number(p),
  })
  return derived.length === expected.length && timingSafeEqual(derived, expected)
}

function deriveKey(password: string, salt: Buffer, { logN, r, p }: typeof cost): Promise<Buffer> {
  const options = { N: 2 ** logN, r, p, maxmem: 256 * 2 ** logN * r }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
