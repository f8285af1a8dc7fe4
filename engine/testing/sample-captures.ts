import type { CaptureFacts } from '../api/contract/capture-procedures.ts'
import { udpPacket } from '../capture/ip-packet.ts'
import type { PacketPath } from '../capture/ip-packet.ts'
import { searchTrace } from '../capture/trace-search.ts'
import type { TracedMessage } from '../capture/traced-message.ts'
import { readCaptureBytes } from './capture-files.ts'
import type { FilePacket } from './capture-files.ts'

/** Moment of the first sample packet. */
export const sampleStartMs = 1_800_000_000_250

export const v4: PacketPath = {
  source: { address: '192.0.2.7', port: 5070 },
  destination: { address: '192.0.2.1', port: 5060 },
}
export const v6: PacketPath = {
  source: { address: '2001:db8::7', port: 5070 },
  destination: { address: '2001:db8:0:1::1', port: 5060 },
}

/** A request with credentials in it. */
export const sampleMessage = (callId: string, body = '', method = 'PUBLISH'): Buffer =>
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

/** The packet in a file, 10 ms behind the one before. */
export const packetAt = (bytes: Buffer, index = 0): FilePacket => ({
  timeMs: sampleStartMs + index * 10,
  bytes,
})

export const sampleDatagram = (callId: string, index = 0, path = v4): FilePacket =>
  packetAt(udpPacket(path, sampleMessage(callId)), index)

/** Facts, messages and texts of a capture, oldest first. */
export function readAll(file: Buffer): {
  readonly facts: CaptureFacts
  readonly messages: readonly TracedMessage[]
  readonly texts: readonly string[]
} {
  const { trace, facts, close } = readCaptureBytes(file)
  try {
    const messages = searchTrace(trace, {}, { limit: 1000 }).messages.toReversed()
    return { facts, messages, texts: messages.map(({ sequence }) => trace.textOf(sequence) ?? '') }
  } finally {
    close()
  }
}

export const callIdsOf = (messages: readonly TracedMessage[]): string[] =>
  messages.map((each) => each.callId)
