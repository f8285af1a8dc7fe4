import { expect, it } from 'vitest'
import { watcherUri } from './watcher-columns.ts'

it.each([
  ['<sip:watcher@127.0.0.1>;tag=1w1', 'sip:watcher@127.0.0.1'],
  ['"Ada" <sips:ada@example.org;transport=tls>;tag=7', 'sips:ada@example.org;transport=tls'],
  ['sip:plain@127.0.0.1;tag=3', 'sip:plain@127.0.0.1'],
])('of the From %s the URI is shown', (from, uri) => {
  expect(watcherUri(from)).toBe(uri)
})
