/** Largest value of a 32-bit unsigned number, what CSeq and delta-seconds must fit in. */
export const largestUnsigned32 = 4_294_967_295

/** A run of digits among bytes as a number, `largest + 1` when greater than `largest`; undefined when not digits. */
export function readDigits(
  bytes: Uint8Array,
  start: number,
  end: number,
  largest: number,
): number | undefined {
  if (start >= end) return undefined
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 48
    if (digit < 0 || digit > 9) return undefined
    if (value <= largest) value = value * 10 + digit
  }
  return value > largest ? largest + 1 : value
}

/** A text of digits as a number, `largest + 1` when greater than `largest`; undefined when not digits. */
export function parseDigits(text: string, largest: number): number | undefined {
  if (text === '') return undefined
  let value = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return undefined
    if (value <= largest) value = value * 10 + digit
  }
  return value > largest ? largest + 1 : value
}

/** Delta-seconds (Expires, Session-Expires, Retry-After): overflow is cut to 2^32-1, parameters after `;` or a comment are ignored. */
export function parseDeltaSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  let end = 0
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
  const rest = text.charCodeAt(end)
  if (end < text.length && rest !== 59 && rest !== 32 && rest !== 9 && rest !== 40) return undefined
  const seconds = parseDigits(text.slice(0, end), largestUnsigned32)
  return seconds === undefined ? undefined : Math.min(seconds, largestUnsigned32)
}
