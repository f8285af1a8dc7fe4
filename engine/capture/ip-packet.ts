import type { Endpoint } from '../sip/transport/transport.ts'

/** Who sends a packet to whom. */
export interface PacketPath {
  readonly source: Endpoint
  readonly destination: Endpoint
}

const udpNumber = 17
const tcpNumber = 6
const udpHeaderBytes = 8
const tcpHeaderBytes = 20
/** PSH and ACK: a segment in the middle of a connection. */
const pushAcknowledge = 0x18
const hopLimit = 64
const tcpWindow = 65_535

/** A UDP datagram in an IPv4 or IPv6 packet, checksums included (RFC 768, RFC 791, RFC 8200). */
export function udpPacket(path: PacketPath, payload: Buffer): Buffer {
  const { packet, at } = ipPacket(path, udpNumber, udpHeaderBytes + payload.length)
  packet.writeUInt16BE(path.source.port, at)
  packet.writeUInt16BE(path.destination.port, at + 2)
  packet.writeUInt16BE(udpHeaderBytes + payload.length, at + 4)
  packet.set(payload, at + udpHeaderBytes)
  const checksum = transportChecksum(packet, at, udpNumber)
  // RFC 768: a computed zero is sent as all ones, zero would mean that there is none.
  packet.writeUInt16BE(checksum === 0 ? 0xffff : checksum, at + 6)
  return packet
}

/** A TCP segment in an IPv4 or IPv6 packet, checksums included (RFC 9293). */
export function tcpPacket(
  path: PacketPath,
  payload: Buffer,
  numbers: { readonly sequence: number; readonly acknowledgement: number },
): Buffer {
  const { packet, at } = ipPacket(path, tcpNumber, tcpHeaderBytes + payload.length)
  packet.writeUInt16BE(path.source.port, at)
  packet.writeUInt16BE(path.destination.port, at + 2)
  packet.writeUInt32BE(numbers.sequence, at + 4)
  packet.writeUInt32BE(numbers.acknowledgement, at + 8)
  packet.writeUInt8((tcpHeaderBytes / 4) << 4, at + 12)
  packet.writeUInt8(pushAcknowledge, at + 13)
  packet.writeUInt16BE(tcpWindow, at + 14)
  packet.set(payload, at + tcpHeaderBytes)
  packet.writeUInt16BE(transportChecksum(packet, at, tcpNumber), at + 16)
  return packet
}

interface Framed {
  readonly packet: Buffer
  /** Where the transport header begins. */
  readonly at: number
}

/** An IP header with room for `length` bytes behind it; IPv6 when either end is one. */
function ipPacket({ source, destination }: PacketPath, protocol: number, length: number): Framed {
  const isV6 = source.address.includes(':') || destination.address.includes(':')
  return isV6
    ? ipv6Packet(source.address, destination.address, protocol, length)
    : ipv4Packet(source.address, destination.address, protocol, length)
}

function ipv4Packet(source: string, destination: string, protocol: number, length: number): Framed {
  const packet = Buffer.alloc(20 + length)
  packet.writeUInt8(0x45, 0)
  packet.writeUInt16BE(packet.length, 2)
  packet.writeUInt8(hopLimit, 8)
  packet.writeUInt8(protocol, 9)
  packet.set(ipv4Bytes(source), 12)
  packet.set(ipv4Bytes(destination), 16)
  packet.writeUInt16BE(folded(sumOfWords(packet, 0, 20)), 10)
  return { packet, at: 20 }
}

function ipv6Packet(source: string, destination: string, protocol: number, length: number): Framed {
  const packet = Buffer.alloc(40 + length)
  packet.writeUInt8(0x60, 0)
  packet.writeUInt16BE(length, 4)
  packet.writeUInt8(protocol, 6)
  packet.writeUInt8(hopLimit, 7)
  packet.set(ipv6Bytes(source), 8)
  packet.set(ipv6Bytes(destination), 24)
  return { packet, at: 40 }
}

/** Over the pseudo header (both addresses, protocol, length) and everything from `at`. */
function transportChecksum(packet: Buffer, at: number, protocol: number): number {
  const addressesAt = at === 40 ? 8 : 12
  const length = packet.length - at
  return folded(
    sumOfWords(packet, addressesAt, at) + protocol + length + sumOfWords(packet, at, packet.length),
  )
}

function sumOfWords(bytes: Buffer, from: number, until: number): number {
  let sum = 0
  let at = from
  for (; at + 1 < until; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  return at < until ? sum + ((bytes[at] ?? 0) << 8) : sum
}

/** The Internet checksum of a sum of 16-bit words, RFC 1071. */
function folded(sum: number): number {
  let rest = sum
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x1_0000)
  return ~rest & 0xffff
}

/** An address that is not one (a peer that is gone) is written as 0.0.0.0. */
function ipv4Bytes(address: string): Uint8Array {
  const bytes = new Uint8Array(4)
  address.split('.', 4).forEach((part, index) => {
    bytes[index] = Number(part)
  })
  return bytes
}

/** IPv6 text to bytes (RFC 4291 §2.2); an IPv4 address is written mapped. */
function ipv6Bytes(address: string): Uint8Array {
  const bytes = new Uint8Array(16)
  const text = address.replace(/%.*$/, '')
  if (!text.includes(':')) {
    bytes.fill(0xff, 10, 12)
    bytes.set(ipv4Bytes(text), 12)
    return bytes
  }
  const [head = '', tail] = text.split('::', 2)
  bytes.set(groupBytes(head).slice(0, 16), 0)
  if (tail !== undefined) {
    const end = groupBytes(tail).slice(-16)
    bytes.set(end, 16 - end.length)
  }
  return bytes
}

const groupBytes = (groups: string): number[] =>
  groups
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => {
      if (group.includes('.')) return [...ipv4Bytes(group)]
      const word = Number.parseInt(group, 16)
      return [word >> 8, word & 0xff]
    })
