/* IPv4 (RFC 791) and IPv6 (RFC 8200) as far as a reader of captures needs them: extension headers are passed over,
 * fragments are handed to be put together, checksums are not judged (captures before the network card lack them). */
import type { AddressTable } from './address-table.ts'

/** An IP packet without its header, or a piece of one; reused from packet to packet. */
export interface IpPayload {
  /** Numbers of the address table. */
  source: number
  destination: number
  /** Number of the transport protocol. */
  protocol: number
  /** Where the payload begins within the packet, and where it ends. */
  at: number
  end: number
  /** The packet said that there was more than the capture kept. */
  isCut: boolean
  isFragment: boolean
  /** Of a fragment: identification, place in the payload, and whether others follow. */
  identification: number
  offset: number
  hasMore: boolean
}

const fragmentHeader = 44
const authenticationHeader = 51
/** Hop-by-hop options, routing, destination options. */
const passedHeaders: ReadonlySet<number> = new Set([0, 43, 60])
/** RFC 8200 §4.1 names fewer. */
const mostHeaders = 16

export function createIpPayload(): IpPayload {
  return {
    ...{ source: 0, destination: 0, protocol: 0, at: 0, end: 0, isCut: false },
    ...{ isFragment: false, identification: 0, offset: 0, hasMore: false },
  }
}

/** Reads the header at `at` into `payload`; false when it is none. */
export function readIpHeader(
  bytes: Buffer,
  at: number,
  addresses: AddressTable,
  payload: IpPayload,
): boolean {
  const version = (bytes[at] ?? 0) >> 4
  if (version === 4) return readIpv4(bytes, at, addresses, payload)
  return version === 6 && readIpv6(bytes, at, addresses, payload)
}

function readIpv4(bytes: Buffer, at: number, addresses: AddressTable, payload: IpPayload): boolean {
  const headerBytes = ((bytes[at] ?? 0) & 15) * 4
  if (headerBytes < 20 || at + headerBytes > bytes.length) return false
  // A length of zero is written where the network card was to cut the packet up.
  const stated = bytes.readUInt16BE(at + 2)
  const end = stated === 0 ? bytes.length : at + stated
  const flags = bytes.readUInt16BE(at + 6)
  payload.source = addresses.ipv4(bytes, at + 12)
  payload.destination = addresses.ipv4(bytes, at + 16)
  payload.protocol = bytes[at + 9] ?? 0
  payload.at = at + headerBytes
  payload.end = Math.min(end, bytes.length)
  payload.isCut = end > bytes.length
  payload.identification = bytes.readUInt16BE(at + 4)
  payload.offset = (flags & 0x1fff) * 8
  payload.hasMore = (flags & 0x2000) !== 0
  payload.isFragment = payload.hasMore || payload.offset > 0
  return payload.end >= payload.at
}

function readIpv6(bytes: Buffer, at: number, addresses: AddressTable, payload: IpPayload): boolean {
  if (at + 40 > bytes.length) return false
  const stated = bytes.readUInt16BE(at + 4)
  const end = stated === 0 ? bytes.length : at + 40 + stated
  payload.source = addresses.ipv6(bytes, at + 8)
  payload.destination = addresses.ipv6(bytes, at + 24)
  payload.protocol = bytes[at + 6] ?? 0
  payload.at = at + 40
  payload.end = Math.min(end, bytes.length)
  payload.isCut = end > bytes.length
  payload.isFragment = false
  payload.offset = 0
  payload.hasMore = false
  return passExtensionHeaders(bytes, payload)
}

function passExtensionHeaders(bytes: Buffer, payload: IpPayload): boolean {
  for (let headers = 0; headers < mostHeaders; headers++) {
    const { protocol, at } = payload
    const isPassed = passedHeaders.has(protocol)
    if (!isPassed && protocol !== fragmentHeader && protocol !== authenticationHeader) return true
    if (at + 8 > payload.end) return false
    if (protocol === fragmentHeader) readFragmentHeader(bytes, payload)
    const units = bytes[at + 1] ?? 0
    payload.protocol = bytes[at] ?? 0
    if (protocol === fragmentHeader) payload.at = at + 8
    else payload.at = at + (isPassed ? (units + 1) * 8 : (units + 2) * 4)
    // Pieces of one packet are told from others by what the fragment header names.
    if (payload.isFragment) return payload.at <= payload.end
  }
  return false
}

function readFragmentHeader(bytes: Buffer, payload: IpPayload): void {
  const word = bytes.readUInt16BE(payload.at + 2)
  payload.identification = bytes.readUInt32BE(payload.at + 4)
  payload.offset = word & 0xfff8
  payload.hasMore = (word & 1) !== 0
  // RFC 6946: a packet in one piece with a fragment header is not to be put together.
  payload.isFragment = payload.hasMore || payload.offset > 0
}
