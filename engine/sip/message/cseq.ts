import { isAll, skipBlanks, skipClass, digitChar, tokenChar } from './character-class.ts'
import { largestUnsigned32, parseDigits } from './numbers.ts'

/** CSeq, RFC 3261 §20.16. */
export interface CSeq {
  readonly sequence: number
  readonly method: string
}

/** Reads a CSeq value; undefined when malformed or beyond 32 bits. */
export function parseCSeq(text: string): CSeq | undefined {
  const end = skipClass(text, 0, digitChar)
  const sequence = parseDigits(text, 0, end, largestUnsigned32)
  if (sequence === undefined || sequence > largestUnsigned32) return undefined
  const methodAt = skipBlanks(text, end)
  if (methodAt === end) return undefined
  const method = text.slice(methodAt)
  return isAll(method, tokenChar) ? { sequence, method } : undefined
}
