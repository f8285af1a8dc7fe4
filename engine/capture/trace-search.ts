import { codeOfMethod, otherMethodCode, publishCode } from './method-codes.ts'
import { withoutCredentials } from './credentials.ts'
import { outlineOf } from './message-outline.ts'
import { publishedGateway } from './published-gateway.ts'
import { hashCallId } from './trace-index.ts'
import type { TracedMessage, TraceFilter, TracePage, TracePaging } from './traced-message.ts'
import { describeMessage, type TraceSource } from './trace-source.ts'

/** Bytes that one look may read, so that a search for text never holds up signalling for long. */
const bytesPerLook = 4 * 1024 * 1024
/** Most rows of a page. */
const longestPage = 1000

/** Finds messages, newest first. A page that says `next` may be short: the caller asks on. */
export function searchTrace(
  ring: TraceSource,
  filter: TraceFilter,
  paging: TracePaging,
): TracePage {
  const limit = Math.min(Math.max(1, paging.limit), longestPage)
  const messages: TracedMessage[] = []
  const found = findSequences(ring, filter, Math.min(paging.before ?? Infinity, ring.nextSequence))
  let step = found.next()
  while (step.done !== true) {
    const message = describeMessage(ring, step.value)
    if (message !== undefined) messages.push(message)
    if (messages.length === limit) return { messages, next: step.value }
    step = found.next()
  }
  return step.value === undefined ? { messages } : { messages, next: step.value }
}

/** Sequence numbers that fit, newest first; returns where to look on when it had read enough. */
function* findSequences(
  ring: TraceSource,
  filter: TraceFilter,
  before: number,
): Generator<number, number | undefined> {
  const matches = matcherOf(ring, filter)
  const oldest = ring.oldestSequence
  const reading = { bytes: 0 }
  for (let sequence = before - 1; sequence >= oldest; sequence--) {
    if (matches(sequence, reading)) yield sequence
    if (reading.bytes > bytesPerLook && sequence > oldest) return sequence
  }
  return undefined
}

interface Reading {
  /** Bytes read so far. */
  bytes: number
}

type Matcher = (sequence: number, reading: Reading) => boolean

/** A test on the columns first; the bytes are read only of what they cannot decide. */
export function matcherOf(ring: TraceSource, filter: TraceFilter): Matcher {
  const fitsColumns = columnMatcher(ring, filter)
  const fitsGateway = gatewayMatcher(ring, filter.gateway)
  const fitsBytes = byteMatcher(filter)
  return (sequence, reading) => {
    if (!fitsColumns(sequence)) return false
    if (fitsGateway !== undefined && !fitsGateway(sequence, reading)) return false
    return fitsBytes === undefined || fitsBytes(read(ring, sequence, reading))
  }
}

function read(ring: TraceSource, sequence: number, reading: Reading): Buffer {
  const bytes = ring.wireBytes(sequence)
  reading.bytes += bytes.length
  return bytes
}

const methodsOf = ({ method }: TraceFilter): readonly string[] | undefined =>
  typeof method === 'string' ? [method] : method

/** 1 at the code of each method that is wanted. */
function methodTable(filter: TraceFilter): Uint8Array | undefined {
  const methods = methodsOf(filter)
  if (methods === undefined) return undefined
  const table = new Uint8Array(otherMethodCode + 1)
  for (const method of methods) table[codeOfMethod(method)] = 1
  return table
}

function columnMatcher(ring: TraceSource, filter: TraceFilter): (sequence: number) => boolean {
  const { capacity, methods, statusCodes, directions, timesMs, callIdHashes } = ring.columns
  const wanted = methodTable(filter)
  const statusCode = filter.statusCode ?? -1
  const direction = filter.direction === undefined ? -1 : filter.direction === 'sent' ? 1 : 0
  const fromMs = filter.fromMs ?? -Infinity
  const untilMs = filter.untilMs ?? Infinity
  const hashes = filter.callIds?.map(hashCallId)
  return (sequence) => {
    const row = sequence % capacity
    if (wanted !== undefined && wanted[methods[row] ?? 0] !== 1) return false
    if (statusCode >= 0 && statusCodes[row] !== statusCode) return false
    if (direction >= 0 && directions[row] !== direction) return false
    const timeMs = timesMs[row] ?? 0
    if (timeMs < fromMs || timeMs > untilMs) return false
    return hashes === undefined || hashes.includes(callIdHashes[row] ?? 0)
  }
}

/** Messages of the flows that lead to the gateway now, and publications that speak of it, wherever they go. */
function gatewayMatcher(ring: TraceSource, gateway: string | undefined): Matcher | undefined {
  if (gateway === undefined) return undefined
  const { capacity, flows, methods } = ring.columns
  const flowFits = Array.from({ length: ring.flowCount }, (_, number) =>
    ring.gatewaysAt(ring.flowAt(number).remote).includes(gateway),
  )
  return (sequence, reading) => {
    const row = sequence % capacity
    if (flowFits[flows[row] ?? 0] === true) return true
    return (
      methods[row] === publishCode && publishedGateway(read(ring, sequence, reading)) === gateway
    )
  }
}

function byteMatcher(filter: TraceFilter): ((bytes: Buffer) => boolean) | undefined {
  const { callIds, text } = filter
  const methods = methodsOf(filter)
  const tests: ((bytes: Buffer) => boolean)[] = []
  if (callIds !== undefined) tests.push((bytes) => callIds.includes(outlineOf(bytes).callId))
  if (methods?.some((method) => codeOfMethod(method) === otherMethodCode) === true) {
    tests.push((bytes) => {
      const { cseq } = outlineOf(bytes)
      return methods.some((method) => cseq.endsWith(` ${method}`))
    })
  }
  if (text !== undefined && text !== '') {
    const wanted = Buffer.from(text, 'utf8')
    // What is hidden must not be found either, or it could be guessed letter by letter.
    tests.push((bytes) => bytes.includes(wanted) && withoutCredentials(bytes).includes(wanted))
  }
  if (tests.length === 0) return undefined
  return (bytes) => tests.every((fits) => fits(bytes))
}
