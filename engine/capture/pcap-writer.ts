/* Classic pcap files, link type RAW: IP packets put together around the traced messages.
 * Implemented: IPv4 and IPv6, UDP, TCP with running sequence numbers per connection, all checksums.
 * Not here: handshakes, retransmissions of TCP, pcapng. TLS messages are written in clear, as TCP. */
import type { Endpoint } from '../sip/transport/transport.ts'
import { tcpPacket, udpPacket } from './ip-packet.ts'
import type { PacketPath } from './ip-packet.ts'
import type { TracedMessage } from './traced-message.ts'

const magicMicroseconds = 0xa1b2c3d4
const linkTypeRaw = 101
const snapLength = 262_144
/** Largest payload of one packet: an IPv6 packet of 65,535 bytes has room for more. */
const largestPayload = 65_000

/** The file header. */
export function pcapFileHeader(): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(magicMicroseconds, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(snapLength, 16)
  header.writeUInt32LE(linkTypeRaw, 20)
  return header
}

/** What of a traced message a packet shows. */
export type PacketFacts = Pick<
  TracedMessage,
  'timeMs' | 'direction' | 'protocol' | 'local' | 'remote' | 'connection'
>

/** Turns messages into packet records; to be given the messages in their order. */
export class PcapWriter {
  /** Connection and sender → bytes that it has sent. */
  readonly #sentBytes = new Map<string, number>()

  /** The record or, for a long message over a stream, records of one message. */
  records(message: PacketFacts, bytes: Buffer): Buffer {
    const isSent = message.direction === 'sent'
    const path: PacketPath = {
      source: isSent ? message.local : message.remote,
      destination: isSent ? message.remote : message.local,
    }
    if (message.protocol === 'udp') {
      return record(message.timeMs, udpPacket(path, bytes.subarray(0, largestPayload)))
    }
    const packets: Buffer[] = []
    for (let at = 0; at < bytes.length; at += largestPayload) {
      const segment = bytes.subarray(at, at + largestPayload)
      packets.push(record(message.timeMs, this.#segment(path, message.connection, segment)))
    }
    return packets.length === 1 ? (packets[0] ?? Buffer.alloc(0)) : Buffer.concat(packets)
  }

  #segment(path: PacketPath, connection: number, payload: Buffer): Buffer {
    const own = streamKey(connection, path.source, path.destination)
    const sequence = this.#sentBytes.get(own) ?? 1
    this.#sentBytes.set(own, (sequence + payload.length) % 0x1_0000_0000)
    const peer = streamKey(connection, path.destination, path.source)
    const acknowledgement = this.#sentBytes.get(peer) ?? 1
    return tcpPacket(path, payload, { sequence, acknowledgement })
  }
}

const streamKey = (connection: number, from: Endpoint, to: Endpoint): string =>
  `${connection} ${from.address} ${from.port} ${to.address} ${to.port}`

function record(timeMs: number, packet: Buffer): Buffer {
  const record = Buffer.allocUnsafe(16 + packet.length)
  record.writeUInt32LE(Math.floor(timeMs / 1000) % 0x1_0000_0000, 0)
  record.writeUInt32LE(Math.floor((timeMs % 1000) * 1000), 4)
  record.writeUInt32LE(packet.length, 8)
  record.writeUInt32LE(packet.length, 12)
  record.set(packet, 16)
  return record
}
