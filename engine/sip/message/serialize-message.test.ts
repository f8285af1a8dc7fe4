import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildSampleInvite } from '../../testing/messages.ts'
import { HeaderFields, canonicalName } from './header-fields.ts'
import { SipRequest, SipResponse } from './message.ts'
import type { SipMessage } from './message.ts'
import { formatNameAddr, parseNameAddr } from './name-addr.ts'
import { parseMessage } from './parse-message.ts'
import { serializeMessage } from './serialize-message.ts'
import { escapeUser, formatUri, parseUri } from './uri.ts'

const tokenChars = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~"]
const token = fc
  .array(fc.constantFrom(...tokenChars), { minLength: 1, maxLength: 12 })
  .map((c) => c.join(''))
const byteText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 1, max: 255 }), { maxLength })
    .map((codes) => String.fromCharCode(...codes))
/** A header field value: anything but line ends, without outer blanks. */
const value = byteText(40).map((text) =>
  text.replace(/[\r\n]/g, '').replace(/^[ \t]+|[ \t]+$/g, ''),
)
const host = fc.oneof(
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
  fc.domain(),
)
const user = byteText(10)
  .filter((text) => text !== '')
  .map(escapeUser)
const port = fc.option(fc.integer({ min: 1, max: 65535 }), { nil: undefined })
const uri = fc
  .tuple(fc.constantFrom('sip', 'sips'), fc.option(user, { nil: undefined }), host, port)
  .map(
    ([scheme, name, where, number]) =>
      `${scheme}:${name === undefined ? '' : name + '@'}${where}${number === undefined ? '' : ':' + String(number)}`,
  )
const address = fc
  .tuple(byteText(12), uri, token)
  .map(([name, where, tag]) => formatNameAddr({ displayName: name, uri: where, tag }))
const extra = fc.tuple(
  token.filter(
    (name) =>
      canonicalName(name) === name && canonicalName(name.toLowerCase()) === name.toLowerCase(),
  ),
  value,
)

const entries = fc
  .record({
    via: fc.array(
      fc.tuple(host, token).map(([h, b]) => `SIP/2.0/UDP ${h};branch=z9hG4bK${b}`),
      { minLength: 1, maxLength: 4 },
    ),
    from: address,
    to: address,
    callId: token,
    sequence: fc.integer({ min: 0, max: 4_294_967_295 }),
    extras: fc.array(extra, { maxLength: 8 }),
  })
  .map((parts) => (method: string) => [
    ...parts.via.flatMap((via) => ['Via', via]),
    ...['From', parts.from, 'To', parts.to, 'Call-ID', parts.callId],
    ...['CSeq', `${String(parts.sequence)} ${method}`],
    ...parts.extras.flat(),
  ])
const body = fc.uint8Array({ maxLength: 200 })
const requests = fc
  .tuple(token, uri, entries, body)
  .map(
    ([method, target, fields, content]) =>
      new SipRequest(method, target, new HeaderFields(fields(method)), content),
  )
const responses = fc
  .tuple(fc.integer({ min: 100, max: 699 }), value, entries, body)
  .map(
    ([code, reason, fields, content]) =>
      new SipResponse(code, reason, new HeaderFields(fields('INVITE')), content),
  )

function expectSame(message: SipMessage): void {
  const outcome = parseMessage(serializeMessage(message))
  if (!outcome.ok) throw new Error(`refused: ${outcome.fault}`)
  const again = outcome.message
  again.fields.remove('Content-Length')
  expect(again.fields.flat).toEqual(message.fields.flat)
  expect(Buffer.from(again.body).equals(Buffer.from(message.body))).toBe(true)
  if (message.kind === 'request' && again.kind === 'request') {
    expect([again.method, again.requestUri]).toEqual([message.method, message.requestUri])
  } else if (message.kind === 'response' && again.kind === 'response') {
    expect([again.statusCode, again.reasonPhrase]).toEqual([
      message.statusCode,
      message.reasonPhrase,
    ])
  } else throw new Error('a request became a response')
}

describe('parse(serialize(m)) equals m', () => {
  it('for requests', () => {
    fc.assert(fc.property(requests, expectSame), { numRuns: 300, seed: 3261 })
  })

  it('for responses', () => {
    fc.assert(fc.property(responses, expectSame), { numRuns: 300, seed: 3261 })
  })

  it('for URIs', () => {
    fc.assert(
      fc.property(uri, (text) => {
        const parsed = parseUri(text)
        expect(parsed && formatUri(parsed)).toBe(text)
      }),
      { numRuns: 500, seed: 3261 },
    )
  })

  it('for addresses', () => {
    fc.assert(
      fc.property(address, (text) => {
        const parsed = parseNameAddr(text)
        expect(parsed && formatNameAddr(parsed)).toBe(text)
      }),
      { numRuns: 500, seed: 3261 },
    )
  })
})

describe('serializeMessage', () => {
  it('sets Content-Length itself, whatever the fields say', () => {
    const invite = buildSampleInvite()
    invite.fields.set('Content-Length', '7')
    const text = serializeMessage(invite).toString()
    expect(text.match(/Content-Length/g)).toHaveLength(1)
    expect(text).toContain(`Content-Length: ${String(invite.body.length)}\r\n\r\nv=0`)
  })

  it('a sample INVITE has 17 header fields', () => {
    const head = serializeMessage(buildSampleInvite(5)).toString().split('\r\n\r\n')[0] ?? ''
    expect(head.split('\r\n')).toHaveLength(18)
  })

  it('characters beyond a byte are sent as UTF-8 where the caller forgot it', () => {
    const invite = buildSampleInvite()
    invite.fields.set('Subject', '\u4f60\u597d')
    expect(serializeMessage(invite).toString()).toContain('Subject: \u4f60\u597d\r\n')
  })
})
