import { digitChar, skipBlanks, skipClass, tokenChar } from './character-class.ts'
import { methodName } from './methods.ts'
import { largestUnsigned32, readDigits } from './numbers.ts'
import { wireText } from './wire-text.ts'
import type { WireText } from './wire-text.ts'

/** CSeq, RFC 3261 §20.16. */
export interface CSeq {
  readonly sequence: number
  readonly method: string
}

/** Reads a CSeq value; undefined when malformed or beyond 32 bits. */
export function parseCSeq(text: string): CSeq | undefined {
  return readCSeq(wireText(text), 0, text.length)
}

/** Reads a CSeq value that fills `start…end`; undefined when malformed or beyond 32 bits. */
export function readCSeq(wire: WireText, start: number, end: number): CSeq | undefined {
  const { bytes, text } = wire
  const sequenceEnd = skipClass(bytes, start, end, digitChar)
  const sequence = readDigits(bytes, start, sequenceEnd, largestUnsigned32)
  if (sequence === undefined || sequence > largestUnsigned32) return undefined
  const methodAt = skipBlanks(bytes, sequenceEnd, end)
  if (methodAt === sequenceEnd || methodAt === end) return undefined
  if (skipClass(bytes, methodAt, end, tokenChar) !== end) return undefined
  return { sequence, method: methodName(text, methodAt, end) }
}
