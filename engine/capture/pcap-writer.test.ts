import { describe, expect, it } from 'vitest'
import { tcpPacket, udpPacket } from './ip-packet.ts'
import { PcapWriter, pcapFileHeader } from './pcap-writer.ts'
import type { PacketFacts } from './pcap-writer.ts'

/** One's complement sum of 16-bit words; a block with a correct checksum in it gives 0xffff. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) {
    sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)
    sum = (sum & 0xffff) + (sum >>> 16)
  }
  return sum
}

const pseudoHeader = (addresses: Uint8Array, protocol: number, length: number): Buffer =>
  Buffer.concat([addresses, Buffer.from([0, protocol, length >> 8, length & 0xff])])

const v4 = {
  source: { address: '10.1.2.3', port: 5060 },
  destination: { address: '192.0.2.200', port: 65_535 },
}
const v6 = {
  source: { address: '2001:db8::1', port: 5060 },
  destination: { address: 'fe80::abcd%eth0', port: 5080 },
}

describe('IP packets', () => {
  it.each(['', 'x', 'INVITE sip:a@b SIP/2.0\r\n\r\n', 'ÿ'.repeat(999)])(
    'carry correct checksums over UDP and IPv4 (%#)',
    (text) => {
      const packet = udpPacket(v4, Buffer.from(text, 'latin1'))
      expect(sumOf(packet.subarray(0, 20))).toBe(0xffff)
      const pseudo = pseudoHeader(packet.subarray(12, 20), 17, packet.length - 20)
      expect(sumOf(Buffer.concat([pseudo, packet.subarray(20)]))).toBe(0xffff)
      expect([...packet.subarray(12, 20)]).toEqual([10, 1, 2, 3, 192, 0, 2, 200])
    },
  )

  it('carry correct checksums over TCP and IPv6', () => {
    const packet = tcpPacket(v6, Buffer.from('abc'), {
      sequence: 4_294_967_295,
      acknowledgement: 7,
    })
    const pseudo = pseudoHeader(packet.subarray(8, 40), 6, packet.length - 40)
    expect(sumOf(Buffer.concat([pseudo, packet.subarray(40)]))).toBe(0xffff)
    expect(packet.subarray(8, 24).toString('hex')).toBe('20010db8000000000000000000000001')
    expect(packet.subarray(24, 40).toString('hex')).toBe('fe80000000000000000000000000abcd')
    expect(packet.readUInt32BE(44)).toBe(4_294_967_295)
  })

  it('never write the checksum zero over UDP', () => {
    for (let port = 1; port < 65_536; port += 7) {
      const path = { ...v4, destination: { ...v4.destination, port } }
      expect(udpPacket(path, Buffer.alloc(0)).readUInt16BE(26)).not.toBe(0)
    }
  })

  it('write an IPv4 end of an IPv6 flow as mapped', () => {
    const path = { source: v4.source, destination: { address: '::ffff:192.0.2.1', port: 1 } }
    const packet = udpPacket(path, Buffer.alloc(0))
    expect(packet.subarray(8, 40).toString('hex')).toBe(
      '00000000000000000000ffff0a010203' + '00000000000000000000ffffc0000201',
    )
  })
})

describe('the pcap writer', () => {
  const facts: PacketFacts = {
    timeMs: 1_800_000_000_123,
    direction: 'received',
    protocol: 'tcp',
    local: { address: '10.0.0.1', port: 5060 },
    remote: { address: '10.0.0.2', port: 40_000 },
    connection: 3,
  }

  it('begins the file as the classic format says, link type RAW', () => {
    expect(pcapFileHeader().toString('hex')).toBe(
      'd4c3b2a1' + '02000400' + '00000000' + '00000000' + '00000400' + '65000000',
    )
  })

  it('stamps seconds and microseconds', () => {
    const record = new PcapWriter().records({ ...facts, protocol: 'udp' }, Buffer.from('x'))
    expect(record.readUInt32LE(0)).toBe(1_800_000_000)
    expect(record.readUInt32LE(4)).toBe(123_000)
    expect(record.readUInt32LE(8)).toBe(record.length - 16)
  })

  it('counts sequence numbers per connection and direction', () => {
    const writer = new PcapWriter()
    const numbers = (change: Partial<PacketFacts>, length: number): readonly number[] => {
      const record = writer.records({ ...facts, ...change }, Buffer.alloc(length))
      return [record.readUInt32BE(16 + 20 + 4), record.readUInt32BE(16 + 20 + 8)]
    }
    expect(numbers({}, 100)).toEqual([1, 1])
    expect(numbers({ direction: 'sent' }, 50)).toEqual([1, 101])
    expect(numbers({}, 10)).toEqual([101, 51])
    expect(numbers({ connection: 4 }, 10)).toEqual([1, 1])
  })

  it('cuts a message longer than a packet into segments', () => {
    const record = new PcapWriter().records(facts, Buffer.alloc(150_000))
    const lengths: number[] = []
    for (let at = 0; at < record.length; at += 16 + record.readUInt32LE(at + 8)) {
      lengths.push(record.readUInt32LE(at + 8) - 40)
    }
    expect(lengths).toEqual([65_000, 65_000, 20_000])
  })
})
