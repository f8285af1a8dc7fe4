import { describe, expect, it } from 'vitest'
import type { PublishVerification } from '../../api/contract/capture-procedures.ts'
import { udpPacket } from '../ip-packet.ts'
import { pcapFile, readCaptureBytes } from '../../testing/capture-files.ts'
import type { FilePacket } from '../../testing/capture-files.ts'
import { verifyPublications } from './verify-publications.ts'

const startMs = 1_800_000_000_000
const agent = { address: '192.0.2.7', port: 5060 }
const target = { address: '192.0.2.1', port: 5060 }

interface Publish {
  readonly atSeconds: number
  readonly gateway?: string
  readonly callId?: string
  readonly cseq: number
  readonly expires?: number
  readonly ifMatch?: string
  readonly body?: string
  /** Status of the answer, absent = none. */
  readonly answer?: number
  readonly granted?: number
  /** The request and its answer come so many times. */
  readonly times?: number
}

/** A request and its answer, as a capture between agent and target holds them. */
function exchange(publish: Publish): FilePacket[] {
  const { atSeconds, gateway = 'GW-A', callId = `call-${gateway}`, cseq } = publish
  const common = [
    `Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK-${callId}-${cseq}`,
    `From: <sip:${gateway}@example.org>;tag=1`,
    `To: <sip:${gateway}@example.org>`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} PUBLISH`,
  ]
  const { expires, ifMatch, body = '', answer, granted } = publish
  const request = [
    `PUBLISH sip:gateway-status@example.org;gateway=${gateway} SIP/2.0`,
    ...common,
    'User-Agent: Soft/1',
    'Event: presence',
    ...(expires === undefined ? [] : [`Expires: ${expires}`]),
    ...(ifMatch === undefined ? [] : [`SIP-If-Match: ${ifMatch}`]),
    ...(body === '' ? [] : ['Content-Type: application/pidf+xml']),
  ]
  const response = [
    `SIP/2.0 ${answer} Reason`,
    ...common,
    ...(granted === undefined ? [] : [`Expires: ${granted}`]),
  ]
  const packet = (lines: readonly string[], text: string, isBack: boolean, ms: number) => ({
    timeMs: startMs + atSeconds * 1000 + ms,
    bytes: udpPacket(
      isBack ? { source: target, destination: agent } : { source: agent, destination: target },
      Buffer.from([...lines, `Content-Length: ${text.length}`, '', text].join('\r\n')),
    ),
  })
  return Array.from({ length: publish.times ?? 1 }, (_, index) => [
    packet(request, body, false, 500 * index),
    ...(answer === undefined ? [] : [packet(response, '', true, 500 * index + 5)]),
  ]).flat()
}

function verify(publishes: readonly Publish[], expectedSeconds?: number): PublishVerification {
  const { trace, close } = readCaptureBytes(pcapFile(publishes.flatMap(exchange)))
  try {
    return verifyPublications(trace, expectedSeconds)
  } finally {
    close()
  }
}

const initial = (atSeconds: number, expires = 300): Publish => ({
  ...{ atSeconds, cseq: 1, expires, body: '<presence/>', answer: 200, granted: expires },
})
const refresh = (atSeconds: number, cseq: number, expires = 300): Publish => ({
  ...{ atSeconds, cseq, expires, ifMatch: 'tag', answer: 200, granted: expires },
})

describe('PUBLISH in a capture', () => {
  it('is told apart into the four operations, with lifetimes and intervals', () => {
    const result = verify([
      initial(0),
      refresh(250, 2),
      { ...refresh(510, 3), body: '<presence/>' },
      { ...refresh(600, 4, 0), granted: 0 },
    ])
    expect(result).toMatchObject({
      ...{ requests: 4, retransmissions: 0, initial: 1, refresh: 1, modify: 1, remove: 1 },
      answers: [{ statusCode: 200, answers: 4 }],
      expires: [
        { seconds: 0, requests: 1 },
        { seconds: 300, requests: 3 },
      ],
      publishers: [{ source: '192.0.2.7:5060', userAgent: 'Soft/1', gateways: 1, requests: 4 }],
      omitted: 0,
    })
    expect(result.publications).toMatchObject([
      {
        ...{ gateway: 'GW-A', from: 'sip:GW-A@example.org', event: 'presence' },
        ...{ source: '192.0.2.7:5060', target: '192.0.2.1:5060' },
        ...{ requests: 4, callIds: 1, lastCallId: 'call-GW-A', lastSequence: 6 },
        ...{ expiresSeen: [300], grantedSeen: [300] },
        ...{ intervalMinSeconds: 90, intervalMeanSeconds: 200, intervalMaxSeconds: 260 },
        ...{ refused: 0, unanswered: 0, isRemoved: true, verdict: 'ok' },
      },
    ])
  })

  it('that is retransmitted counts once, and so does its answer', () => {
    const result = verify([
      { ...initial(0), times: 3 },
      { ...refresh(250, 2), times: 2 },
    ])
    expect(result).toMatchObject({ requests: 5, retransmissions: 3, answerRetransmissions: 3 })
    expect(result.answers).toEqual([{ statusCode: 200, answers: 2 }])
    expect(result.publications).toMatchObject([
      { requests: 2, retransmissions: 3, intervalMeanSeconds: 250 },
    ])
  })

  it('with digest is one exchange: the challenge is no refusal and no interval', () => {
    const again = { ...refresh(250, 3), atSeconds: 250.1 }
    const result = verify([initial(0), { ...refresh(250, 2), answer: 401 }, again])
    expect(result.publications).toMatchObject([
      { requests: 3, refused: 0, intervalMinSeconds: 250, intervalMaxSeconds: 250, verdict: 'ok' },
    ])
  })

  it('of several gateways is kept apart, each with its verdict', () => {
    const of = (gateway: string, publish: Publish): Publish => ({ ...publish, gateway })
    const result = verify(
      [
        of('good', initial(0)),
        of('other-value', initial(0, 60)),
        of('refused', { ...initial(0), answer: 403 }),
        of('silent-target', { atSeconds: 0, cseq: 1, expires: 300, body: 'x' }),
        of('late', initial(0)),
        of('gone', initial(0)),
        of('other-value', refresh(50, 2, 60)),
        of('good', refresh(255, 2)),
        of('late', refresh(301, 2)),
        of('good', refresh(350, 3)),
        of('late', refresh(400, 3)),
      ],
      300,
    )
    const verdicts = result.publications.map(({ gateway, verdict }) => [gateway, verdict])
    expect(Object.fromEntries(verdicts)).toEqual({
      good: 'ok',
      'other-value': 'differs',
      refused: 'refused',
      'silent-target': 'unanswered',
      late: 'irregular',
      gone: 'lapsed',
    })
    expect(result.publications.find(({ gateway }) => gateway === 'refused')).toMatchObject({
      refused: 1,
      answers: [{ statusCode: 403, answers: 1 }],
    })
  })

  it('of any value is right when none is expected', () => {
    expect(verify([initial(0, 60)]).publications).toMatchObject([{ verdict: 'ok' }])
  })

  it('without Expires is said to have none', () => {
    const { expires, publications } = verify([
      { atSeconds: 0, cseq: 1, body: 'x', answer: 200, granted: 3600 },
    ])
    expect(expires).toEqual([{ seconds: null, requests: 1 }])
    expect(publications).toMatchObject([{ expiresSeen: [null], grantedSeen: [3600] }])
  })

  it('takes the lifetime that was granted for the one that counts', () => {
    const short: Publish = { ...initial(0), granted: 60 }
    expect(verify([short, refresh(100, 2)]).publications).toMatchObject([
      { expiresSeen: [300], grantedSeen: [300, 60], verdict: 'irregular' },
    ])
  })

  it('names the gateway by the Request-URI parameter, its user, or From', () => {
    const named = (requestUri: string, from: string): string => {
      const [first] = exchange(initial(0))
      const text = (first?.bytes.subarray(28).toString('latin1') ?? '')
        .replace(/^PUBLISH \S+/, `PUBLISH ${requestUri}`)
        .replace(/From: <[^>]+>/, `From: <${from}>`)
      const bytes = udpPacket({ source: agent, destination: target }, Buffer.from(text, 'latin1'))
      const { trace, close } = readCaptureBytes(pcapFile([{ timeMs: startMs, bytes }]))
      const [publication] = verifyPublications(trace).publications
      close()
      return publication?.gateway ?? ''
    }
    expect(named('sip:gateway-status@h;gateway=GW%20%E4%BA%AC', 'sip:x@h')).toBe('GW 京')
    expect(named('sip:GW-B@h', 'sip:x@h')).toBe('GW-B')
    expect(named('sip:h', 'sip:GW-C@h')).toBe('GW-C')
    expect(named('tel:123', 'tel:456')).toBe('')
  })

  it('is absent from a capture without any', () => {
    const { publications, requests, answers } = verify([])
    expect({ publications, requests, answers }).toEqual({
      ...{ publications: [], requests: 0, answers: [] },
    })
  })
})
