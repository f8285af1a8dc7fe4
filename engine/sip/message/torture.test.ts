import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { SipRequest, SipResponse } from './message.ts'
import { parseNameAddr } from './name-addr.ts'
import { parseDeltaSeconds } from './numbers.ts'
import { parseMessage } from './parse-message.ts'
import type { ParseOutcome } from './parse-message.ts'
import { serializeMessage } from './serialize-message.ts'
import { decodeUtf8 } from './text-encoding.ts'
import { formatUri, isSipUri, parseUri, unescape } from './uri.ts'
import type { SipUri } from './uri.ts'

interface Expectation {
  readonly file: string
  readonly kind: 'request' | 'response'
  readonly parse: 'accept' | 'reject' | 'either' | 'drop'
  readonly responses: readonly number[]
  readonly score: boolean
}

const folderOf = (set: string): URL => new URL(`../../../tests/data/${set}/`, import.meta.url)
const bytesOf = (set: string, file: string): Buffer =>
  readFileSync(new URL(`wire/${file}`, folderOf(set)))
const expectationsOf = (set: string): readonly Expectation[] =>
  (
    JSON.parse(readFileSync(new URL('expect.json', folderOf(set)), 'utf8')) as {
      messages: readonly Expectation[]
    }
  ).messages

/** Refusals of our own choice where the RFC lets us repair. */
const repaired: ReadonlySet<string> = new Set(['baddate.dat', 'regbadct.dat'])
/** Well formed, refused by the layers above: bcast.dat comes to a Via that is not ours. */
const aboveParser: ReadonlySet<string> = new Set(['bcast.dat'])

function expectOutcome(expected: Expectation, outcome: ParseOutcome): void {
  if (
    expected.parse === 'accept' ||
    repaired.has(expected.file) ||
    aboveParser.has(expected.file)
  ) {
    expect(outcome.ok ? 'accepted' : outcome.fault).toBe('accepted')
    if (outcome.ok) expect(outcome.message.kind).toBe(expected.kind)
    return
  }
  expect(outcome.ok).toBe(false)
  if (outcome.ok) return
  if (expected.parse === 'drop') expect(outcome.reply).toBeUndefined()
  else if (expected.score) expect(expected.responses).toContain(outcome.reply?.statusCode)
}

for (const set of ['rfc4475', 'rfc5118']) {
  describe(`${set} as expect.json says`, () => {
    for (const expected of expectationsOf(set)) {
      it(`${expected.file}: ${expected.parse} ${expected.responses.join('/')}`, () => {
        const outcome = parseMessage(bytesOf(set, expected.file))
        expectOutcome(expected, outcome)
        if (!outcome.ok) return
        expect(parseMessage(serializeMessage(outcome.message)).ok).toBe(true)
      })
    }
  })
}

function request(file: string, set = 'rfc4475'): SipRequest {
  const outcome = parseMessage(bytesOf(set, file))
  if (!outcome.ok || outcome.message.kind !== 'request') throw new Error(`${file} is refused`)
  return outcome.message
}

function response(file: string): SipResponse {
  const outcome = parseMessage(bytesOf('rfc4475', file))
  if (!outcome.ok || outcome.message.kind !== 'response') throw new Error(`${file} is refused`)
  return outcome.message
}

function sipUri(text: string | undefined): SipUri {
  const uri = text === undefined ? undefined : parseUri(text)
  if (uri === undefined || !isSipUri(uri)) throw new Error('not a SIP URI')
  return uri
}

describe('RFC 4475 §3.1.1: valid messages say what they say', () => {
  it('3.1.1.1 a short tortuous INVITE', () => {
    const invite = request('wsinv.dat')
    expect(invite.to.tag).toBe('1918181833n')
    expect(invite.from.tag).toBe('98asjd8')
    expect(invite.from.displayName).toBe('J Rosenberg \\"')
    expect(invite.maxForwards).toBe(68)
    expect(invite.cseq).toEqual({ sequence: 9, method: 'INVITE' })
    expect(invite.topVia).toMatchObject({
      transport: 'UDP',
      host: '192.0.2.2',
      branch: '390skdjuw',
    })
    expect(invite.fields.list('Via')).toHaveLength(3)
    expect(invite.fields.get('Subject')).toBe('')
    expect(invite.fields.get('NewFangledHeader')).toBe(
      'newfangled value continued newfangled value',
    )
    expect(invite.fields.get('UnknownHeaderWithUnusualValue')).toBe(';;,,;;,;')
    const contact = parseNameAddr(invite.fields.get('Contact') ?? '')
    expect(contact?.displayName).toBe('Quoted string ""')
    expect(contact?.parameters.get('newparam')).toBe('newvalue')
    expect(contact?.parameters.get('q')).toBe('0.33')
    expect(contact?.parameters.has('secondparam')).toBe(true)
    expect(invite.body).toHaveLength(150)
  })

  it('3.1.1.2 a wide range of valid characters', () => {
    const message = request('intmeth.dat')
    expect(message.method).toBe("!interesting-Method0123456789_*+`.%indeed'~")
    expect(message.cseq.method).toBe(message.method)
    expect(sipUri(message.requestUri).host).toBe('example.com')
    expect(sipUri(message.requestUri).password).toBe("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)")
    expect(message.to.displayName).toBe('BEL:\x07 NUL:\0 DEL:\x7f')
    expect(message.from.displayName).toBe("token1~` token2'+_ token3*%!.-")
    expect(decodeUtf8(message.from.parameters.get("fromparam''~+*_!.-%") ?? '')).toBe(
      '"\u0440\u0430\u0431\u043e\u0442\u0430\u044e\u0449\u0438\u0439"',
    )
    expect(message.callId).toBe('intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{')
    expect(message.maxForwards).toBe(255)
    expect(message.fields.get("extensionHeader-!.%*+_`'~")).toBeDefined()
  })

  it('3.1.1.3 %HH is unescaped once', () => {
    const invite = request('esc01.dat')
    expect(unescape(sipUri(invite.requestUri).user ?? '')).toBe('sips:user@example.com')
    const contact = sipUri(parseNameAddr(invite.fields.get('Contact') ?? '')?.uriText)
    expect(contact.user).toBe('cal%6Cer')
    expect(contact.parameters.has('lr')).toBe(true)
    expect(unescape(contact.parameters.get('name') ?? '')).toBe('value%41')
    expect(invite.from.uri).toMatchObject({ user: 'I%20have%20spaces' })
  })

  it('3.1.1.4 escaped NULs neither end nor equal anything', () => {
    const register = request('escnull.dat')
    expect(unescape(sipUri(register.to.uriText).user ?? '')).toBe('null-\0-null')
    const users = register.fields
      .list('Contact')
      .map((contact) => unescape(sipUri(parseNameAddr(contact)?.uriText).user ?? ''))
    expect(users).toEqual(['\0', '\0\0'])
  })

  it('3.1.1.5 % in a method and in a display name is no escape', () => {
    const message = request('esc02.dat')
    expect(message.method).toBe('RE%47IST%45R')
    expect(message.to.displayName).toBe('%Z%45')
    expect(message.fields.list('Contact')).toHaveLength(2)
  })

  it('3.1.1.6 a display name may touch the angle bracket', () => {
    expect(request('lwsdisp.dat').from.displayName).toBe('caller')
  })

  it('3.1.1.7 long values', () => {
    const invite = request('longreq.dat')
    expect(invite.fields.list('Via')).toHaveLength(34)
    expect(invite.fields.all('Via').at(-1)).toContain('received=192.0.2.5')
    expect(sipUri(invite.to.uriText).port).toBe(6000)
    expect(invite.from.tag).toMatch(/^129829829.*424$/)
    expect(invite.body).toHaveLength(150)
  })

  it('3.1.1.8 what follows the message in a datagram is ignored', () => {
    const register = request('dblreq.dat')
    expect(register.method).toBe('REGISTER')
    expect(register.body).toHaveLength(0)
  })

  it('3.1.1.9 a semicolon in the user part starts no parameter', () => {
    const uri = sipUri(request('semiuri.dat').requestUri)
    expect(unescape(uri.user ?? '')).toBe('user;par=u@example.net')
    expect(uri.parameters.size).toBe(0)
  })

  it('3.1.1.10 unknown transports in Via', () => {
    const transports = request('transports.dat').fields.list('Via')
    expect(transports).toHaveLength(5)
    expect(request('transports.dat').topVia.transport).toBe('UDP')
  })

  it('3.1.1.11 a multipart body is kept whole', () => {
    const message = request('mpart01.dat')
    expect(message.body).toHaveLength(553)
    expect(Buffer.from(message.body).includes(0)).toBe(true)
  })

  it('3.1.1.12 and 3.1.1.13 reason phrases in UTF-8, and none at all', () => {
    expect(decodeUtf8(response('unreason.dat').reasonPhrase)).toContain('\u0440')
    expect(response('unreason.dat').statusCode).toBe(200)
    expect(response('noreason.dat').reasonPhrase).toBe('')
    expect(response('noreason.dat').statusCode).toBe(100)
  })
})

describe('RFC 4475 §3.1.2 to §3.4: what is refused, and how', () => {
  it('3.1.2.1 answers through what is readable of a broken Via', () => {
    const outcome = parseMessage(bytesOf('rfc4475', 'badinv01.dat'))
    expect(outcome.ok ? undefined : outcome.reply?.fields.get('Via')).toBe('SIP/2.0/UDP 192.0.2.15')
  })

  it('3.1.2.4 scalars beyond their range are refused in CSeq, cut in Expires', () => {
    expect(parseDeltaSeconds('10000000000000000000')).toBe(4_294_967_295)
  })

  it('3.1.2.11 a header part in a Request-URI becomes neither URI nor header field', () => {
    const outcome = parseMessage(bytesOf('rfc4475', 'escruri.dat'))
    expect(outcome.ok ? 'ok' : outcome.fault).toBe('bad-uri')
    expect(outcome.ok ? undefined : outcome.reply?.fields.has('Route')).toBe(false)
  })

  it('3.1.2.13 a Contact that needs angle brackets cannot be read without them', () => {
    expect(parseNameAddr(request('regbadct.dat').fields.get('Contact') ?? '')).toBeUndefined()
  })

  it('3.1.2.16 another version is answered 505 with our own', () => {
    const outcome = parseMessage(bytesOf('rfc4475', 'badvers.dat'))
    const reply = outcome.ok ? undefined : outcome.reply
    expect(reply && serializeMessage(reply).toString()).toMatch(
      /^SIP\/2\.0 505 Version Not Supported\r\n/,
    )
    expect(reply?.fields.get('Via')).toBe('SIP/7.0/UDP c.example.com;branch=z9hG4bKkdjuw')
  })

  it('3.3.1 a request without From, To and Call-ID is answered with what there is', () => {
    const outcome = parseMessage(bytesOf('rfc4475', 'insuf.dat'))
    expect(outcome.ok ? undefined : outcome.reply?.fields.flat).toEqual([
      ...['CSeq', '193942 INVITE'],
      ...['Via', 'SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKkdj.insuf'],
    ])
  })

  it('3.3.2 and 3.3.3 unknown schemes are readable', () => {
    expect(request('unkscm.dat').uri).toEqual({
      scheme: 'nobodyknowsthisscheme',
      text: 'nobodyKnowsThisScheme:totallyopaquecontent',
    })
    expect(request('novelsc.dat').uri).toMatchObject({ scheme: 'soap.beep' })
    expect(request('unksm2.dat').to.uri).toMatchObject({ scheme: 'isbn' })
  })

  it('3.3.8 the reply to duplicates holds each field once', () => {
    const outcome = parseMessage(bytesOf('rfc4475', 'multi01.dat'))
    expect(outcome.ok ? undefined : outcome.reply?.fields.all('CSeq')).toEqual(['5 INVITE'])
  })

  it('3.3.11 Max-Forwards 0 is for the element to judge', () => {
    expect(request('zeromf.dat').maxForwards).toBe(0)
  })

  it('3.3.12 and 3.3.13 contact parameters and URI parameters are told apart', () => {
    const outside = parseNameAddr(request('cparam01.dat').fields.get('Contact') ?? '')
    expect(outside?.parameters.has('unknownparam')).toBe(true)
    expect(sipUri(outside?.uriText).parameters.size).toBe(0)
    const inside = parseNameAddr(request('cparam02.dat').fields.get('Contact') ?? '')
    expect(inside?.parameters.size).toBe(0)
    expect(inside && formatUri(inside.uri)).toContain(';unknownparam')
  })

  it('3.3.14 a header part of a Contact URI is kept', () => {
    const contact = parseNameAddr(request('regescrt.dat').fields.get('Contact') ?? '')
    expect(contact && formatUri(contact.uri)).toBe(
      'sip:user@example.com?Route=%3Csip:sip.example.com%3E',
    )
  })

  it('3.4.1 an RFC 2543 INVITE: no branch, no tag, body to the end', () => {
    const invite = request('inv2543.dat')
    expect(invite.topVia.branch).toBeUndefined()
    expect(invite.from.tag).toBeUndefined()
    expect(invite.maxForwards).toBeUndefined()
    expect(Buffer.from(invite.body).toString()).toMatch(/^v=0[\s\S]*RTP\/AVP 0\r\n$/)
  })
})

describe('RFC 5118', () => {
  const uriOf = (file: string): SipUri => sipUri(request(file, 'rfc5118').requestUri)

  it('4.1, 4.3, 4.4: the port is outside the brackets', () => {
    expect(uriOf('ipv6-good')).toMatchObject({ host: '2001:db8::10', port: undefined })
    expect(uriOf('port-ambiguous')).toMatchObject({ host: '2001:db8::10:5070', port: undefined })
    expect(uriOf('port-unambiguous')).toMatchObject({ host: '2001:db8::10', port: 5070 })
  })

  it('4.5: received with and without brackets', () => {
    for (const file of ['via-received-param-with-delim', 'via-received-param-no-delim']) {
      expect(request(file, 'rfc5118').topVia.received).toBe('2001:db8::9:255')
    }
  })

  it('4.7: Via of both families', () => {
    const bye = request('mult-ip-in-header', 'rfc5118')
    expect(bye.topVia).toMatchObject({ host: '2001:db8::9:1', port: 6050 })
    expect(bye.fields.list('Via')).toHaveLength(3)
  })

  it('4.9: IPv4-mapped addresses', () => {
    const invite = request('ipv4-mapped-ipv6', 'rfc5118')
    expect(invite.topVia).toMatchObject({ host: '::ffff:192.0.2.10', port: 19823 })
  })

  it('4.10: three colons are read, and sent, as two', () => {
    const options = request('ipv6-bug-abnf-3-colons', 'rfc5118')
    expect(options.requestUri).toBe('sip:user@[2001:db8::192.0.2.1]')
    expect(formatUri(options.to.uri)).toBe('sip:user@[2001:db8::192.0.2.1]')
    expect(uriOf('ipv6-correct-abnf-2-colons').host).toBe('2001:db8::192.0.2.1')
  })
})
