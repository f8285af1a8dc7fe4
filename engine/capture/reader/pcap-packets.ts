/* Classic pcap files (draft-ietf-opsawg-pcap): both byte orders, microseconds and nanoseconds.
 * Not here: Kuznetzov's and other vendors' changed record headers. */
import { longestPacketBytes } from './captured-packet.ts'
import type { CapturedPacket, CaptureEnding, PacketSource } from './captured-packet.ts'
import type { FileWindow } from './file-window.ts'

const fileHeaderBytes = 24
const recordHeaderBytes = 16
const magicMicroseconds = 0xa1b2c3d4
const magicNanoseconds = 0xa1b23c4d

/** How the numbers of a file are written. */
interface Form {
  readonly isLittle: boolean
  /** Fractions of a second per millisecond. */
  readonly perMs: number
}

function formOf(header: Buffer): Form | undefined {
  for (const isLittle of [true, false]) {
    const magic = isLittle ? header.readUInt32LE(0) : header.readUInt32BE(0)
    if (magic === magicMicroseconds) return { isLittle, perMs: 1000 }
    if (magic === magicNanoseconds) return { isLittle, perMs: 1_000_000 }
  }
  return undefined
}

/** The packets of a pcap file; undefined when it is none. */
export function openPcap(file: FileWindow): PacketSource | undefined {
  const header = file.bytesAt(0, fileHeaderBytes)
  const form = header.length < fileHeaderBytes ? undefined : formOf(header)
  if (form === undefined) return undefined
  const network = form.isLittle ? header.readUInt32LE(20) : header.readUInt32BE(20)
  // The upper bits tell of frame check sequences.
  return new PcapPackets(file, form, network & 0xffff)
}

class PcapPackets implements PacketSource {
  position = fileHeaderBytes
  ending: CaptureEnding = 'complete'
  readonly #file: FileWindow
  readonly #form: Form
  readonly #packet: CapturedPacket

  constructor(file: FileWindow, form: Form, linkType: number) {
    this.#file = file
    this.#form = form
    this.#packet = { timeMs: 0, linkType, position: 0, bytes: Buffer.alloc(0) }
  }

  next(): CapturedPacket | undefined {
    if (this.ending !== 'complete') return undefined
    const header = this.#file.bytesAt(this.position, recordHeaderBytes)
    if (header.length < recordHeaderBytes) {
      return this.#end(header.length > 0 ? 'truncated' : 'complete')
    }
    const { isLittle, perMs } = this.#form
    const word = (at: number): number =>
      isLittle ? header.readUInt32LE(at) : header.readUInt32BE(at)
    const length = word(8)
    if (length > longestPacketBytes) return this.#end('damaged')
    const packet = this.#packet
    packet.timeMs = word(0) * 1000 + word(4) / perMs
    packet.position = this.position + recordHeaderBytes
    packet.bytes = this.#file.bytesAt(packet.position, length)
    if (packet.bytes.length < length) return this.#end('truncated')
    this.position = packet.position + length
    return packet
  }

  #end(ending: CaptureEnding): undefined {
    this.ending = ending
    return undefined
  }
}
