import { expect, it } from 'vitest'
import { EngineError } from '../../api/contract/errors.ts'
import { tcpPacket, udpPacket } from '../ip-packet.ts'
import type { PacketPath } from '../ip-packet.ts'
import { searchTrace } from '../trace-search.ts'
import {
  ipv4Fragments,
  ipv6Fragments,
  openCaptureBytes,
  pcapFile,
  pcapngFile,
} from '../../testing/capture-files.ts'
import type { FilePacket } from '../../testing/capture-files.ts'
import { createMessageMutator } from '../../testing/mutate-message.ts'
import { verifyPublications } from './verify-publications.ts'

const rounds = 6000

const v4: PacketPath = {
  source: { address: '192.0.2.7', port: 5070 },
  destination: { address: '192.0.2.1', port: 5060 },
}
const v6: PacketPath = {
  source: { address: '2001:db8::7', port: 5070 },
  destination: { address: '2001:db8:0:1::1', port: 5060 },
}
const publish = Buffer.from(
  [
    'PUBLISH sip:gateway-status@192.0.2.1;gateway=GW SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bKa',
    'From: <sip:GW@192.0.2.1>;tag=1',
    'To: <sip:GW@192.0.2.1>',
    'Call-ID: fuzz',
    'CSeq: 1 PUBLISH',
    'Expires: 300',
    'Content-Length: 900',
    '',
    'x'.repeat(900),
  ].join('\r\n'),
)
const answer = Buffer.from(
  publish
    .toString()
    .replace(/^PUBLISH .* SIP/, 'SIP')
    .replace('SIP/2.0\r', 'SIP/2.0 200 OK\r'),
)

function packetsOf(path: PacketPath): FilePacket[] {
  const fragments = path === v4 ? ipv4Fragments : ipv6Fragments
  const payloads = [
    udpPacket(path, publish),
    udpPacket(path, answer),
    ...fragments(udpPacket(path, publish), 512, 1),
    tcpPacket(path, publish.subarray(0, 500), { sequence: 1, acknowledgement: 0 }),
    tcpPacket(path, publish.subarray(500), { sequence: 501, acknowledgement: 0 }),
  ]
  return payloads.map((bytes, index) => ({ timeMs: 1_800_000_000_000 + index, bytes }))
}

const seeds = [v4, v6].flatMap((path) => [
  pcapFile(packetsOf(path)),
  pcapngFile(packetsOf(path), { isBig: path === v6 }),
])

it(
  `reads ${rounds} broken capture files without an exception and within their size`,
  { timeout: 120_000 },
  () => {
    const mutator = createMessageMutator(20_261_128)
    const reader = openCaptureBytes()
    try {
      for (let round = 0; round < rounds; round++) {
        const bytes = mutator.mutate(seeds[round % seeds.length] ?? Buffer.alloc(0), seeds[0])
        readAll(reader.read, bytes)
      }
    } finally {
      reader.close()
    }
  },
)

function readAll(read: ReturnType<typeof openCaptureBytes>['read'], bytes: Buffer): void {
  try {
    const { trace, facts } = read(bytes)
    const { messages } = searchTrace(trace, {}, { limit: 1000 })
    expect(messages.length).toBe(facts.messages)
    for (const { sequence, lengthBytes } of messages) {
      expect(trace.bytesOf(sequence)?.length).toBe(lengthBytes)
      expect(lengthBytes).toBeLessThanOrEqual(bytes.length)
    }
    verifyPublications(trace)
  } catch (error) {
    // The one word for a file whose very beginning is broken.
    if (!(error instanceof EngineError)) throw error
    expect(error.code).toBe('INVALID_DOCUMENT')
  }
}
