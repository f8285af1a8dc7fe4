/* SIP parser, RFC 3261 §7 and §25: a hand-written scanner over one datagram or one framed stream message.
 * Implemented: all of RFC 4475 and RFC 5118, folding, compact forms, named limits, RFC 2543 messages without branch and tag.
 * Deliberately strict where RFC 4475 leaves a choice: one space in the request line, no header part in a Request-URI. */
import { readCSeq } from './cseq.ts'
import type { CSeq } from './cseq.ts'
import { HeaderFields } from './header-fields.ts'
import { SipRequest, SipResponse, emptyBody } from './message.ts'
import type { ReadFields, SipMessage } from './message.ts'
import { messageLimits } from './message-limits.ts'
import { isKnownMethod } from './methods.ts'
import { readNameAddr } from './name-addr.ts'
import type { NameAddr } from './name-addr.ts'
import { parseDigits } from './numbers.ts'
import { endOfTopVia, findBody, readHeaderFields, unfold } from './parse-header-fields.ts'
import type { HeaderBlock, HeaderFieldFault } from './parse-header-fields.ts'
import { readStartLine } from './parse-start-line.ts'
import type { RequestLine, StartLine, StartLineFault } from './parse-start-line.ts'
import { createRefusal } from './refusal.ts'
import { formatUri, isSipUri, parseUri } from './uri.ts'
import { branchCookie, readVia } from './via.ts'
import type { Via } from './via.ts'
import { wireText } from './wire-text.ts'
import type { WireText } from './wire-text.ts'

/** Why a message is refused. */
export type ParseFault =
  | StartLineFault
  | HeaderFieldFault
  | 'empty'
  | 'missing-header-field'
  | 'bad-uri'
  | 'cseq-mismatch'
  | 'bad-content-length'

/** A message, or why there is none and what may be answered statelessly; no reply means silence. */
export type ParseOutcome =
  | { readonly ok: true; readonly message: SipMessage }
  | {
      readonly ok: false
      readonly fault: ParseFault
      readonly at: number
      readonly reply: SipResponse | undefined
    }

/** Reads a whole datagram or one framed stream message; the body is a view of `bytes`. Never throws. */
export function parseMessage(bytes: Buffer): ParseOutcome {
  const text = bytes.toString('latin1', 0, Math.min(bytes.length, messageLimits.headBytes))
  const wire: WireText = { bytes, text }
  const start = skipLineEnds(bytes)
  if (start >= text.length) return { ok: false, fault: 'empty', at: 0, reply: undefined }
  const lineFeed = text.indexOf('\n', start)
  if (lineFeed < 0 || lineFeed - start > messageLimits.startLineChars) {
    const fault = lineFeed < 0 ? 'not-sip' : 'too-long'
    return { ok: false, fault, at: start, reply: undefined }
  }
  const end = text.charCodeAt(lineFeed - 1) === 13 ? lineFeed - 1 : lineFeed
  const startLine = readStartLine(wire, start, end)
  const block = readHeaderFields(wire, lineFeed + 1)
  if (block.isFolded) return parseFolded(bytes, startLine, text, lineFeed + 1)
  return assemble(bytes, startLine, block, block.bodyAt)
}

function parseFolded(
  bytes: Buffer,
  startLine: StartLine,
  text: string,
  headerFieldsAt: number,
): ParseOutcome {
  const bodyAt = findBody(text, headerFieldsAt)
  const end = bodyAt < 0 ? text.length : bodyAt
  const block = readHeaderFields(wireText(unfold(text.slice(headerFieldsAt, end))), 0)
  // Still folded: the first line continues nothing.
  if (block.isFolded) block.refuse('bad-header-field', 0)
  return assemble(bytes, startLine, block, bodyAt)
}

/** RFC 3261 §7.5: line ends before the start line are ignored. */
function skipLineEnds(bytes: Uint8Array): number {
  let at = 0
  while (bytes[at] === 13 || bytes[at] === 10) at++
  return at
}

function assemble(
  bytes: Buffer,
  startLine: StartLine,
  block: HeaderBlock,
  bodyAt: number,
): ParseOutcome {
  if (startLine.kind === 'fault') return refused(startLine, block, startLine.fault, 0)
  if (bytes.length > messageLimits.messageBytes) return refused(startLine, block, 'too-long', 0)
  if (block.fault !== undefined) {
    const isCut = block.fault === 'truncated' && bytes.length > messageLimits.headBytes
    return refused(startLine, block, isCut ? 'too-long' : block.fault, block.faultAt)
  }
  if (!hasMandatory(block)) return refused(startLine, block, 'missing-header-field', 0)
  const read = readMandatory(block)
  if (!isComplete(read)) return refused(startLine, block, 'bad-header-field', 0)
  const body = bodyOf(bytes, bodyAt, block.contentLength)
  if (body === undefined) return refused(startLine, block, 'bad-content-length', bodyAt)
  const fields = new HeaderFields(block.entries)
  if (startLine.kind === 'request') return assembleRequest(startLine, block, read, fields, body)
  const response = new SipResponse(startLine.statusCode, startLine.reasonPhrase, fields, body)
  response.adopt(read)
  return { ok: true, message: response }
}

/** RFC 3261 §8.1.1: without these there is no transaction. */
function hasMandatory(block: HeaderBlock): boolean {
  const isIdentified = block.callId !== undefined && block.callId !== ''
  return (
    isIdentified && block.viaAt >= 0 && block.fromAt >= 0 && block.toAt >= 0 && block.cseqAt >= 0
  )
}

function readMandatory(block: HeaderBlock): Read {
  const { wire } = block
  return {
    topVia: readVia(wire, block.viaAt, endOfTopVia(block)),
    from: readNameAddr(wire, block.fromAt, block.fromEnd),
    to: readNameAddr(wire, block.toAt, block.toEnd),
    callId: block.callId ?? '',
    cseq: readCSeq(wire, block.cseqAt, block.cseqEnd),
  }
}

interface Read {
  readonly topVia: Via | undefined
  readonly from: NameAddr | undefined
  readonly to: NameAddr | undefined
  readonly callId: string
  readonly cseq: CSeq | undefined
}

function isComplete(read: Read): read is Read & ReadFields {
  return (
    read.topVia !== undefined &&
    // RFC 4475 §3.2.1: a branch of nothing but the cookie identifies nothing.
    read.topVia.branch !== branchCookie &&
    read.from !== undefined &&
    read.to !== undefined &&
    read.cseq !== undefined
  )
}

function assembleRequest(
  line: RequestLine,
  block: HeaderBlock,
  read: ReadFields,
  fields: HeaderFields,
  body: Uint8Array,
): ParseOutcome {
  const { method } = line
  if (read.cseq.method !== method) return refused(line, block, 'cseq-mismatch', 0)
  const maxForwards = block.maxForwards
  if (maxForwards !== undefined) {
    const hops = parseDigits(maxForwards, 255)
    if (hops === undefined || hops > 255) return refused(line, block, 'bad-header-field', 0)
  }
  const uri = parseUri(line.requestUri)
  // RFC 3261 §19.1.1: a Request-URI has no header part.
  if (uri === undefined || (isSipUri(uri) && uri.headers !== undefined)) {
    return refused(line, block, 'bad-uri', 0)
  }
  // RFC 5118 §4.10: a third colon is read as two, and goes on as two.
  const isRepaired = line.requestUri.includes(':::') && isSipUri(uri)
  const request = new SipRequest(
    method,
    isRepaired ? formatUri(uri) : line.requestUri,
    fields,
    body,
  )
  request.adopt(read)
  request.adoptUri(uri)
  return { ok: true, message: request }
}

/** The body, cut to Content-Length; without one it is the rest of the datagram, RFC 3261 §18.3. */
function bodyOf(
  bytes: Buffer,
  bodyAt: number,
  contentLength: string | undefined,
): Uint8Array | undefined {
  const rest = bytes.length - bodyAt
  if (contentLength === undefined) return rest === 0 ? emptyBody : bytes.subarray(bodyAt)
  const length = parseDigits(contentLength, messageLimits.messageBytes)
  if (length === undefined || length > rest) return undefined
  return length === 0 ? emptyBody : bytes.subarray(bodyAt, bodyAt + length)
}

function refused(line: StartLine, block: HeaderBlock, fault: ParseFault, at: number): ParseOutcome {
  const isResponse = line.kind === 'response' || (line.kind === 'fault' && line.of === 'response')
  // RFC 3261 §17.1.1.3: an ACK is never answered, nor is a response.
  const isSilent =
    isResponse || fault === 'not-sip' || (line.kind === 'request' && line.method === 'ACK')
  const reply = isSilent ? undefined : createRefusal(statusOf(line, fault), fault, block)
  return { ok: false, fault, at, reply }
}

function statusOf(line: StartLine, fault: ParseFault): number {
  if (fault === 'bad-version') return 505
  if (fault === 'too-long') return 513
  // RFC 4475 §3.1.2.18: for an unknown method 501 tells more than 400.
  if (fault === 'cseq-mismatch' && line.kind === 'request' && !isKnownMethod(line.method)) {
    return 501
  }
  return 400
}
