/** One packet of a capture file; the object and its bytes are good until the next one is read. */
export interface CapturedPacket {
  timeMs: number
  /** LINKTYPE_ value of the interface it came from. */
  linkType: number
  /** Where `bytes` lie in the file. */
  position: number
  bytes: Buffer
}

/** How the reading of a file ended: at its end, within a record, or at something that is no record. */
export type CaptureEnding = 'complete' | 'truncated' | 'damaged'

/** Gives packet after packet; undefined at the end, which `ending` then names. */
export interface PacketSource {
  next(): CapturedPacket | undefined
  /** How far the file has been read. */
  readonly position: number
  readonly ending: CaptureEnding
}

/** Longest packet taken; libpcap's own limit for a snapshot. */
export const longestPacketBytes = 262_144
