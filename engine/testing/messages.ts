import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipRequest } from '../sip/message/message.ts'

/** A session description as a gateway offers it: two audio codecs and telephone-event. */
export const sampleSdp = [
  'v=0',
  'o=gateway 2890844526 2890844526 IN IP4 192.0.2.10',
  's=-',
  'c=IN IP4 192.0.2.10',
  't=0 0',
  'm=audio 49170 RTP/AVP 8 0 101',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-16',
  'a=ptime:20',
  'a=sendrecv',
  '',
].join('\r\n')

/** What a test wants to be different in a request. */
export interface RequestParts {
  readonly method?: string
  readonly requestUri?: string
  readonly via?: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly callId?: string
  readonly cseq?: string
  readonly fields?: readonly (readonly [string, string])[]
  readonly body?: string
}

/** A request with the mandatory header fields. */
export function buildRequest(parts: RequestParts = {}): SipRequest {
  const method = parts.method ?? 'INVITE'
  const fields = new HeaderFields()
  const vias = parts.via ?? ['SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds;rport']
  for (const via of vias) fields.append('Via', via)
  fields.append('Max-Forwards', '70')
  fields.append('From', parts.from ?? '"Alice" <sip:alice@atlanta.example.com>;tag=1928301774')
  fields.append('To', parts.to ?? '<sip:bob@biloxi.example.com>')
  fields.append('Call-ID', parts.callId ?? 'a84b4c76e66710@192.0.2.1')
  fields.append('CSeq', parts.cseq ?? `314159 ${method}`)
  for (const [name, value] of parts.fields ?? []) fields.append(name, value)
  const body = Buffer.from(parts.body ?? '', 'utf8')
  return new SipRequest(method, parts.requestUri ?? 'sip:bob@biloxi.example.com', fields, body)
}

/** An INVITE as carriers send it: 17 header fields (Content-Length counted) and a session description. */
export function buildSampleInvite(callNumber = 1): SipRequest {
  const tag = callNumber.toString(36)
  return buildRequest({
    requestUri: `sip:+86755${String(20_000_000 + callNumber)}@198.51.100.20:5060;user=phone`,
    via: [
      `SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKnashds8${tag};rport`,
      `SIP/2.0/UDP 192.0.2.33:5062;branch=z9hG4bK87asdks7${tag};received=192.0.2.33`,
    ],
    from: `"+86108888${tag}" <sip:+861088880001@192.0.2.10;user=phone>;tag=gK0c${tag}`,
    to: `<sip:+86755${String(20_000_000 + callNumber)}@198.51.100.20;user=phone>`,
    callId: `1795${tag}-3890123456-98765@192.0.2.10`,
    cseq: '102 INVITE',
    fields: [
      ['Contact', '<sip:+861088880001@192.0.2.10:5060;transport=udp>'],
      ['Record-Route', '<sip:192.0.2.10;lr;ftag=gK0c>'],
      ['Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY'],
      ['Supported', 'timer, 100rel, replaces'],
      ['Session-Expires', '1800;refresher=uac'],
      ['Min-SE', '90'],
      ['User-Agent', 'SampleGateway/4.2.1 (build 1187)'],
      ['P-Asserted-Identity', '<sip:+861088880001@192.0.2.10;user=phone>'],
      ['Content-Type', 'application/sdp'],
    ],
    body: sampleSdp,
  })
}
