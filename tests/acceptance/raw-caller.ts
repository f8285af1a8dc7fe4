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

export async function openRawCaller(targetPort: number, holdMs: number): Promise<RawCaller> {
  const peer = await openRawPeer(targetPort)
  const calls = new Map<string, RawCall>()
  const endedAtMs = new Map<string, number>()
  peer.onResponse((response) => {
    const call = calls.get(response.callId)
    if (call === undefined || response.statusCode < 200) return
    if (response.method === 'BYE') endedAtMs.set(call.number, performance.now())
    else if (response.statusCode === 200) answered(peer, call, response, holdMs)
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
    close: () => peer.close(),
  }
}

function answered(peer: RawPeer, call: RawCall, response: RawResponse, holdMs: number): void {
  call.toField = response.field('To') ?? call.toField
  call.target = /<([^>]+)>/.exec(response.field('Contact') ?? '')?.[1] ?? ''
  const inDialog = (method: string, cseq: number): string =>
    rawMessage(
      `${method} ${call.target} SIP/2.0`,
      commonFields(peer, call, response.callId, `${cseq} ${method}`),
    )
  peer.send(inDialog('ACK', 1))
  setTimeout(() => peer.send(inDialog('BYE', 2)), holdMs)
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
