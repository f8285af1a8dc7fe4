const lineFeed = 10
const space = 32
const statusLine = Buffer.from('SIP/2.0 ')
const version = Buffer.from(' SIP/2.0')
/** Longest start line looked at. */
const longestLine = 8192
const longestMethod = 32

/** Where a SIP message begins in a payload, past blank lines (RFC 3261 §7.5); -1 when it holds none. */
export function sipStartAt(bytes: Buffer, from = 0): number {
  let at = from
  while (bytes[at] === 13 || bytes[at] === lineFeed) at++
  // Most of what is no SIP is told by its first byte.
  if (!isTokenByte(bytes[at] ?? 0)) return -1
  if (startsWith(bytes, at, statusLine)) return at
  return isRequestLine(bytes, at) ? at : -1
}

/** Whether bytes, however few, may be the beginning of a message. */
export function mayBeginMessage(bytes: Buffer): boolean {
  return bytes[0] === 13 || isTokenByte(bytes[0] ?? 0)
}

/** A method, something, and `SIP/2.0` at the end of the line (RFC 3261 §7.1). */
function isRequestLine(bytes: Buffer, at: number): boolean {
  let end = at
  while (end - at < longestMethod && isTokenByte(bytes[end] ?? 0)) end++
  if (bytes[end] !== space) return false
  const lineEnd = bytes.subarray(at, at + longestLine).indexOf(lineFeed)
  if (lineEnd < 0) return false
  const hasReturn = bytes[at + lineEnd - 1] === 13
  const versionAt = at + lineEnd - (hasReturn ? 1 : 0) - version.length
  return versionAt > end && startsWith(bytes, versionAt, version)
}

function startsWith(bytes: Buffer, at: number, wanted: Buffer): boolean {
  if (at + wanted.length > bytes.length) return false
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false
  return true
}

/** Letters, digits and the signs of a token that methods may have. */
function isTokenByte(byte: number): boolean {
  return (
    (byte >= 65 && byte <= 90) ||
    (byte >= 97 && byte <= 122) ||
    (byte >= 48 && byte <= 57) ||
    byte === 45 ||
    byte === 46 ||
    byte === 95
  )
}
