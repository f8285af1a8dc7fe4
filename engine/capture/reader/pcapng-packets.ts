/* pcapng files (draft-ietf-opsawg-pcapng): sections of either byte order, interfaces with their own link type and
 * resolution of time, enhanced, simple and obsolete packet blocks. All other blocks are passed over unread. */
import { longestPacketBytes } from './captured-packet.ts'
import type { CapturedPacket, CaptureEnding, PacketSource } from './captured-packet.ts'
import type { FileWindow } from './file-window.ts'

const sectionHeader = 0x0a0d0d0a
const interfaceDescription = 1
const obsoletePacket = 2
const simplePacket = 3
const enhancedPacket = 6
const byteOrderMagic = 0x1a2b3c4d

/** Type, length before and length after. */
const frameBytes = 12
const endOfOptions = 0
const resolutionOption = 9
const offsetOption = 14
/** As many interfaces as a section may have here; a machine has a few. */
const mostInterfaces = 4096
/** An interface block beyond this is no interface block. */
const longestInterfaceBytes = 65_536

interface CaptureInterface {
  readonly linkType: number
  readonly snapLength: number
  readonly ticksPerMs: number
  readonly offsetMs: number
}

/** The packets of a pcapng file; undefined when it is none. */
export function openPcapng(file: FileWindow): PacketSource | undefined {
  const header = file.bytesAt(0, 12)
  if (header.length < 12 || header.readUInt32BE(0) !== sectionHeader) return undefined
  return new PcapngPackets(file)
}

class PcapngPackets implements PacketSource {
  position = 0
  ending: CaptureEnding = 'complete'
  readonly #file: FileWindow
  #isLittle = true
  #interfaces: CaptureInterface[] = []
  #lastMs = 0
  readonly #packet: CapturedPacket = {
    timeMs: 0,
    linkType: 0,
    position: 0,
    bytes: Buffer.alloc(0),
  }

  constructor(file: FileWindow) {
    this.#file = file
  }

  next(): CapturedPacket | undefined {
    while (this.ending === 'complete') {
      const at = this.position
      const header = this.#file.bytesAt(at, 12)
      if (header.length < 12) {
        if (header.length > 0) this.ending = 'truncated'
        return undefined
      }
      if (header.readUInt32BE(0) === sectionHeader && !this.#openSection(header)) break
      const type = this.#word(header, 0)
      const length = this.#word(header, 4)
      if (length < frameBytes || length % 4 !== 0) break
      this.position = at + length
      const packet = this.#readBlock(type, at, length)
      if (packet !== undefined) return packet
    }
    if (this.ending === 'complete') this.ending = 'damaged'
    return undefined
  }

  #word(bytes: Buffer, at: number): number {
    return this.#isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
  }

  #half(bytes: Buffer, at: number): number {
    return this.#isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)
  }

  /** A section has a byte order and interfaces of its own. */
  #openSection(header: Buffer): boolean {
    this.#interfaces = []
    this.#isLittle = header.readUInt32LE(8) === byteOrderMagic
    return this.#isLittle || header.readUInt32BE(8) === byteOrderMagic
  }

  #readBlock(type: number, at: number, length: number): CapturedPacket | undefined {
    switch (type) {
      case interfaceDescription:
        this.#addInterface(at, length)
        return undefined
      case enhancedPacket:
        return this.#readPacket(at, length, 20)
      case obsoletePacket:
        return this.#readPacket(at, length, 20, true)
      case simplePacket:
        return this.#readSimple(at, length)
      default:
        return undefined
    }
  }

  #addInterface(at: number, length: number): void {
    const block = this.#file.bytesAt(at, Math.min(length, longestInterfaceBytes))
    if (block.length < 20 || this.#interfaces.length >= mostInterfaces) return
    const options = this.#readOptions(block.subarray(16, Math.max(16, length - 4)))
    this.#interfaces.push({
      linkType: this.#half(block, 8),
      snapLength: this.#word(block, 12),
      ...options,
    })
  }

  #readOptions(bytes: Buffer): Pick<CaptureInterface, 'ticksPerMs' | 'offsetMs'> {
    let ticksPerMs = 1000
    let offsetMs = 0
    for (let at = 0; at + 4 <= bytes.length;) {
      const code = this.#half(bytes, at)
      const length = this.#half(bytes, at + 2)
      if (code === endOfOptions || at + 4 + length > bytes.length) break
      if (code === resolutionOption && length > 0) ticksPerMs = ticksOf(bytes[at + 4] ?? 6)
      if (code === offsetOption && length >= 8) offsetMs = this.#seconds(bytes, at + 4) * 1000
      at += 4 + Math.ceil(length / 4) * 4
    }
    return { ticksPerMs, offsetMs }
  }

  #seconds(bytes: Buffer, at: number): number {
    return Number(this.#isLittle ? bytes.readBigInt64LE(at) : bytes.readBigInt64BE(at))
  }

  /** Enhanced and obsolete blocks differ only in how wide the number of the interface is. */
  #readPacket(at: number, length: number, wordsBytes: number, isObsolete = false) {
    const headBytes = 8 + wordsBytes
    const block = this.#file.bytesAt(at, headBytes)
    if (block.length < headBytes) return this.#end('truncated')
    const number = isObsolete ? this.#half(block, 8) : this.#word(block, 8)
    const from = this.#interfaces[number]
    const captured = this.#word(block, 20)
    if (from === undefined || captured > length - headBytes - 4) return this.#end('damaged')
    const ticks = this.#word(block, 12) * 0x1_0000_0000 + this.#word(block, 16)
    this.#lastMs = from.offsetMs + ticks / from.ticksPerMs
    return this.#give(from, at + headBytes, captured)
  }

  /** Has no time of its own: that of the packet before it. */
  #readSimple(at: number, length: number): CapturedPacket | undefined {
    const block = this.#file.bytesAt(at, 12)
    const from = this.#interfaces[0]
    if (block.length < 12) return this.#end('truncated')
    if (from === undefined) return this.#end('damaged')
    const snapped = from.snapLength === 0 ? Infinity : from.snapLength
    const captured = Math.min(this.#word(block, 8), snapped, length - 16)
    return this.#give(from, at + 12, Math.max(0, captured))
  }

  #give(from: CaptureInterface, position: number, length: number): CapturedPacket | undefined {
    if (length > longestPacketBytes) return this.#end('damaged')
    const packet = this.#packet
    packet.timeMs = this.#lastMs
    packet.linkType = from.linkType
    packet.position = position
    packet.bytes = this.#file.bytesAt(position, length)
    return packet.bytes.length < length ? this.#end('truncated') : packet
  }

  #end(ending: CaptureEnding): undefined {
    this.ending = ending
    return undefined
  }
}

/** if_tsresol: a power of ten, or with the top bit a power of two, per second. */
function ticksOf(resolution: number): number {
  const isBinary = resolution >= 128
  return (isBinary ? 2 ** (resolution - 128) : 10 ** Math.min(resolution, 18)) / 1000
}
