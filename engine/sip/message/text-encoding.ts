/** Text on the wire is held one character per byte; these two functions convert for people. */
export function decodeUtf8(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8')
}

/** The one-character-per-byte form of `text` in UTF-8. */
export function encodeUtf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

const hex = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48
  const folded = code | 0x20
  return folded >= 97 && folded <= 102 ? folded - 87 : -1
}

/** The byte written as %HH at `at`, or -1. */
export function escapedByteAt(text: string, at: number): number {
  if (text.charCodeAt(at) !== 37) return -1
  const high = hex(text.charCodeAt(at + 1))
  const low = hex(text.charCodeAt(at + 2))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

/** Replaces each %HH by its byte, exactly once; NUL and malformed escapes stay in the text. */
export function unescape(text: string): string {
  if (!text.includes('%')) return text
  let plain = ''
  let from = 0
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at)) {
    const byte = escapedByteAt(text, at)
    if (byte < 0) {
      at++
      continue
    }
    plain += text.slice(from, at) + String.fromCharCode(byte)
    at += 3
    from = at
  }
  return plain + text.slice(from)
}

/** Writes one byte as %HH. */
export function escapeByte(code: number): string {
  return (code < 16 ? '%0' : '%') + code.toString(16).toUpperCase()
}

/** The content of a quoted string; text that is not quoted is given back as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || text.charCodeAt(0) !== 34) return text
  const inner = text.slice(1, -1)
  return inner.includes('\\') ? inner.replace(/\\([\s\S])/g, '$1') : inner
}

/** A quoted string, RFC 3261 §25.1; line ends cannot be quoted and become blanks. */
export function quote(text: string): string {
  return '"' + text.replace(/["\\]/g, '\\$&').replace(/[\r\n]+/g, ' ') + '"'
}
