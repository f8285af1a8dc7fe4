import { openRawPeer, rawMessage, type RawPeer, type RawResponse } from './raw-peer.ts'

interface RawCall {
  readonly number: string
  readonly fromTag: string
  toField: string
  target: string
}

/** Places short calls, each to a number of its own, and knows which of them ended and when. */
export interface RawCaller {
  /** Number dialled → when the 200 to our BYE arrived (performance.now). */
  readonly endedAtMs: ReadonlyMap<string, number>
  dial(number: string): void
  close(): void
}

/** `holdMs` may be drawn anew for each call. */
export async function openRawCaller(
  targetPort: number,
  holdMs: number | (() => number),
  targetAddress?: string,
): Promise<RawCaller> {
  const hold = typeof holdMs === 'number' ? () => holdMs : holdMs
  const peer = await openRawPeer(targetPort, 0, targetAddress)
  const calls = new Map<string, RawCall>()
  const held = new Set<NodeJS.Timeout>()
  const endedAtMs = new Map<string, number>()
  peer.onResponse((response) => {
    const call = calls.get(response.callId)
    if (call === undefined || response.statusCode < 200) return
    if (response.method === 'BYE') endedAtMs.set(call.number, performance.now())
    else if (response.statusCode === 200) held.add(answered(peer, call, response, hold()))
  })
  return {
    endedAtMs,
    dial(number) {
      const callId = `raw-${number}`
      const call: RawCall = {
        number,
        fromTag: `f${number}`,
        toField: `<sip:${number}@127.0.0.1>`,
        target: '',
      }
      calls.set(callId, call)
      const sdp =
        'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n'
      peer.send(
        rawMessage(
          `INVITE sip:${number}@127.0.0.1 SIP/2.0`,
          [...commonFields(peer, call, callId, '1 INVITE'), 'Content-Type: application/sdp'],
          sdp,
        ),
      )
    },
    close() {
      for (const timer of held) clearTimeout(timer)
      peer.close()
    },
  }
}

function answered(
  peer: RawPeer,
  call: RawCall,
  response: RawResponse,
  holdMs: number,
): NodeJS.Timeout {
  call.toField = response.field('To') ?? call.toField
  call.target = /<([^>]+)>/.exec(response.field('Contact') ?? '')?.[1] ?? ''
  const inDialog = (method: string, cseq: number): string =>
    rawMessage(
      `${method} ${call.target} SIP/2.0`,
      commonFields(peer, call, response.callId, `${cseq} ${method}`),
    )
  peer.send(inDialog('ACK', 1))
  return setTimeout(() => peer.send(inDialog('BYE', 2)), holdMs)
}

function commonFields(peer: RawPeer, call: RawCall, callId: string, cseq: string): string[] {
  const branch = `z9hG4bK${callId}-${cseq.replace(' ', '-')}`
  return [
    `Via: SIP/2.0/UDP 127.0.0.1:${peer.port};rport;branch=${branch}`,
    'Max-Forwards: 70',
    `From: <sip:caller@127.0.0.1>;tag=${call.fromTag}`,
    `To: ${call.toField}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    `Contact: <sip:caller@127.0.0.1:${peer.port}>`,
  ]
}
