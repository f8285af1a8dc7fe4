import { dropBlanks, skipBlanks, skipClass, tokenChar } from './character-class.ts'
import { endOfElement } from './comma-list.ts'
import {
  callIdSlot,
  contentLengthSlot,
  cseqSlot,
  fromSlot,
  lastSingleSlot,
  maxForwardsSlot,
  nameOfSlot,
  slotOf,
  toSlot,
  viaSlot,
} from './field-names.ts'
import type { WireText } from './wire-text.ts'
import { messageLimits } from './message-limits.ts'

/** What is wrong with the header fields as a block. */
export type HeaderFieldFault =
  'bad-header-field' | 'duplicate-header-field' | 'too-long' | 'truncated'

/** The header fields of one message while they are read; a fault is kept and reading goes on, so that a reply can be made. */
export class HeaderBlock {
  /** What the positions refer to: the head, without folded lines. */
  readonly wire: WireText
  /** name, value, name, value, … */
  readonly entries: string[] = []
  /** Positions of the values that routing needs; -1 for absent ones. */
  viaAt = -1
  viaEnd = 0
  fromAt = -1
  fromEnd = 0
  toAt = -1
  toEnd = 0
  cseqAt = -1
  cseqEnd = 0
  callId: string | undefined = undefined
  maxForwards: string | undefined = undefined
  contentLength: string | undefined = undefined
  /** Where the body starts in `wire`; -1 without an empty line. */
  bodyAt = -1
  isFolded = false
  fault: HeaderFieldFault | undefined = undefined
  faultAt = 0
  private seen = 0

  constructor(wire: WireText) {
    this.wire = wire
  }

  refuse(fault: HeaderFieldFault, at: number): void {
    if (this.fault !== undefined) return
    this.fault = fault
    this.faultAt = at
  }

  /** Notes that a header field that may occur once only occurs; false when it did before. */
  isFirst(slot: number): boolean {
    if (slot < fromSlot || slot > lastSingleSlot) return true
    const bit = 1 << slot
    if ((this.seen & bit) !== 0) return false
    this.seen |= bit
    return true
  }

  /** Keeps at hand what routing needs. */
  note(slot: number, value: string, at: number, end: number): void {
    switch (slot) {
      case viaSlot:
        if (this.viaAt >= 0) return
        this.viaAt = at
        this.viaEnd = end
        return
      case fromSlot:
        this.fromAt = at
        this.fromEnd = end
        return
      case toSlot:
        this.toAt = at
        this.toEnd = end
        return
      case cseqSlot:
        this.cseqAt = at
        this.cseqEnd = end
        return
      case callIdSlot:
        this.callId = value
        return
      case maxForwardsSlot:
        this.maxForwards = value
        return
      case contentLengthSlot:
        this.contentLength = value
    }
  }
}

/** Reads the header fields from `start` up to the empty line. */
export function readHeaderFields(wire: WireText, start: number): HeaderBlock {
  const { bytes, text } = wire
  const block = new HeaderBlock(wire)
  let at = start
  for (let lines = 0; ; lines++) {
    const lineFeed = text.indexOf('\n', at)
    if (lineFeed < 0) {
      block.refuse('truncated', at)
      return block
    }
    const end = lineFeed > at && bytes[lineFeed - 1] === 13 ? lineFeed - 1 : lineFeed
    if (end === at) {
      block.bodyAt = lineFeed + 1
      return block
    }
    if (lines === messageLimits.headerFields) {
      block.refuse('too-long', at)
      return block
    }
    const first = bytes[at]
    if (first === 32 || first === 9) {
      block.isFolded = true
      return block
    }
    readLine(block, at, end)
    at = lineFeed + 1
  }
}

/** Reads one header field line. */
function readLine(block: HeaderBlock, start: number, end: number): void {
  const { bytes, text } = block.wire
  let nameEnd = start
  let code = bytes[nameEnd] ?? 0
  // The line feed behind `end` ends the loop at the latest.
  while (code !== 58 && code > 32) code = bytes[++nameEnd] ?? 0
  const colon = code === 58 ? nameEnd : skipBlanks(bytes, nameEnd, end)
  if (nameEnd === start || colon >= end || bytes[colon] !== 58) {
    block.refuse('bad-header-field', start)
    return
  }
  const valueAt = skipBlanks(bytes, colon + 1, end)
  const valueEnd = dropBlanks(bytes, valueAt, end)
  const value = text.slice(valueAt, valueEnd)
  if (valueEnd - start > messageLimits.headerFieldChars) block.refuse('too-long', start)
  // A carriage return on its own would end the line for others.
  else if (value.includes('\r')) block.refuse('bad-header-field', start)
  else keepField(block, start, nameEnd, value, valueAt)
}

function keepField(
  block: HeaderBlock,
  start: number,
  nameEnd: number,
  value: string,
  valueAt: number,
): void {
  const slot = slotOf(block.wire.bytes, start, nameEnd)
  if (slot < 0) keepUnknown(block, start, nameEnd, value)
  else if (block.isFirst(slot)) {
    block.entries.push(nameOfSlot(slot), value)
    if (slot <= contentLengthSlot) block.note(slot, value, valueAt, valueAt + value.length)
  } else block.refuse('duplicate-header-field', start)
}

function keepUnknown(block: HeaderBlock, start: number, nameEnd: number, value: string): void {
  if (skipClass(block.wire.bytes, start, nameEnd, tokenChar) === nameEnd) {
    block.entries.push(block.wire.text.slice(start, nameEnd), value)
  } else block.refuse('bad-header-field', start)
}

/** Where the body starts behind header fields that start at `start`, or -1. */
export function findBody(text: string, start: number): number {
  let at = start
  for (;;) {
    const lineFeed = text.indexOf('\n', at)
    if (lineFeed < 0) return -1
    const isEmpty = lineFeed === at || (lineFeed === at + 1 && text.charCodeAt(at) === 13)
    at = lineFeed + 1
    if (isEmpty) return at
  }
}

/** The header field lines with each continuation line joined to its first, RFC 3261 §7.3.1; what exceeds the limit is left out. */
export function unfold(text: string): string {
  const pieces: string[] = []
  for (const line of text.split('\n', messageLimits.headLines)) {
    const first = line.charCodeAt(0)
    if (pieces.length === 0) pieces.push(line.trimEnd())
    else if (first === 32 || first === 9) pieces.push(' ', line.trim())
    else pieces.push('\n', line.trimEnd())
  }
  return pieces.join('')
}

/** Where the first element of the first Via line ends. */
export function endOfTopVia(block: HeaderBlock): number {
  const { viaAt, viaEnd } = block
  const { bytes, text } = block.wire
  const comma = text.indexOf(',', viaAt)
  if (comma < 0 || comma >= viaEnd) return viaEnd
  return dropBlanks(bytes, viaAt, endOfElement(text, viaAt, viaEnd))
}
