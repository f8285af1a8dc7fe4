import { isCode, tokenChar } from './character-class.ts'
import {
  callIdSlot,
  contentLengthSlot,
  cseqSlot,
  fromSlot,
  hashStep,
  lastSingleSlot,
  maxForwardsSlot,
  nameOfSlot,
  slotOf,
  toSlot,
  viaSlot,
} from './field-names.ts'
import { messageLimits } from './message-limits.ts'

/** What is wrong with the header fields as a block. */
export type HeaderFieldFault =
  'bad-header-field' | 'duplicate-header-field' | 'too-long' | 'truncated'

/** The header fields of one message while they are read; a fault is kept and reading goes on, so that a reply can be made. */
export class HeaderBlock {
  readonly entries: string[] = []
  via: string | undefined = undefined
  from: string | undefined = undefined
  to: string | undefined = undefined
  callId: string | undefined = undefined
  cseq: string | undefined = undefined
  maxForwards: string | undefined = undefined
  contentLength: string | undefined = undefined
  /** Where the body starts; -1 without an empty line. */
  bodyAt = -1
  fault: HeaderFieldFault | undefined = undefined
  faultAt = 0
  private seen = 0

  refuse(fault: HeaderFieldFault, at: number): void {
    if (this.fault !== undefined) return
    this.fault = fault
    this.faultAt = at
  }

  /** Keeps one value under the canonical name of its slot. */
  keep(slot: number, value: string, at: number): void {
    if (slot >= fromSlot && slot <= lastSingleSlot) {
      const bit = 1 << slot
      if ((this.seen & bit) !== 0) {
        this.refuse('duplicate-header-field', at)
        return
      }
      this.seen |= bit
    }
    this.entries.push(nameOfSlot(slot), value)
    switch (slot) {
      case viaSlot:
        this.via ??= value
        break
      case fromSlot:
        this.from = value
        break
      case toSlot:
        this.to = value
        break
      case callIdSlot:
        this.callId = value
        break
      case cseqSlot:
        this.cseq = value
        break
      case maxForwardsSlot:
        this.maxForwards = value
        break
      case contentLengthSlot:
        this.contentLength = value
        break
    }
  }
}

/** Reads the header fields of `text` from `start` up to the empty line. */
export function readHeaderFields(text: string, start: number, block: HeaderBlock): void {
  let at = start
  for (;;) {
    const lineFeed = text.indexOf('\n', at)
    if (lineFeed < 0) {
      block.refuse('truncated', at)
      return
    }
    const end = text.charCodeAt(lineFeed - 1) === 13 && lineFeed > at ? lineFeed - 1 : lineFeed
    if (end === at) {
      block.bodyAt = lineFeed + 1
      return
    }
    if (block.entries.length >= messageLimits.headerFields * 2) {
      block.refuse('too-long', at)
      return
    }
    const next = text.charCodeAt(lineFeed + 1)
    if (next === 32 || next === 9) at = readFolded(text, at, block)
    else {
      readLine(text, at, end, block)
      at = lineFeed + 1
    }
  }
}

/** Reads a header field that goes on in the following lines; gives back where the next one starts. */
function readFolded(text: string, start: number, block: HeaderBlock): number {
  let line = ''
  let at = start
  for (;;) {
    const lineFeed = text.indexOf('\n', at)
    if (lineFeed < 0) {
      block.refuse('truncated', at)
      return text.length
    }
    // RFC 3261 §7.3.1: a line end and the blanks after it count as one space.
    const part = text.slice(at, lineFeed).replace(/\r$/, '')
    line = at === start ? part : line.trimEnd() + ' ' + part.trimStart()
    at = lineFeed + 1
    const next = text.charCodeAt(at)
    if (line.length > messageLimits.headerFieldChars) {
      block.refuse('too-long', start)
      return text.length
    }
    if (next !== 32 && next !== 9) break
  }
  readLine(line, 0, line.length, block)
  return at
}

/** Reads one unfolded header field between two positions. */
function readLine(text: string, start: number, end: number, block: HeaderBlock): void {
  let nameEnd = start
  let hash = 0
  let code = text.charCodeAt(nameEnd)
  while (isCode(code, tokenChar)) {
    hash = hashStep(hash, code)
    code = text.charCodeAt(++nameEnd)
  }
  const slot = slotOf(text, start, nameEnd, hash)
  let colon = nameEnd
  while (code === 32 || code === 9) code = text.charCodeAt(++colon)
  if (code !== 58 || nameEnd === start || colon >= end) {
    block.refuse('bad-header-field', start)
    return
  }
  let valueAt = colon + 1
  while (valueAt < end && isBlank(text.charCodeAt(valueAt))) valueAt++
  let valueEnd = end
  while (valueEnd > valueAt && isBlank(text.charCodeAt(valueEnd - 1))) valueEnd--
  if (valueEnd - start > messageLimits.headerFieldChars) block.refuse('too-long', start)
  const value = text.slice(valueAt, valueEnd)
  if (value.includes('\r')) block.refuse('bad-header-field', start)
  else if (slot < 0) block.entries.push(text.slice(start, nameEnd), value)
  else block.keep(slot, value, start)
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}
