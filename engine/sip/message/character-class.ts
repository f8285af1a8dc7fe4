/** Character classes of RFC 3261 §25.1, one bit each, by byte value. */
export const tokenChar = 1
export const blankChar = 2
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
mark(' \t', blankChar)
// `#`, brackets and the like are no user characters by the RFC, but telephones send them unescaped.
mark(digits + letters + "-_.!~*'()&=+$,;?/%#[]{}|^`:", userChar)
mark(digits + letters + '-._', hostChar)
mark(digits + 'abcdefABCDEF', hexChar)
mark(digits, digitChar)
mark(digits + letters + "-_.!~*'()[]/:&+$%{}|^`#@=", parameterChar)
for (let code = 0x80; code < 0x100; code++) classes[code] = userChar | parameterChar

/** Whether the character at `at` belongs to any class of `bits`; false past the end. */
export function isCharAt(text: string, at: number, bits: number): boolean {
  return ((classes[text.charCodeAt(at)] ?? 0) & bits) !== 0
}

/** Whether a character code belongs to any class of `bits`. */
export function isCode(code: number, bits: number): boolean {
  return ((classes[code] ?? 0) & bits) !== 0
}

/** First position from `at` on that holds no blank. */
export function skipBlanks(text: string, at: number): number {
  let next = at
  for (;;) {
    const code = text.charCodeAt(next)
    if (code !== 32 && code !== 9) return next
    next++
  }
}

/** First position from `at` on whose character is not in `bits`. */
export function skipClass(text: string, at: number, bits: number): number {
  let next = at
  while (((classes[text.charCodeAt(next)] ?? 0) & bits) !== 0) next++
  return next
}

/** Whether `text` is a non-empty run of characters of `bits`. */
export function isAll(text: string, bits: number): boolean {
  return text.length > 0 && skipClass(text, 0, bits) === text.length
}

/** The end of a quoted string that opens at `at` (position after the closing quote), or -1. */
export function skipQuoted(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next++) {
    const code = text.charCodeAt(next)
    if (code === 34) return next + 1
    if (code === 92) next++
  }
  return -1
}
