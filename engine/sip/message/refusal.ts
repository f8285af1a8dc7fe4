import { HeaderFields } from './header-fields.ts'
import { SipResponse } from './message.ts'
import { parseNameAddr } from './name-addr.ts'
import { endOfTopVia } from './parse-header-fields.ts'
import type { HeaderBlock } from './parse-header-fields.ts'
import { reasonPhraseOf } from './status-codes.ts'
import { parseVia, readVia } from './via.ts'

/** A stateless answer to a request that could not be parsed, RFC 3261 §8.2.6 and §16.11; undefined without a readable Via. */
export function createRefusal(
  statusCode: number,
  fault: string,
  block: HeaderBlock,
): SipResponse | undefined {
  const topVia = answerableVia(block)
  if (topVia === undefined) return undefined
  const fields = new HeaderFields()
  for (let i = 0; i < block.entries.length; i += 2) {
    const name = block.entries[i] ?? ''
    const value = block.entries[i + 1] ?? ''
    if (name === 'Via') fields.append(name, fields.has(name) ? value : topVia)
    else if (name === 'From' || name === 'Call-ID' || name === 'CSeq') fields.append(name, value)
    else if (name === 'To') fields.append(name, tagged(value, topVia + (block.callId ?? '')))
  }
  return new SipResponse(statusCode, phraseOf(statusCode, fault), fields)
}

/** The first Via line, without its parameters when they are malformed; undefined when the sender cannot be read. */
function answerableVia(block: HeaderBlock): string | undefined {
  const { wire, viaAt, viaEnd } = block
  if (viaAt < 0) return undefined
  const line = wire.text.slice(viaAt, viaEnd)
  if (readVia(wire, viaAt, endOfTopVia(block)) !== undefined) return line
  const sentBy = line.slice(0, line.search(/[;,]|$/)).trimEnd()
  return parseVia(sentBy) === undefined ? undefined : sentBy
}

// RFC 3261 §21.4.1: the reason phrase of a 400 should name the syntax problem.
function phraseOf(statusCode: number, fault: string): string {
  const phrase = reasonPhraseOf(statusCode)
  return statusCode === 400 ? `${phrase} (${fault})` : phrase
}

/** RFC 3261 §8.2.7: a stateless answer repeats the same To tag for the same request. */
function tagged(to: string, seed: string): string {
  const address = parseNameAddr(to)
  if (address === undefined || address.tag !== undefined) return to
  let hash = 0x811c9dc5
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193)
  return `${to};tag=${(hash >>> 0).toString(16)}`
}
