import { describe, expect, it } from 'vitest'
import { networkKey, parseAddress, parseNetwork } from './ip-network.ts'

describe('IP addresses', () => {
  it.each([
    ['192.0.2.1', [0xc0000201]],
    ['255.255.255.255', [0xffffffff]],
    ['::1', [0, 0, 0, 1]],
    ['2001:db8::10', [0x20010db8, 0, 0, 0x10]],
    ['2001:DB8:0:0:0:0:0:10', [0x20010db8, 0, 0, 0x10]],
    ['1::', [0x10000, 0, 0, 0]],
    ['::', [0, 0, 0, 0]],
    ['fe80::1%eth0', [0xfe800000, 0, 0, 1]],
    ['::ffff:192.0.2.1', [0xc0000201]],
    ['64:ff9b::192.0.2.1', [0x64ff9b, 0, 0, 0xc0000201]],
  ])('%s is read', (text, words) => {
    expect(parseAddress(text)).toEqual(words)
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1..2.3',
    'a.b.c.d',
    '1.2.3.4 ',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '::g',
    '1.2.3.4::',
  ])('"%s" is none', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })

  it.each([
    ['10.0.0.0/8', '10.255.1.2', '11.0.0.0'],
    ['192.0.2.128/25', '192.0.2.200', '192.0.2.127'],
    ['0.0.0.0/0', '1.2.3.4', undefined],
    ['192.0.2.1', '192.0.2.1', '192.0.2.2'],
    ['2001:db8::/32', '2001:db8:ffff::1', '2001:db9::'],
    ['2001:db8::/33', '2001:db8:7fff::1', '2001:db8:8000::'],
  ])('the block %s holds %s and not %s', (block, inside, outside) => {
    const network = parseNetwork(block)
    if (!network) throw new Error('test block is malformed')
    const key = networkKey(network.words, network.bits)
    const keyOf = (address: string): string => networkKey(parseAddress(address) ?? [], network.bits)
    expect(keyOf(inside)).toBe(key)
    if (outside !== undefined) expect(keyOf(outside)).not.toBe(key)
  })

  it.each(['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/x', 'host/8'])(
    '%s is no block',
    (text) => {
      expect(parseNetwork(text)).toBeUndefined()
    },
  )
})
