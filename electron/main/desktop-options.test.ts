import { expect, it } from 'vitest'
import { readDesktopOptions } from './desktop-options.ts'

it('a start without options uses the usual data folder and the usual web address', () => {
  expect(readDesktopOptions(['.'])).toEqual({
    dataFolder: undefined,
    sip: undefined,
    http: { host: '127.0.0.1', port: 7080 },
    isHidden: false,
  })
})

it('what is asked for is read among the switches of Chromium', () => {
  const args = ['.', '--no-sandbox', '--data', '/srv/t', '--sip', 'udp:[::1]:0', '--hidden']
  const options = readDesktopOptions([...args, '--sip=tcp:127.0.0.1:0', '--http', '[::1]:0'])
  expect(options).toEqual({
    dataFolder: '/srv/t',
    sip: ['udp:[::1]:0', 'tcp:127.0.0.1:0'],
    http: { host: '::1', port: 0 },
    isHidden: true,
  })
})

it.each(['7080', 'localhost', '127.0.0.1:70800', '::1:80', ''])(
  'a web address "%s" is refused with what is allowed',
  (address) => {
    expect(() => readDesktopOptions([`--http=${address}`])).toThrow(/allowed: address:port/)
  },
)
