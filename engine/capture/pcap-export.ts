import { PcapWriter, pcapFileHeader } from './pcap-writer.ts'
import { matcherOf } from './trace-search.ts'
import type { TraceFilter } from './traced-message.ts'
import { describeMessage, type TraceSource } from './trace-source.ts'

/** About this much is handed over at a time, so that the event loop runs in between. */
const chunkBytes = 256 * 1024
/** Messages looked at for one chunk, however few of them fit. */
const messagesPerLook = 20_000

/**
 * The fitting messages as a pcap file, oldest first and credentials starred out, in pieces to be written as they
 * come; a piece may be empty. Between two the ring goes on: what it overwrites is left out, what is new is not added.
 */
export function* exportPcap(ring: TraceSource, filter: TraceFilter): Generator<Buffer> {
  const writer = new PcapWriter()
  const until = ring.nextSequence
  yield pcapFileHeader()
  for (let from = ring.oldestSequence; from < until;) {
    const piece = nextPiece(ring, filter, writer, Math.max(from, ring.oldestSequence), until)
    from = piece.next
    yield piece.bytes
  }
}

function nextPiece(
  ring: TraceSource,
  filter: TraceFilter,
  writer: PcapWriter,
  from: number,
  until: number,
): { readonly bytes: Buffer; readonly next: number } {
  const matches = matcherOf(ring, filter)
  const reading = { bytes: 0 }
  const records: Buffer[] = []
  let size = 0
  let sequence = from
  const end = Math.min(until, from + messagesPerLook)
  for (; sequence < end && size < chunkBytes; sequence++) {
    if (!matches(sequence, reading)) continue
    const facts = describeMessage(ring, sequence)
    const bytes = ring.bytesOf(sequence)
    if (facts === undefined || bytes === undefined) continue
    const packets = writer.records(facts, bytes)
    records.push(packets)
    size += packets.length
  }
  return { bytes: Buffer.concat(records), next: sequence }
}
