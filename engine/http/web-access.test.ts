import { expect, test } from 'vitest'
import { mayUse } from './web-access.ts'

const rules = [
  { directory: '/external', addresses: ['127.0.0.1', '::1', '10.0.0.0/8'] },
  { directory: '/external/server/GetCdr', addresses: ['10.9.9.9'] },
  { directory: '/metrics', addresses: [] },
]

test.each([
  ['/external/server/GetPerformance', '10.1.2.3', true],
  ['/external/server/GetPerformance', '192.0.2.1', false],
  // The longest directory decides alone, also against this machine.
  ['/external/server/GetCdr', '10.9.9.9', true],
  ['/external/server/GetCdr', '127.0.0.1', false],
  ['/external/server/GetCdrX', '127.0.0.1', true],
  ['/externals/server/GetCdr', '10.1.2.3', false],
  ['/metrics', '127.0.0.1', false],
  ['/healthz', '127.0.0.1', true],
  ['/healthz', '10.1.2.3', false],
])('%s from %s: %s', (path, address, allowed) => expect(mayUse(rules, path, address)).toBe(allowed))
