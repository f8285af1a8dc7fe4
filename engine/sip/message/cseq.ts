import { digitChar, skipBlanks, skipClass, tokenChar } from './character-class.ts'
import { methodName } from './methods.ts'
import { largestUnsigned32, parseDigits } from './numbers.ts'

/** CSeq, RFC 3261 §20.16. */
export interface CSeq {
  readonly sequence: number
  readonly method: string
}

/** Reads a CSeq value that fills `start…end`; undefined when malformed or beyond 32 bits. */
export function parseCSeq(text: string, start = 0, end: number = text.length): CSeq | undefined {
  const sequenceEnd = skipClass(text, start, end, digitChar)
  const sequence = parseDigits(text, start, sequenceEnd, largestUnsigned32)
  if (sequence === undefined || sequence > largestUnsigned32) return undefined
  const methodAt = skipBlanks(text, sequenceEnd, end)
  if (methodAt === sequenceEnd || methodAt === end) return undefined
  if (skipClass(text, methodAt, end, tokenChar) !== end) return undefined
  return { sequence, method: methodName(text, methodAt, end) }
}
