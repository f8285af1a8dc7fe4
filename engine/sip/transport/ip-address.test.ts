import { describe, expect, test } from 'vitest'
import {
  familyOf,
  isIpLiteral,
  isSameAddress,
  isUnicast,
  isWildcard,
  sentBy,
} from './ip-address.ts'

describe('IP addresses', () => {
  test.each([
    ['192.0.2.1', 5060, true],
    ['10.0.0.1', 1, true],
    ['223.255.255.255', 5060, true],
    ['22.0.0.1', 5060, true],
    ['2.0.0.1', 65_535, true],
    ['2001:db8::1', 5060, true],
    ['::1', 5060, true],
    ['0.0.0.0', 5060, false],
    ['0.1.2.3', 5060, false],
    ['224.0.1.75', 5060, false],
    ['239.1.1.1', 5060, false],
    ['255.255.255.255', 5060, false],
    ['::', 5060, false],
    ['ff02::1', 5060, false],
    ['FF02::1', 5060, false],
    ['192.0.2.1', 0, false],
    ['192.0.2.1', 65_536, false],
    ['192.0.2.1', Number.NaN, false],
  ])('%s:%d is unicast: %s', (address, port, expected) => {
    expect(isUnicast({ address, port })).toBe(expected)
  })

  test('families, literals, wildcards', () => {
    expect([familyOf('192.0.2.1'), familyOf('::1')]).toEqual([4, 6])
    expect(['192.0.2.1', '::1', 'a.example.com', '[::1]', '1.2.3'].map(isIpLiteral)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
    expect(['0.0.0.0', '::', '127.0.0.1'].map(isWildcard)).toEqual([true, true, false])
  })

  test('IPv6 is the same however it is abbreviated', () => {
    expect(isSameAddress('2001:db8::1', '2001:DB8:0:0:0:0:0:1')).toBe(true)
    expect(isSameAddress('2001:db8::1', '2001:db8::2')).toBe(false)
    expect(isSameAddress('192.0.2.1', '192.0.2.1')).toBe(true)
    expect(isSameAddress('192.0.2.1', '::1')).toBe(false)
  })

  test('sent-by has brackets around IPv6', () => {
    expect(sentBy({ address: '::1', port: 5060 })).toBe('[::1]:5060')
    expect(sentBy({ address: '192.0.2.1', port: 5060 })).toBe('192.0.2.1:5060')
  })
})
