/** Character classes of RFC 3261 §25.1, one bit each, by byte value. */
export const tokenChar = 1
export const userChar = 4
export const hostChar = 8
export const hexChar = 16
export const digitChar = 32
export const parameterChar = 64

const classes = new Uint8Array(256)

const mark = (characters: string, bit: number): void => {
  for (let i = 0; i < characters.length; i++) {
    const code = characters.charCodeAt(i)
    classes[code] = (classes[code] ?? 0) | bit
  }
}

const digits = '0123456789'
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
mark(digits + letters + "-.!%*_+`'~", tokenChar)
// `#`, brackets and the like are no user characters by the RFC, but telephones send them unescaped.
mark(digits + letters + "-_.!~*'()&=+$,;?/%#[]{}|^`:", userChar)
mark(digits + letters + '-._', hostChar)
mark(digits + 'abcdefABCDEF', hexChar)
mark(digits, digitChar)
mark(digits + letters + "-_.!~*'()[]/:&+$%{}|^`#@=", parameterChar)
for (let code = 0x80; code < 0x100; code++) classes[code] = userChar | parameterChar

/** Whether a byte belongs to any class of `bits`. */
export function isCode(code: number, bits: number): boolean {
  return ((classes[code] ?? 0) & bits) !== 0
}

/** First position in `at…end` that holds no blank. */
export function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  let next = at
  while (next < end && (bytes[next] === 32 || bytes[next] === 9)) next++
  return next
}

/** Position after the last byte before `end` that is no blank, not before `start`. */
export function dropBlanks(bytes: Uint8Array, start: number, end: number): number {
  let last = end
  while (last > start && (bytes[last - 1] === 32 || bytes[last - 1] === 9)) last--
  return last
}

/** First position in `at…end` whose byte is not in `bits`. */
export function skipClass(bytes: Uint8Array, at: number, end: number, bits: number): number {
  let next = at
  while (next < end && ((classes[bytes[next] ?? 0] ?? 0) & bits) !== 0) next++
  return next
}

/** The byte at `at`, or 0 from `end` on. */
export function byteBefore(bytes: Uint8Array, at: number, end: number): number {
  return at < end ? (bytes[at] ?? 0) : 0
}

/** The end of a quoted string that opens at `at` (position after the closing quote), or -1. */
export function skipQuoted(bytes: Uint8Array, at: number, end: number): number {
  for (let next = at + 1; next < end; next++) {
    const code = bytes[next]
    if (code === 34) return next + 1
    if (code === 92) next++
  }
  return -1
}
