import { expect, test } from 'vitest'
import { isForeignPage } from './browser-guard.ts'

const names = ['node.example']
const marks = (host: string, origin?: string, fetchSite?: string) => ({ host, origin, fetchSite })

test.each([
  ['a program', marks('127.0.0.1:7080')],
  ['a program that uses any name', marks('sw.example:7080')],
  ['our own page', marks('127.0.0.1:7080', 'http://127.0.0.1:7080', 'same-origin')],
  ['our own page under TLS', marks('node.example', 'https://node.example', 'same-origin')],
  ['our own page over IPv6', marks('[::1]:7080', 'http://[::1]:7080')],
  ['an address typed by a person', marks('localhost:7080', undefined, 'none')],
])('%s passes', (_who, sent) => expect(isForeignPage(sent, names)).toBe(false))

test.each([
  ['a page of another site', marks('127.0.0.1:7080', 'http://evil.example')],
  ['a page of another port', marks('127.0.0.1:7080', 'http://127.0.0.1:9999', 'same-site')],
  ['a sandboxed page', marks('127.0.0.1:7080', 'null')],
  ['a cross-site request without Origin', marks('127.0.0.1:7080', undefined, 'cross-site')],
  ['a name that points here (rebinding)', marks('evil.example:7080', 'http://evil.example:7080')],
  ['a rebound name without Origin', marks('evil.example:7080', undefined, 'same-origin')],
])('%s is refused', (_who, sent) => expect(isForeignPage(sent, names)).toBe(true))
