import { describe, expect, it } from 'vitest'
import { exportPcap } from '../pcap-export.ts'
import { tcpPacket, udpPacket } from '../ip-packet.ts'
import type { PacketPath } from '../ip-packet.ts'
import { searchTrace } from '../trace-search.ts'
import type { TracedMessage } from '../traced-message.ts'
import {
  ipv4Fragments,
  ipv6Fragments,
  pcapFile,
  pcapngFile,
  readCaptureBytes,
} from '../../testing/capture-files.ts'
import type { FilePacket } from '../../testing/capture-files.ts'

const startMs = 1_800_000_000_250
const v4: PacketPath = {
  source: { address: '192.0.2.7', port: 5070 },
  destination: { address: '192.0.2.1', port: 5060 },
}
const v6: PacketPath = {
  source: { address: '2001:db8::7', port: 5070 },
  destination: { address: '2001:db8:0:1::1', port: 5060 },
}

const message = (callId: string, body = '', method = 'PUBLISH'): Buffer =>
  Buffer.from(
    [
      `${method} sip:gateway-status@192.0.2.1;gateway=GW SIP/2.0`,
      `Via: SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bK${callId}`,
      'From: <sip:GW@192.0.2.1>;tag=1',
      'To: <sip:GW@192.0.2.1>',
      `Call-ID: ${callId}`,
      `CSeq: 1 ${method}`,
      'Authorization: Digest username="secret-user", response="secret"',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  )

const at = (bytes: Buffer, index = 0): FilePacket => ({ timeMs: startMs + index * 10, bytes })
const udp = (callId: string, index = 0, path = v4): FilePacket =>
  at(udpPacket(path, message(callId)), index)

const read = (file: Buffer) => {
  const { trace, facts, close } = readCaptureBytes(file)
  try {
    const { messages } = searchTrace(trace, {}, { limit: 1000 })
    const texts = messages.map(({ sequence }) => trace.textOf(sequence) ?? '')
    return { facts, messages: [...messages].reverse(), texts: texts.reverse() }
  } finally {
    close()
  }
}
const callIds = (messages: readonly TracedMessage[]): string[] =>
  messages.map((each) => each.callId)

describe('a capture file', () => {
  const twoPackets = [udp('a'), udp('b', 1, v6)]
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
      Buffer.concat([pcapngFile([udp('a')]), pcapngFile([udp('b', 1, v6)], { isBig: true })]),
    ],
  ])('is read: %s', (_, file) => {
    const { facts, messages } = read(file)
    expect(facts).toMatchObject({ packets: 2, messages: 2, ending: 'complete' })
    expect(messages).toMatchObject([
      { callId: 'a', cseq: '1 PUBLISH', protocol: 'udp' },
      { callId: 'b', remote: v6.source, local: v6.destination },
    ])
    expect(messages[0]?.timeMs).toBeCloseTo(startMs, 2)
    expect(messages[1]?.timeMs).toBeCloseTo(startMs + 10, 2)
  })

  it('with simple packet blocks has no times of its own', () => {
    const { facts, messages } = read(pcapngFile(twoPackets, { blocks: 'simple' }))
    expect(facts).toMatchObject({ packets: 2, messages: 2 })
    expect(messages[0]?.timeMs).toBe(0)
  })

  it('that is none is refused in words', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('not a capture, but text of some length')]) {
      expect(() => read(bytes)).toThrow('this is no capture file; allowed: pcap and pcapng')
    }
  })

  it('that ends within a packet gives what came before', () => {
    for (const file of [pcapFile([udp('a'), udp('b')]), pcapngFile([udp('a'), udp('b')])]) {
      const { facts, messages } = read(file.subarray(0, file.length - 100))
      expect(facts).toMatchObject({ messages: 1, ending: 'truncated' })
      expect(callIds(messages)).toEqual(['a'])
    }
  })

  it('that holds something else than a record is read up to there', () => {
    const good = pcapFile([udp('a')])
    const { facts } = read(Buffer.concat([good, Buffer.alloc(64, 0xee), good]))
    expect(facts).toMatchObject({ messages: 1, ending: 'damaged' })
    const blocks = read(Buffer.concat([pcapngFile([udp('a')]), Buffer.alloc(64, 0xee)]))
    expect(blocks.facts).toMatchObject({ messages: 1, ending: 'damaged' })
  })
})

describe('the link below', () => {
  const ip4 = udpPacket(v4, message('four'))
  const ip6 = udpPacket(v6, message('six'))
  const behind = (hex: string, ip: Buffer): FilePacket =>
    at(Buffer.concat([Buffer.from(hex, 'hex'), ip]))
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
    ['raw IP', 101, at(ip4), at(ip6)],
    ['raw IPv4', 228, at(ip4), at(ip4)],
    ['raw IPv6', 229, at(ip6), at(ip6)],
  ])('is looked through: %s', (_, linkType, first, second) => {
    const { facts, messages } = read(pcapFile([first, second], { linkType }))
    expect(facts).toMatchObject({ messages: 2, unreadablePackets: 0 })
    expect(messages.every(({ callId }) => callId === 'four' || callId === 'six')).toBe(true)
  })

  it('of an unknown kind is counted', () => {
    const { facts } = read(pcapFile([udp('a'), udp('b')], { linkType: 105 }))
    expect(facts).toMatchObject({ packets: 2, messages: 0, unreadablePackets: 2 })
  })
})

describe('IP', () => {
  const long = message('long', 'x'.repeat(4000))
  it.each([
    ['IPv4', ipv4Fragments(udpPacket(v4, long), 1480, 77)],
    ['IPv6', ipv6Fragments(udpPacket(v6, long), 1232, 77)],
  ])('%s fragments are put together in any order, and found among others', (_, pieces) => {
    const mixed = [...pieces].reverse().flatMap((piece) => [at(piece), udp('other')])
    const { facts, messages, texts } = read(pcapFile(mixed))
    expect(facts).toMatchObject({ reassembled: 1, incompleteFragments: 0 })
    const found = messages.findIndex(({ callId }) => callId === 'long')
    expect(messages[found]?.lengthBytes).toBe(long.length)
    expect(texts[found]).toContain('x'.repeat(4000))
  })

  it('a fragment that comes twice changes nothing', () => {
    const [first, ...rest] = ipv4Fragments(udpPacket(v4, long), 1480, 5)
    const again = [first, first, ...rest].flatMap((piece) => (piece ? [at(piece)] : []))
    expect(read(pcapFile(again)).facts).toMatchObject({ messages: 1, reassembled: 1 })
  })

  it('a packet whose fragment is missing is counted and not shown', () => {
    const pieces = ipv4Fragments(udpPacket(v4, long), 1480, 5).slice(1)
    const { facts } = read(pcapFile(pieces.map((piece) => at(piece))))
    expect(facts).toMatchObject({ messages: 0, reassembled: 0, incompleteFragments: 1 })
  })

  it('fragments of two packets with one identification, minutes apart, are not mixed', () => {
    const early = ipv4Fragments(udpPacket(v4, long), 1480, 9)
    const late = ipv4Fragments(udpPacket(v4, message('late', 'y'.repeat(4000))), 1480, 9)
    const [lost, ...kept] = early
    expect(lost).toBeDefined()
    const packets = [...kept.map((piece) => at(piece)), ...late.map((piece) => at(piece, 30_000))]
    const { facts, messages } = read(pcapFile(packets))
    expect(facts).toMatchObject({ reassembled: 1, incompleteFragments: 1 })
    expect(callIds(messages)).toEqual(['late'])
  })

  it('extension headers of IPv6 are passed over', () => {
    const plain = udpPacket(v6, message('behind options'))
    const options = Buffer.from([17, 0, 1, 4, 0, 0, 0, 0])
    const packet = Buffer.concat([plain.subarray(0, 40), options, plain.subarray(40)])
    packet.writeUInt8(0, 6)
    packet.writeUInt16BE(packet.length - 40, 4)
    expect(callIds(read(pcapFile([at(packet)])).messages)).toEqual(['behind options'])
  })

  it('a message cut short by the capture is shown as far as it goes', () => {
    const { bytes } = udp('cut')
    const { facts, messages } = read(pcapFile([{ ...at(bytes), kept: bytes.length - 20 }]))
    expect(facts).toMatchObject({ messages: 1, cutMessages: 1 })
    expect(messages).toMatchObject([{ callId: 'cut', cseq: '1 PUBLISH' }])
  })

  it('what is no SIP is passed over', () => {
    const other = udpPacket(v4, Buffer.from([0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
    const text = udpPacket(v4, Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    const keepAlive = udpPacket(v4, Buffer.from('\r\n\r\n'))
    const { facts } = read(pcapFile([at(other), at(text), at(keepAlive), udp('a')]))
    expect(facts).toMatchObject({ packets: 4, messages: 1 })
  })
})

describe('TCP', () => {
  const segment = (payload: Buffer, sequence: number, path = v4): FilePacket =>
    at(tcpPacket(path, payload, { sequence: sequence >>> 0, acknowledgement: 0 }))
  /** SYN of the connection; 0x12 adds the ACK of the other end's. */
  const opening = (sequence: number, path = v4, flags = 0x02): FilePacket => {
    const { bytes, timeMs } = segment(Buffer.alloc(0), sequence, path)
    bytes.writeUInt8(flags, (path.source.address.includes(':') ? 40 : 20) + 13)
    return { bytes, timeMs }
  }
  const three = Buffer.concat([
    message('one', 'x'.repeat(3000)),
    message('two'),
    message('three', 'y'.repeat(10)),
  ])
  const cut = (size: number, first: number, path = v4): FilePacket[] => {
    const pieces: FilePacket[] = []
    for (let from = 0; from < three.length; from += size) {
      pieces.push(segment(three.subarray(from, from + size), first + from, path))
    }
    return pieces
  }
  const found = (packets: readonly FilePacket[]) => {
    const { facts, messages } = read(pcapFile(packets))
    return { facts, ids: callIds(messages), messages }
  }

  it.each([
    ['from its beginning', [opening(999), ...cut(700, 1000)]],
    ['without its beginning', cut(700, 1000)],
    ['over IPv6', [opening(999, v6), ...cut(700, 1000, v6)]],
    ['in one piece', cut(100_000, 5)],
    ['byte by byte', [opening(4), ...cut(1, 5)]],
    ['across the wrap of sequence numbers', [opening(-501), ...cut(700, -500)]],
    ['out of order', [opening(999), ...cut(700, 1000).reverse()]],
    ['with every segment twice', cut(700, 1000).flatMap((each) => [each, each])],
    ['with segments that overlap', [...cut(700, 1000), ...cut(900, 1000)]],
  ])('a stream is cut into its messages %s', (_, packets) => {
    const { facts, ids, messages } = found(packets)
    expect(ids).toEqual(['one', 'two', 'three'])
    expect(facts.streamGaps).toBe(0)
    expect(messages[0]).toMatchObject({ protocol: 'tcp', connection: 1 })
    expect(messages[0]?.lengthBytes).toBe(message('one', 'x'.repeat(3000)).length)
  })

  it('a gap costs the messages in it and no other', () => {
    const [first, lost, ...rest] = cut(700, 1000)
    expect(lost).toBeDefined()
    // Behind the gap the next segment that begins with a message is where it goes on.
    const later = segment(message('later'), 1000 + three.length)
    const packets = [opening(999), ...(first ? [first] : []), ...rest, later]
    const { facts, ids } = found(packets)
    expect(ids).toEqual(['later'])
    expect(facts.streamGaps).toBe(1)
  })

  it('both directions are one connection, and a new one on the same ports another', () => {
    const back: PacketPath = { source: v4.destination, destination: v4.source }
    const packets = [
      ...[
        opening(0),
        opening(0, back, 0x12),
        segment(message('a'), 1),
        segment(message('b'), 1, back),
      ],
      ...[opening(70_000_000), segment(message('c'), 70_000_001)],
    ]
    const numbers = found(packets).messages.map(({ callId, connection }) => [callId, connection])
    expect(numbers).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ])
  })

  it('a message without Content-Length is shown', () => {
    const bare = Buffer.from(
      message('bare')
        .toString()
        .replace(/Content-Length: 0\r\n/, ''),
    )
    expect(found([segment(bare, 1)]).ids).toEqual(['bare'])
  })

  it('a stream that is no SIP holds nothing up', () => {
    const web = segment(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'), 1)
    const { facts, ids } = found([opening(0), web, segment(message('after'), 28), udp('z')])
    expect(ids).toEqual(['after', 'z'])
    expect(facts.packets).toBe(4)
  })
})

describe('the messages of a capture', () => {
  const back: PacketPath = { source: v4.destination, destination: v4.source }
  const other: PacketPath = {
    source: { address: '192.0.2.9', port: 5060 },
    destination: v4.destination,
  }
  const packets = [
    ...Array.from({ length: 30 }, (_, index) => udp(`a${index}`, index)),
    at(udpPacket(back, message('answer')), 31),
    ...Array.from({ length: 30 }, (_, index) =>
      at(udpPacket(other, message(`b${index}`, '', 'INVITE')), 32 + index),
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
    expect(callIds(text.messages)).toEqual(['b7'])
    const late = { fromMs: startMs + 600 }
    expect(searchTrace(trace, late, { limit: 100 }).messages).toHaveLength(2)
    expect(callIds(searchTrace(trace, { direction: 'sent' }, { limit: 9 }).messages)).toEqual([
      'answer',
    ])
    expect(callIds(searchTrace(trace, { callIds: ['a3'] }, { limit: 9 }).messages)).toEqual(['a3'])
    close()
  })

  it('take the busiest address for the local end', () => {
    const { messages } = read(pcapFile(packets))
    expect(messages.at(0)).toMatchObject({ local: v4.destination, remote: v4.source })
    expect(messages.at(-1)).toMatchObject({ local: v4.destination, remote: other.source })
  })

  it('of one machine alone take its busiest port for the local end', () => {
    const ends = (from: number, to: number): PacketPath => ({
      source: { address: '127.0.0.1', port: from },
      destination: { address: '127.0.0.1', port: to },
    })
    const { messages } = read(
      pcapFile([
        udp('a', 0, ends(6001, 5060)),
        udp('b', 1, ends(5060, 6001)),
        udp('c', 2, ends(6002, 5060)),
      ]),
    )
    expect(messages.map(({ direction }) => direction)).toEqual(['received', 'sent', 'received'])
    expect(messages[1]).toMatchObject({ local: { port: 5060 }, remote: { port: 6001 } })
  })

  it('show no credentials, and do not let them be found', () => {
    const { trace, close } = readCaptureBytes(pcapFile([udp('a')]))
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
    const { facts, messages } = read(saved)
    expect(facts.messages).toBe(31)
    expect(callIds(messages).slice(-2)).toEqual(['a29', 'answer'])
  })
})
