import { expect, test } from 'vitest'
import { attachedServer, engineSettings } from './engine-settings.ts'

const urlOf = (url: string): string | undefined =>
  attachedServer.safeParse({ name: 'VOS', url }).data?.url

test.each([
  ['http://192.0.2.1:8080', 'http://192.0.2.1:8080'],
  ['http://192.0.2.1:80/', 'http://192.0.2.1'],
  [' https://vos.example.net ', 'https://vos.example.net'],
  ['HTTP://VOS.example.net', 'http://vos.example.net'],
  ['http://[2001:db8::1]:8080/external/server/', 'http://[2001:db8::1]:8080'],
  ['http://192.0.2.1/external_new/server', 'http://192.0.2.1'],
])('the address %j of a server is kept as %s', (url, kept) => expect(urlOf(url)).toBe(kept))

test.each([
  '192.0.2.1',
  'ftp://192.0.2.1',
  'file:///etc/passwd',
  'http://user:password@192.0.2.1',
  'http://192.0.2.1:99999',
  'http://192.0.2.1/other',
  'http://192.0.2.1?x=1',
  'http://',
  '',
])('%j is no address of a server', (url) => expect(urlOf(url)).toBeUndefined())

test('two servers of one name are refused', () => {
  const server = { name: 'VOS', url: 'http://192.0.2.1' }
  expect(engineSettings.safeParse({ attachedServers: [server, server] }).success).toBe(false)
})
