import { describe, expect, test } from 'vitest'
import { buildRequest } from '../../testing/messages.ts'
import { parseMessage } from '../message/parse-message.ts'
import { serializeMessage } from '../message/serialize-message.ts'
import { markReceived } from './received-via.ts'

const source = { address: '192.0.2.4', port: 9988 }

/** Via lines after reception, and as a reader of the sent text would see them. */
function received(via: readonly string[], from = source) {
  const request = buildRequest({ method: 'OPTIONS', via })
  markReceived(request, from)
  const again = parseMessage(serializeMessage(request))
  if (!again.ok) throw new Error(again.fault)
  return { request, lines: request.fields.all('Via'), again: again.message }
}

describe('RFC 3261 §18.2.1 received', () => {
  test.each([
    ['a name', 'SIP/2.0/UDP bobspc.biloxi.com:5060;branch=z9hG4bKa', ';received=192.0.2.4'],
    ['another address', 'SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa', ';received=192.0.2.4'],
    ['the source itself', 'SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bKa', ''],
  ])('sent-by of %s', (_what, via, added) => {
    expect(received([via]).lines).toEqual([via + added])
  })

  test('IPv6 is compared as an address, not as text', () => {
    const via = 'SIP/2.0/UDP [2001:db8:0:0:0:0:0:1]:5060;branch=z9hG4bKa'
    expect(received([via], { address: '2001:db8::1', port: 5060 }).lines).toEqual([via])
    const { again } = received([via], { address: '2001:db8::2', port: 5060 })
    expect(again.topVia.received).toBe('2001:db8::2')
  })

  test('what the sender claims is replaced', () => {
    const { lines } = received([
      'SIP/2.0/UDP a.example.com ; received = 203.0.113.7 ;branch=z9hG4bKa',
    ])
    expect(lines[0]).not.toContain('203.0.113.7')
    expect(lines[0]?.match(/received/g)).toHaveLength(1)
  })
})

describe('RFC 3581 §4 rport', () => {
  test.each([
    'SIP/2.0/UDP 10.1.1.1:4540;rport;branch=z9hG4bKkjshdyff',
    'SIP/2.0/UDP 10.1.1.1:4540;branch=z9hG4bKkjshdyff;rport',
    'SIP/2.0/UDP 10.1.1.1:4540;branch=z9hG4bKkjshdyff; RPORT ;x=y',
    'SIP/2.0/UDP 10.1.1.1:4540;rport=;branch=z9hG4bKkjshdyff',
    'SIP/2.0/UDP 10.1.1.1:4540;rport=5060;branch=z9hG4bKkjshdyff',
  ])('%s gets port and address', (via) => {
    const { request, again } = received([via])
    expect(again.topVia.rport).toBe(9988)
    expect(again.topVia.received).toBe('192.0.2.4')
    expect(again.topVia.branch).toBe('z9hG4bKkjshdyff')
    expect(request.topVia).toMatchObject({
      rport: 9988,
      received: '192.0.2.4',
      branch: 'z9hG4bKkjshdyff',
    })
  })

  test('even when the source is the sent-by', () => {
    const { lines } = received(['SIP/2.0/UDP 192.0.2.4:9988;rport;branch=z9hG4bKa'])
    expect(lines).toEqual([
      'SIP/2.0/UDP 192.0.2.4:9988;branch=z9hG4bKa;received=192.0.2.4;rport=9988',
    ])
  })

  test('the Vias below are left alone, on their own lines or in a list', () => {
    const below = 'SIP/2.0/TCP b.example.com;rport;branch=z9hG4bKb'
    const top = 'SIP/2.0/UDP a.example.com;branch=z9hG4bKa'
    expect(received([`${top}, ${below}`, below]).lines).toEqual([
      `${top};received=192.0.2.4, ${below}`,
      below,
    ])
  })

  test('From, To, Call-ID and CSeq stay read', () => {
    const { request } = received(['SIP/2.0/UDP a.example.com;rport;branch=z9hG4bKa'])
    expect(request.from.tag).toBe('1928301774')
    expect(request.cseq.method).toBe('OPTIONS')
  })
})
