import { describe, expect, test } from 'vitest'
import { parseHttpAddress, planServe, type ServeOptions } from './serve-options.ts'

const options = (given: Partial<ServeOptions> = {}): ServeOptions => ({
  ...{ http: '127.0.0.1:7080', log: 'warn', data: '/srv/data' },
  ...given,
})

test('what is given holds for this run; what is not stays as it was saved', () => {
  expect(planServe(options())).toMatchObject({ folder: '/srv/data', overrides: {} })
  const given = options({ sip: ['udp:[::1]:5060', 'tcp:127.0.0.1:0'], domain: 'd', node: 'n' })
  expect(planServe(given).overrides).toEqual({
    ...{ listen: ['udp:[::1]:5060', 'tcp:127.0.0.1:0'], domain: 'd', nodeName: 'n' },
  })
})

test.each([
  ['127.0.0.1:7080', { host: '127.0.0.1', port: 7080 }],
  ['[::1]:0', { host: '::1', port: 0 }],
  ['localhost:80', { host: 'localhost', port: 80 }],
])('%s', (text, address) => expect(parseHttpAddress(text)).toEqual(address))

test.each(['', ':80', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536', '::1:80', 'a b:80'])(
  '%j is no web address',
  (text) => expect(() => parseHttpAddress(text)).toThrow(/address:port/),
)

describe('an address beyond this machine', () => {
  const pair = { tlsCert: 'c.pem', tlsKey: 'k.pem' }

  test.each(['0.0.0.0:80', '[::]:80', '192.0.2.1:80', 'sw.example:80'])('%s needs TLS', (http) => {
    expect(() => planServe(options({ http }))).toThrow(/--tls-cert and --tls-key/)
    expect(planServe(options({ http, ...pair })).tls).toEqual({
      ...{ certificateFile: 'c.pem', keyFile: 'k.pem' },
    })
    expect(planServe(options({ http, insecureHttp: true })).tls).toBeUndefined()
  })

  test.each(['127.0.0.1:80', '127.9.9.9:80', '[::1]:80', 'localhost:80'])('%s is not one', (http) =>
    expect(planServe(options({ http })).tls).toBeUndefined(),
  )

  test.each(Object.entries(pair))('%s alone is not enough', (name, file) =>
    expect(() => planServe(options({ [name]: file }))).toThrow(/go together/),
  )
})

test('the certificate also serves SIP over TLS where the command line asks for it', () => {
  const pair = { tlsCert: '/c.pem', tlsKey: '/k.pem' }
  expect(planServe(options({ sip: ['tls:127.0.0.1:0'], ...pair })).overrides).toEqual({
    ...{ listen: ['tls:127.0.0.1:0'], tlsCertificateFile: '/c.pem', tlsKeyFile: '/k.pem' },
  })
  expect(planServe(options({ sip: ['udp:127.0.0.1:0'], ...pair })).overrides).toEqual({
    ...{ listen: ['udp:127.0.0.1:0'] },
  })
})
