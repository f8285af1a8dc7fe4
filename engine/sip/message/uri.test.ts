import { describe, expect, it } from 'vitest'
import { escapeUser, formatUri, hostPort, isSipUri, parseUri, sameUri, unescape } from './uri.ts'
import type { SipUri } from './uri.ts'

function sip(text: string): SipUri {
  const uri = parseUri(text)
  if (uri === undefined || !isSipUri(uri)) throw new Error(`no SIP URI: ${text}`)
  return uri
}

describe('parseUri', () => {
  it('reads every part of a SIP URI', () => {
    const uri = sip(
      'sips:alice:secret@atlanta.example.com:5061;transport=tcp;LR?subject=x&priority=y',
    )
    expect(uri).toMatchObject({
      scheme: 'sips',
      user: 'alice',
      password: 'secret',
      host: 'atlanta.example.com',
      port: 5061,
      headers: 'subject=x&priority=y',
    })
    expect([...uri.parameters]).toEqual([
      ['transport', 'tcp'],
      ['lr', undefined],
    ])
  })

  it('compares the scheme without case', () => {
    expect(sip('SIP:a@b').scheme).toBe('sip')
    expect(sip('SiPs:a@b').scheme).toBe('sips')
  })

  it('keeps the user escaped, with the characters that telephones send', () => {
    expect(sip('sip:*21%23@h').user).toBe('*21%23')
    expect(sip('sip:#31#@h').user).toBe('#31#')
  })

  it('takes IPv6 only in brackets', () => {
    expect(sip('sip:[2001:db8::1]:5060').host).toBe('2001:db8::1')
    expect(parseUri('sip:2001:db8::1')).toBeUndefined()
    expect(parseUri('sip:[2001:db8::1')).toBeUndefined()
    expect(parseUri('sip:[1]')).toBeUndefined()
    expect(parseUri('sip:[zz::1]')).toBeUndefined()
  })

  it.each([
    ['', 'nothing'],
    ['sip:', 'no host'],
    ['sip:@host', 'empty user'],
    ['sip::pw@host', 'empty user before a password'],
    ['sip:a@', 'no host after the user'],
    ['sip:a@b@c', 'two user parts'],
    ['sip:a b@c', 'blank in the user'],
    ['sip:a<b@c', 'angle bracket in the user'],
    ['sip:a%zz@c', 'malformed escape'],
    ['sip:a%4', 'escape cut short in the host'],
    ['sip:a@b:', 'empty port'],
    ['sip:a@b:0', 'port 0'],
    ['sip:a@b:65536', 'port beyond 65535'],
    ['sip:a@b:5060x', 'letters behind the port'],
    ['sip:a@b;', 'empty parameter'],
    ['sip:a@b;=x', 'parameter without a name'],
    ['sip:a@b;p=%z', 'malformed escape in a parameter'],
    ['sip:a@b?x y', 'blank in the header part'],
    ['tel', 'no scheme'],
    ['9tel:1', 'scheme starting with a digit'],
    ['tel:', 'nothing after the scheme'],
    ['tel:1 2', 'blank in another scheme'],
  ])('refuses %j: %s', (text) => {
    expect(parseUri(text)).toBeUndefined()
  })

  it('keeps other schemes whole', () => {
    expect(parseUri('tel:+1-201-555-0123;ext=5')).toEqual({
      scheme: 'tel',
      text: 'tel:+1-201-555-0123;ext=5',
    })
  })
})

describe('formatUri', () => {
  it.each([
    'sip:alice@atlanta.example.com',
    'sips:alice:pw@atlanta.example.com:5061;transport=tls?a=b',
    'sip:[2001:db8::10]:5070;lr',
    'sip:%00@host5.example.com',
    'tel:+4930123456',
  ])('writes %s as it was', (text) => {
    const uri = parseUri(text)
    expect(uri && formatUri(uri)).toBe(text)
  })

  it('puts IPv6 in brackets', () => {
    expect(hostPort('2001:db8::1', 5060)).toBe('[2001:db8::1]:5060')
    expect(hostPort('192.0.2.1')).toBe('192.0.2.1')
  })
})

describe('escapes', () => {
  it('escapeUser is undone by unescape', () => {
    const user = 'a b@c:#"<>\\%\0\xff;'
    expect(unescape(escapeUser(user))).toBe(user)
    expect(escapeUser('*21#')).toBe('*21%23')
    expect(parseUri(`sip:${escapeUser(user)}@h`)).toBeDefined()
  })

  it('unescape leaves malformed escapes alone', () => {
    expect(unescape('100%')).toBe('100%')
    expect(unescape('%zz%41')).toBe('%zzA')
    expect(unescape('%%34%31')).toBe('%41')
  })
})

describe('sameUri, the examples of RFC 3261 §19.1.4', () => {
  it.each([
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;security=on'],
    [
      'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
      'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
    ],
    [
      'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
      'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
    ],
    ['tel:+49301', 'TEL:+49301'],
  ])('%s equals %s', (a, b) => {
    const [first, second] = [parseUri(a), parseUri(b)]
    expect(first && second && sameUri(first, second)).toBe(true)
    expect(first && second && sameUri(second, first)).toBe(true)
  })

  it.each([
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
    ['sip:bob@biloxi.com:6000;transport=tcp', 'sip:bob@biloxi.com'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
    ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
    ['sip:a%3Bb@h', 'sip:a;b@h'],
    ['sip:a@h', 'sips:a@h'],
    ['sip:%00@h', 'sip:%00%00@h'],
    ['sip:a@h', 'tel:a@h'],
    ['sip:a@h;x=1', 'sip:a@h;x=2'],
  ])('%s differs from %s', (a, b) => {
    const [first, second] = [parseUri(a), parseUri(b)]
    expect(first && second && sameUri(first, second)).toBe(false)
  })
})
