import { describe, expect, test } from 'vitest'
import { isInBlock, isLoopback, parseAddress } from './address-block.ts'

describe('an address lies in a block', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['10.20.30.40', '10.0.0.0/8'],
    ['10.20.30.40', '0.0.0.0/0'],
    ['192.168.1.129', '192.168.1.128/25'],
    ['::ffff:10.1.2.3', '10.1.2.0/24'],
    ['2001:db8::1', '2001:db8::/32'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
    ['::1', '::1'],
  ])('%s in %s', (address, block) => expect(isInBlock(address, block)).toBe(true))
})

describe('an address does not lie in a block', () => {
  test.each([
    ['127.0.0.2', '127.0.0.1'],
    ['11.0.0.1', '10.0.0.0/8'],
    ['192.168.1.127', '192.168.1.128/25'],
    ['10.0.0.1', '::/0'],
    ['2001:db9::1', '2001:db8::/32'],
    ['10.0.0.1', '10.0.0.0/33'],
    ['10.0.0.1', '10.0.0.0/x'],
    ['10.0.0.1', ''],
    ['', '0.0.0.0/0'],
  ])('%s in %s', (address, block) => expect(isInBlock(address, block)).toBe(false))
})

test.each([
  '1.2.3',
  '1.2.3.4.5',
  '256.1.1.1',
  '1:2:3',
  '::1::2',
  '1:2:3:4:5:6:7:8:9',
  'g::1',
  ':1',
])('%s is no address', (text) => expect(parseAddress(text)).toBeUndefined())

test('this machine only: 127.0.0.0/8 and ::1', () => {
  expect(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true)
  expect(['0.0.0.0', '::', '10.0.0.1', 'localhost'].some(isLoopback)).toBe(false)
})
