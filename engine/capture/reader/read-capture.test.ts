import { describe, expect, it } from 'vitest'
import { exportPcap } from '../pcap-export.ts'
import { udpPacket } from '../ip-packet.ts'
import type { PacketPath } from '../ip-packet.ts'
import { searchTrace } from '../trace-search.ts'
import {
  ipv4Fragments,
  ipv6Fragments,
  pcapFile,
  pcapngFile,
  readCaptureBytes,
} from '../../testing/capture-files.ts'
import type { FilePacket } from '../../testing/capture-files.ts'
import {
  callIdsOf,
  packetAt,
  readAll,
  sampleDatagram,
  sampleMessage,
  sampleStartMs,
  v4,
  v6,
} from '../../testing/sample-captures.ts'

describe('a capture file', () => {
  const twoPackets = [sampleDatagram('a'), sampleDatagram('b', 1, v6)]
  it.each([
    ['pcap, little endian, microseconds', pcapFile(twoPackets)],
    ['pcap, big endian, microseconds', pcapFile(twoPackets, { isBig: true })],
    ['pcap, little endian, nanoseconds', pcapFile(twoPackets, { isNanoseconds: true })],
    ['pcap, big endian, nanoseconds', pcapFile(twoPackets, { isBig: true, isNanoseconds: true })],
    ['pcapng, little endian', pcapngFile(twoPackets)],
    ['pcapng, big endian', pcapngFile(twoPackets, { isBig: true })],
    ['pcapng, nanoseconds', pcapngFile(twoPackets, { resolution: 9 })],
    ['pcapng, binary fractions', pcapngFile(twoPackets, { resolution: 128 + 20 })],
    ['pcapng, obsolete packet blocks', pcapngFile(twoPackets, { blocks: 'obsolete' })],
    [
      'pcapng, two sections of different byte order',
      Buffer.concat([
        pcapngFile([sampleDatagram('a')]),
        pcapngFile([sampleDatagram('b', 1, v6)], { isBig: true }),
      ]),
    ],
  ])('is read: %s', (_, file) => {
    const { facts, messages } = readAll(file)
    expect(facts).toMatchObject({ packets: 2, messages: 2, ending: 'complete' })
    expect(messages).toMatchObject([
      { callId: 'a', cseq: '1 PUBLISH', protocol: 'udp' },
      { callId: 'b', remote: v6.source, local: v6.destination },
    ])
    expect(messages[0]?.timeMs).toBeCloseTo(sampleStartMs, 2)
    expect(messages[1]?.timeMs).toBeCloseTo(sampleStartMs + 10, 2)
  })

  it('with simple packet blocks has no times of its own', () => {
    const { facts, messages } = readAll(pcapngFile(twoPackets, { blocks: 'simple' }))
    expect(facts).toMatchObject({ packets: 2, messages: 2 })
    expect(messages[0]?.timeMs).toBe(0)
  })

  it('that is none is refused in words', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('not a capture, but text of some length')]) {
      expect(() => readAll(bytes)).toThrow('this is no capture file; allowed: pcap and pcapng')
    }
  })

  it('that ends within a packet gives what came before', () => {
    for (const file of [
      pcapFile([sampleDatagram('a'), sampleDatagram('b')]),
      pcapngFile([sampleDatagram('a'), sampleDatagram('b')]),
    ]) {
      const { facts, messages } = readAll(file.subarray(0, file.length - 100))
      expect(facts).toMatchObject({ messages: 1, ending: 'truncated' })
      expect(callIdsOf(messages)).toEqual(['a'])
    }
  })

  it('that holds something else than a record is read up to there', () => {
    const good = pcapFile([sampleDatagram('a')])
    const { facts } = readAll(Buffer.concat([good, Buffer.alloc(64, 0xee), good]))
    expect(facts).toMatchObject({ messages: 1, ending: 'damaged' })
    const blocks = readAll(
      Buffer.concat([pcapngFile([sampleDatagram('a')]), Buffer.alloc(64, 0xee)]),
    )
    expect(blocks.facts).toMatchObject({ messages: 1, ending: 'damaged' })
  })
})

describe('the link below', () => {
  const ip4 = udpPacket(v4, sampleMessage('four'))
  const ip6 = udpPacket(v6, sampleMessage('six'))
  const behind = (hex: string, ip: Buffer): FilePacket =>
    packetAt(Buffer.concat([Buffer.from(hex, 'hex'), ip]))
  const macs = '0200000000010200000000 02'.replace(' ', '')
  const linux = '000400010006' + '020000000001' + '0000'
  it.each([
    ['Ethernet', 1, behind(`${macs}0800`, ip4), behind(`${macs}86dd`, ip6)],
    [
      'Ethernet with a VLAN tag',
      1,
      behind(`${macs}810000640800`, ip4),
      behind(`${macs}8100006486dd`, ip6),
    ],
    [
      'Ethernet with two VLAN tags',
      1,
      behind(`${macs}88a80064810000c80800`, ip4),
      behind(`${macs}88a80064810000c886dd`, ip6),
    ],
    ['Linux cooked v1', 113, behind(`${linux}0800`, ip4), behind(`${linux}86dd`, ip6)],
    [
      'Linux cooked v2',
      276,
      behind(`0800${'00'.repeat(18)}`, ip4),
      behind(`86dd${'00'.repeat(18)}`, ip6),
    ],
    ['loopback, little endian', 0, behind('02000000', ip4), behind('1e000000', ip6)],
    ['loopback, network order', 108, behind('00000002', ip4), behind('0000001e', ip6)],
    ['raw IP', 101, packetAt(ip4), packetAt(ip6)],
    ['raw IPv4', 228, packetAt(ip4), packetAt(ip4)],
    ['raw IPv6', 229, packetAt(ip6), packetAt(ip6)],
  ])('is looked through: %s', (_, linkType, first, second) => {
    const { facts, messages } = readAll(pcapFile([first, second], { linkType }))
    expect(facts).toMatchObject({ messages: 2, unreadablePackets: 0 })
    expect(messages.every(({ callId }) => callId === 'four' || callId === 'six')).toBe(true)
  })

  it('of an unknown kind is counted', () => {
    const { facts } = readAll(
      pcapFile([sampleDatagram('a'), sampleDatagram('b')], { linkType: 105 }),
    )
    expect(facts).toMatchObject({ packets: 2, messages: 0, unreadablePackets: 2 })
  })
})

describe('IP', () => {
  const long = sampleMessage('long', 'x'.repeat(4000))
  it.each([
    ['IPv4', ipv4Fragments(udpPacket(v4, long), 1480, 77)],
    ['IPv6', ipv6Fragments(udpPacket(v6, long), 1232, 77)],
  ])('%s fragments are put together in any order, and found among others', (_, pieces) => {
    const mixed = [...pieces]
      .reverse()
      .flatMap((piece) => [packetAt(piece), sampleDatagram('other')])
    const { facts, messages, texts } = readAll(pcapFile(mixed))
    expect(facts).toMatchObject({ reassembled: 1, incompleteFragments: 0 })
    const found = messages.findIndex(({ callId }) => callId === 'long')
    expect(messages[found]?.lengthBytes).toBe(long.length)
    expect(texts[found]).toContain('x'.repeat(4000))
  })

  it('a fragment that comes twice changes nothing', () => {
    const [first, ...rest] = ipv4Fragments(udpPacket(v4, long), 1480, 5)
    const again = [first, first, ...rest].flatMap((piece) => (piece ? [packetAt(piece)] : []))
    expect(readAll(pcapFile(again)).facts).toMatchObject({ messages: 1, reassembled: 1 })
  })

  it('a packet whose fragment is missing is counted and not shown', () => {
    const pieces = ipv4Fragments(udpPacket(v4, long), 1480, 5).slice(1)
    const { facts } = readAll(pcapFile(pieces.map((piece) => packetAt(piece))))
    expect(facts).toMatchObject({ messages: 0, reassembled: 0, incompleteFragments: 1 })
  })

  it('fragments of two packets with one identification, minutes apart, are not mixed', () => {
    const early = ipv4Fragments(udpPacket(v4, long), 1480, 9)
    const late = ipv4Fragments(udpPacket(v4, sampleMessage('late', 'y'.repeat(4000))), 1480, 9)
    const [lost, ...kept] = early
    expect(lost).toBeDefined()
    const packets = [
      ...kept.map((piece) => packetAt(piece)),
      ...late.map((piece) => packetAt(piece, 30_000)),
    ]
    const { facts, messages } = readAll(pcapFile(packets))
    expect(facts).toMatchObject({ reassembled: 1, incompleteFragments: 1 })
    expect(callIdsOf(messages)).toEqual(['late'])
  })

  it('extension headers of IPv6 are passed over', () => {
    const plain = udpPacket(v6, sampleMessage('behind options'))
    const options = Buffer.from([17, 0, 1, 4, 0, 0, 0, 0])
    const packet = Buffer.concat([plain.subarray(0, 40), options, plain.subarray(40)])
    packet.writeUInt8(0, 6)
    packet.writeUInt16BE(packet.length - 40, 4)
    expect(callIdsOf(readAll(pcapFile([packetAt(packet)])).messages)).toEqual(['behind options'])
  })

  it('a message cut short by the capture is shown as far as it goes', () => {
    const { bytes } = sampleDatagram('cut')
    const { facts, messages } = readAll(pcapFile([{ ...packetAt(bytes), kept: bytes.length - 20 }]))
    expect(facts).toMatchObject({ messages: 1, cutMessages: 1 })
    expect(messages).toMatchObject([{ callId: 'cut', cseq: '1 PUBLISH' }])
  })

  it('what is no SIP is passed over', () => {
    const other = udpPacket(v4, Buffer.from([0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
    const text = udpPacket(v4, Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    const keepAlive = udpPacket(v4, Buffer.from('\r\n\r\n'))
    const { facts } = readAll(
      pcapFile([packetAt(other), packetAt(text), packetAt(keepAlive), sampleDatagram('a')]),
    )
    expect(facts).toMatchObject({ packets: 4, messages: 1 })
  })
})

describe('the messages of a capture', () => {
  const back: PacketPath = { source: v4.destination, destination: v4.source }
  const other: PacketPath = {
    source: { address: '192.0.2.9', port: 5060 },
    destination: v4.destination,
  }
  const packets = [
    ...Array.from({ length: 30 }, (_, index) => sampleDatagram(`a${index}`, index)),
    packetAt(udpPacket(back, sampleMessage('answer')), 31),
    ...Array.from({ length: 30 }, (_, index) =>
      packetAt(udpPacket(other, sampleMessage(`b${index}`, '', 'INVITE')), 32 + index),
    ),
  ]

  it('are found by page, method, text, time and direction as those of the trace', () => {
    const { trace, close } = readCaptureBytes(pcapFile(packets))
    const page = searchTrace(trace, { method: 'PUBLISH' }, { limit: 20 })
    expect(page.messages).toHaveLength(20)
    expect(page.messages[0]).toMatchObject({ callId: 'answer', direction: 'sent' })
    const rest = searchTrace(trace, { method: 'PUBLISH' }, { limit: 20, before: page.next ?? 0 })
    expect(rest.messages.at(-1)).toMatchObject({ callId: 'a0', direction: 'received' })
    expect(rest.messages).toHaveLength(11)
    const text = searchTrace(trace, { text: 'branch=z9hG4bKb7' }, { limit: 10 })
    expect(callIdsOf(text.messages)).toEqual(['b7'])
    const late = { fromMs: sampleStartMs + 600 }
    expect(searchTrace(trace, late, { limit: 100 }).messages).toHaveLength(2)
    expect(callIdsOf(searchTrace(trace, { direction: 'sent' }, { limit: 9 }).messages)).toEqual([
      'answer',
    ])
    expect(callIdsOf(searchTrace(trace, { callIds: ['a3'] }, { limit: 9 }).messages)).toEqual([
      'a3',
    ])
    close()
  })

  it('take the busiest address for the local end', () => {
    const { messages } = readAll(pcapFile(packets))
    expect(messages.at(0)).toMatchObject({ local: v4.destination, remote: v4.source })
    expect(messages.at(-1)).toMatchObject({ local: v4.destination, remote: other.source })
  })

  it('of one machine alone take its busiest port for the local end', () => {
    const ends = (from: number, to: number): PacketPath => ({
      source: { address: '127.0.0.1', port: from },
      destination: { address: '127.0.0.1', port: to },
    })
    const { messages } = readAll(
      pcapFile([
        sampleDatagram('a', 0, ends(6001, 5060)),
        sampleDatagram('b', 1, ends(5060, 6001)),
        sampleDatagram('c', 2, ends(6002, 5060)),
      ]),
    )
    expect(messages.map(({ direction }) => direction)).toEqual(['received', 'sent', 'received'])
    expect(messages[1]).toMatchObject({ local: { port: 5060 }, remote: { port: 6001 } })
  })

  it('show no credentials, and do not let them be found', () => {
    const { trace, close } = readCaptureBytes(pcapFile([sampleDatagram('a')]))
    expect(trace.textOf(0)).toContain('hidden="***')
    expect(trace.textOf(0)).not.toContain('secret')
    expect(searchTrace(trace, { text: 'secret-user' }, { limit: 9 }).messages).toEqual([])
    expect(trace.textOf(1)).toBeUndefined()
    expect(trace.textOf(-1)).toBeUndefined()
    close()
  })

  it('can be saved again, and read from that', () => {
    const { trace, close } = readCaptureBytes(pcapFile(packets))
    const saved = Buffer.concat([...exportPcap(trace, { method: 'PUBLISH' })])
    close()
    const { facts, messages } = readAll(saved)
    expect(facts.messages).toBe(31)
    expect(callIdsOf(messages).slice(-2)).toEqual(['a29', 'answer'])
  })
})
