import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCapture } from '../capture/reader/read-capture.ts'
import type { ReadCapture } from '../capture/reader/read-capture.ts'

/** A packet as a capture file holds it. */
export interface FilePacket {
  readonly timeMs: number
  readonly bytes: Buffer
  /** Bytes kept of it, absent = all. */
  readonly kept?: number
}

export interface PcapForm {
  readonly linkType?: number
  readonly isBig?: boolean
  readonly isNanoseconds?: boolean
}

/** A pcap file in any of its forms. */
export function pcapFile(packets: readonly FilePacket[], form: PcapForm = {}): Buffer {
  const { linkType = 101, isBig = false, isNanoseconds = false } = form
  const words = (...values: number[]): Buffer => wordsOf(values, isBig)
  const perMs = isNanoseconds ? 1e6 : 1000
  const magic = isNanoseconds ? 0xa1b23c4d : 0xa1b2c3d4
  const version = isBig ? 0x0002_0004 : 0x0004_0002
  return Buffer.concat([
    words(magic, version, 0, 0, 262_144, linkType),
    ...packets.flatMap(({ timeMs, bytes, kept = bytes.length }) => [
      words(Math.floor(timeMs / 1000), Math.round((timeMs % 1000) * perMs), kept, bytes.length),
      bytes.subarray(0, kept),
    ]),
  ])
}

export interface PcapngForm {
  readonly linkType?: number
  readonly isBig?: boolean
  /** if_tsresol; absent = microseconds. */
  readonly resolution?: number
  readonly blocks?: 'enhanced' | 'simple' | 'obsolete'
}

/** A pcapng file with one section and one interface. */
export function pcapngFile(packets: readonly FilePacket[], form: PcapngForm = {}): Buffer {
  const { linkType = 101, isBig = false, resolution, blocks = 'enhanced' } = form
  const words = (...values: number[]): Buffer => wordsOf(values, isBig)
  const halves = (...values: number[]): Buffer => halvesOf(values, isBig)
  const block = (type: number, ...body: Buffer[]): Buffer => {
    const content = Buffer.concat(body)
    const padded = Buffer.concat([content, Buffer.alloc((4 - (content.length % 4)) % 4)])
    const length = padded.length + 12
    return Buffer.concat([words(type, length), padded, words(length)])
  }
  const option =
    resolution === undefined
      ? Buffer.alloc(0)
      : Buffer.concat([halves(9, 1), Buffer.from([resolution, 0, 0, 0]), halves(0, 0)])
  const perSecond =
    resolution === undefined ? 1e6 : resolution >= 128 ? 2 ** (resolution - 128) : 10 ** resolution
  const packetBlock = ({ timeMs, bytes, kept = bytes.length }: FilePacket): Buffer => {
    const ticks = Math.round((timeMs / 1000) * perSecond)
    const time = [Math.floor(ticks / 2 ** 32), ticks % 2 ** 32] as const
    const data = bytes.subarray(0, kept)
    if (blocks === 'simple') return block(3, words(bytes.length), data)
    if (blocks === 'obsolete') {
      return block(2, halves(0, 0), words(...time, kept, bytes.length), data)
    }
    return block(6, words(0, ...time, kept, bytes.length), data)
  }
  return Buffer.concat([
    block(0x0a0d0d0a, words(0x1a2b3c4d), halves(1, 0), words(0xffffffff, 0xffffffff)),
    block(5, words(0)),
    block(1, halves(linkType, 0), words(262_144), option),
    ...packets.map(packetBlock),
  ])
}

const wordsOf = (values: readonly number[], isBig: boolean): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => {
    if (isBig) bytes.writeUInt32BE(value >>> 0, index * 4)
    else bytes.writeUInt32LE(value >>> 0, index * 4)
  })
  return bytes
}

const halvesOf = (values: readonly number[], isBig: boolean): Buffer => {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, index) => {
    if (isBig) bytes.writeUInt16BE(value, index * 2)
    else bytes.writeUInt16LE(value, index * 2)
  })
  return bytes
}

/** An IPv4 packet in pieces of at most `size` bytes of payload, a multiple of 8 (RFC 791 §3.2). */
export function ipv4Fragments(packet: Buffer, size: number, identification: number): Buffer[] {
  const payload = packet.subarray(20)
  const pieces: Buffer[] = []
  for (let at = 0; at < payload.length; at += size) {
    const piece = Buffer.concat([packet.subarray(0, 20), payload.subarray(at, at + size)])
    const hasMore = at + size < payload.length
    piece.writeUInt16BE(piece.length, 2)
    piece.writeUInt16BE(identification, 4)
    piece.writeUInt16BE((hasMore ? 0x2000 : 0) | (at / 8), 6)
    pieces.push(piece)
  }
  return pieces
}

/** The same with the fragment header of IPv6 (RFC 8200 §4.5). */
export function ipv6Fragments(packet: Buffer, size: number, identification: number): Buffer[] {
  const payload = packet.subarray(40)
  const pieces: Buffer[] = []
  for (let at = 0; at < payload.length; at += size) {
    const extension = Buffer.alloc(8)
    extension.writeUInt8(packet[6] ?? 0, 0)
    extension.writeUInt16BE(at | (at + size < payload.length ? 1 : 0), 2)
    extension.writeUInt32BE(identification, 4)
    const piece = Buffer.concat([
      packet.subarray(0, 40),
      extension,
      payload.subarray(at, at + size),
    ])
    piece.writeUInt8(44, 6)
    piece.writeUInt16BE(piece.length - 40, 4)
    pieces.push(piece)
  }
  return pieces
}

/** Real files, written anew for every capture that is read. */
export function openCaptureBytes(): {
  readonly read: (bytes: Buffer) => ReadCapture
  readonly close: () => void
} {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-capture-'))
  const open = (name: string): number => openSync(join(folder, name), 'w+')
  const files = { capture: open('capture'), spool: open('spool') }
  return {
    read(bytes) {
      for (const descriptor of Object.values(files)) ftruncateSync(descriptor)
      writeSync(files.capture, bytes, 0, bytes.length, 0)
      return readCapture(files)
    },
    close() {
      for (const descriptor of Object.values(files)) closeSync(descriptor)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Reads the bytes of one capture file through real files. */
export function readCaptureBytes(bytes: Buffer): ReadCapture & { readonly close: () => void } {
  const { read, close } = openCaptureBytes()
  try {
    return { ...read(bytes), close }
  } catch (error) {
    close()
    throw error
  }
}
