import { randomFillSync } from 'node:crypto'

/** Randomness as an argument. */
export interface IdSource {
  /** A token of `length` characters from `[0-9a-z]` with at least 5 bits of randomness each. */
  token(length: number): string
  /** A number in [0, 1). */
  fraction(): number
}

const alphabet = '0123456789abcdefghijklmnopqrstuv'
/** Two characters at once halve the strings in between. */
const pairs = [...alphabet].flatMap((first) => [...alphabet].map((second) => first + second))
const poolBytes = 8192

/** Cryptographic randomness, drawn in blocks so that one token costs no system call. */
export function createRandomIdSource(): IdSource {
  const pool = Buffer.allocUnsafe(poolBytes)
  let next = poolBytes
  const byte = (): number => {
    if (next >= poolBytes) {
      randomFillSync(pool)
      next = 0
    }
    return pool[next++] ?? 0
  }
  return {
    token(length) {
      let token = length % 2 === 0 ? '' : (alphabet[byte() & 31] ?? '')
      for (let i = 1; i < length; i += 2) token += pairs[(byte() & 31) * 32 + (byte() & 31)] ?? ''
      return token
    },
    fraction: () => ((byte() * 256 + byte()) * 65536 + byte() * 256 + byte()) / 4294967296,
  }
}

/** Repeatable ids for tests and simulations (mulberry32 on `seed`). */
export function createSeededIdSource(seed: number): IdSource {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return {
    fraction,
    token(length) {
      let token = ''
      for (let i = 0; i < length; i++) token += alphabet[Math.floor(fraction() * 32)]
      return token
    },
  }
}
