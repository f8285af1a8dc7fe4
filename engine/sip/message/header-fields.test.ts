import { describe, expect, it } from 'vitest'
import { splitCommaList } from './comma-list.ts'
import { HeaderFields, canonicalName } from './header-fields.ts'

describe('HeaderFields', () => {
  const sample = (): HeaderFields =>
    new HeaderFields(['Via', 'a', 'Route', '<sip:a,b>, "x,y" <sip:c>', 'Via', 'b', 'Route', 'd'])

  it('get gives the first line, all gives every line', () => {
    expect(sample().get('Via')).toBe('a')
    expect(sample().all('Via')).toEqual(['a', 'b'])
    expect(sample().get('From')).toBeUndefined()
    expect(sample().has('Via')).toBe(true)
  })

  it('list splits at commas outside quotes and angle brackets, over all lines', () => {
    expect(sample().list('Route')).toEqual(['<sip:a,b>', '"x,y" <sip:c>', 'd'])
  })

  it('set replaces the first line and drops the others', () => {
    const fields = sample()
    fields.set('Via', 'c')
    expect(fields.flat).toEqual(['Via', 'c', 'Route', '<sip:a,b>, "x,y" <sip:c>', 'Route', 'd'])
    fields.set('To', 't')
    expect(fields.all('To')).toEqual(['t'])
  })

  it('replaceFirst changes the first element and leaves the rest of the line and the other lines', () => {
    const fields = new HeaderFields(['Via', 'a ;x=",", b', 'Via', 'c'])
    fields.replaceFirst('Via', 'n')
    expect(fields.list('Via')).toEqual(['n', 'b', 'c'])
    fields.replaceFirst('To', 't')
    expect(fields.get('To')).toBe('t')
  })

  it('prepend, append and remove keep the order of the rest', () => {
    const fields = sample()
    fields.prepend('Via', '0')
    fields.append('Via', '9')
    expect(fields.all('Via')).toEqual(['0', 'a', 'b', '9'])
    fields.remove('Route')
    expect(fields.flat).toEqual(['Via', '0', 'Via', 'a', 'Via', 'b', 'Via', '9'])
    fields.remove('Route')
    const seen: string[] = []
    fields.forEach((name, value) => seen.push(name + value))
    expect(seen).toEqual(['Via0', 'Viaa', 'Viab', 'Via9'])
  })

  it('a clone is independent', () => {
    const fields = sample()
    const copy = fields.clone()
    copy.set('Via', 'z')
    expect(fields.get('Via')).toBe('a')
  })

  it('a value cannot write another header field', () => {
    const fields = new HeaderFields()
    fields.append('Subject', 'x\r\nRoute: <sip:evil>')
    expect(fields.get('Subject')).toBe('x Route: <sip:evil>')
  })

  it('challenges keep their commas', () => {
    const challenge = 'Digest realm="a", nonce="b", algorithm=MD5, qop="auth,auth-int"'
    expect(new HeaderFields(['WWW-Authenticate', challenge]).list('WWW-Authenticate')).toEqual([
      challenge,
    ])
  })
})

describe('canonicalName', () => {
  it.each([
    ['v', 'Via'],
    ['VIA', 'Via'],
    ['i', 'Call-ID'],
    ['call-id', 'Call-ID'],
    ['cSEQ', 'CSeq'],
    ['L', 'Content-Length'],
    ['www-authenticate', 'WWW-Authenticate'],
    ['sip-if-match', 'SIP-If-Match'],
    ['sip-etag', 'SIP-ETag'],
    ['o', 'Event'],
    ['x', 'Session-Expires'],
    ['X-Unknown', 'X-Unknown'],
    ['z', 'z'],
    ['', ''],
    ['Vib', 'Vib'],
  ])('%j is %j', (name, canonical) => {
    expect(canonicalName(name)).toBe(canonical)
  })
})

describe('splitCommaList', () => {
  it('leaves blank elements out', () => {
    expect(splitCommaList(' , a,, b ,')).toEqual(['a', 'b'])
    expect(splitCommaList('')).toEqual([])
  })

  it('an escaped quote does not end a quoted string', () => {
    expect(splitCommaList('"a\\",b", c')).toEqual(['"a\\",b"', 'c'])
  })

  it('an unclosed quote or bracket takes the rest', () => {
    expect(splitCommaList('a, "b, c')).toEqual(['a', '"b, c'])
    expect(splitCommaList('a, <b, c')).toEqual(['a', '<b, c'])
  })
})
