import { describe, expect, it } from 'vitest'
import { tcpPacket } from '../ip-packet.ts'
import type { PacketPath } from '../ip-packet.ts'
import { pcapFile } from '../../testing/capture-files.ts'
import type { FilePacket } from '../../testing/capture-files.ts'
import {
  callIdsOf,
  packetAt,
  readAll,
  sampleDatagram,
  sampleMessage,
  v4,
  v6,
} from '../../testing/sample-captures.ts'

describe('TCP', () => {
  const segment = (payload: Buffer, sequence: number, path = v4): FilePacket =>
    packetAt(tcpPacket(path, payload, { sequence: sequence >>> 0, acknowledgement: 0 }))
  /** SYN of the connection; 0x12 adds the ACK of the other end's. */
  const opening = (sequence: number, path = v4, flags = 0x02): FilePacket => {
    const { bytes, timeMs } = segment(Buffer.alloc(0), sequence, path)
    bytes.writeUInt8(flags, (path.source.address.includes(':') ? 40 : 20) + 13)
    return { bytes, timeMs }
  }
  const three = Buffer.concat([
    sampleMessage('one', 'x'.repeat(3000)),
    sampleMessage('two'),
    sampleMessage('three', 'y'.repeat(10)),
  ])
  const cut = (size: number, first: number, path = v4): FilePacket[] => {
    const pieces: FilePacket[] = []
    for (let from = 0; from < three.length; from += size) {
      pieces.push(segment(three.subarray(from, from + size), first + from, path))
    }
    return pieces
  }
  const found = (packets: readonly FilePacket[]) => {
    const { facts, messages } = readAll(pcapFile(packets))
    return { facts, ids: callIdsOf(messages), messages }
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
    expect(messages[0]?.lengthBytes).toBe(sampleMessage('one', 'x'.repeat(3000)).length)
  })

  it('a gap costs the messages in it and no other', () => {
    const [first, lost, ...rest] = cut(700, 1000)
    expect(lost).toBeDefined()
    // Behind the gap the next segment that begins with a message is where it goes on.
    const later = segment(sampleMessage('later'), 1000 + three.length)
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
        segment(sampleMessage('a'), 1),
        segment(sampleMessage('b'), 1, back),
      ],
      ...[opening(70_000_000), segment(sampleMessage('c'), 70_000_001)],
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
      sampleMessage('bare')
        .toString()
        .replace(/Content-Length: 0\r\n/, ''),
    )
    expect(found([segment(bare, 1)]).ids).toEqual(['bare'])
  })

  it('a stream that is no SIP holds nothing up', () => {
    const web = segment(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'), 1)
    const { facts, ids } = found([
      opening(0),
      web,
      segment(sampleMessage('after'), 28),
      sampleDatagram('z'),
    ])
    expect(ids).toEqual(['after', 'z'])
    expect(facts.packets).toBe(4)
  })
})
