import { describe, expect, it } from 'vitest'
import { formatNameAddr, parseNameAddr } from './name-addr.ts'
import { parseUri } from './uri.ts'

describe('parseNameAddr', () => {
  it('reads a quoted display name with backslashes', () => {
    const address = parseNameAddr('"Al \\"the\\\\cat\\" <x>" <sip:al@example.com>;tag=1')
    expect(address?.displayName).toBe('Al "the\\cat" <x>')
    expect(address?.uriText).toBe('sip:al@example.com')
    expect(address?.tag).toBe('1')
  })

  it('reads a display name of tokens and UTF-8', () => {
    expect(parseNameAddr('A. G. Bell <sip:b@h>')?.displayName).toBe('A. G. Bell')
    expect(parseNameAddr('\xe4\xb8\xad <sip:b@h>')?.displayName).toBe('\xe4\xb8\xad')
  })

  it('gives what follows an address without angle brackets to the header field', () => {
    const address = parseNameAddr(' sip:al@example.com ;tag = a ; q="x;y"')
    expect(address?.uri).toMatchObject({ host: 'example.com' })
    expect(address?.uri).toHaveProperty('parameters.size', 0)
    expect(address?.tag).toBe('a')
    expect(address?.parameters.get('q')).toBe('"x;y"')
  })

  it('an empty tag is no tag', () => {
    expect(parseNameAddr('<sip:a@h>;tag=')?.tag).toBeUndefined()
  })

  it('the first of equal parameters counts', () => {
    expect(parseNameAddr('<sip:a@h>;tag=1;TAG=2')?.tag).toBe('1')
  })

  it.each([
    '',
    '"open <sip:a@h>',
    '"name" sip:a@h',
    '<sip:a@h',
    '< sip:a@h>',
    'Bell, Alexander <sip:a@h>',
    'sip:a@h?x=y',
    '<sip:a@h>;',
    '<sip:a@h>;;tag=1',
    '<sip:a@h>;tag="1',
    '<sip:a@h> tag=1',
    '*',
  ])('refuses %j', (text) => {
    expect(parseNameAddr(text)).toBeUndefined()
  })
})

describe('formatNameAddr', () => {
  it('writes what parseNameAddr reads', () => {
    const uri = parseUri('sip:b@h;lr')
    if (uri === undefined) throw new Error('bad URI')
    const text = formatNameAddr({ displayName: 'a "b" \\c', uri, tag: 'x' })
    expect(text).toBe('"a \\"b\\" \\\\c" <sip:b@h;lr>;tag=x')
    expect(parseNameAddr(text)).toMatchObject({ displayName: 'a "b" \\c', tag: 'x', uri })
  })

  it('a tag given replaces the one among the parameters', () => {
    const address = parseNameAddr('<sip:a@h>;tag=old;x=1')
    expect(address && formatNameAddr({ ...address, tag: 'new' })).toBe('<sip:a@h>;tag=new;x=1')
    expect(address && formatNameAddr(address)).toBe('<sip:a@h>;tag=old;x=1')
  })

  it('no line end gets into a display name', () => {
    expect(formatNameAddr({ displayName: 'a\r\nVia: x', uri: 'sip:h' })).toBe('"a Via: x" <sip:h>')
  })
})
