import { request } from 'node:https'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSelfSignedCertificate } from '../../engine/testing/self-signed-certificate.ts'
import { runCommand } from '../harness/command-line.ts'
import { startHost } from '../harness/host.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

let folder: TemporaryFolder
let files: { readonly certificate: string; readonly key: string }
let authority: Buffer
beforeEach(() => {
  folder = createTemporaryFolder()
  const { certificate, key } = createSelfSignedCertificate()
  authority = certificate
  files = { certificate: join(folder.path, 'c.pem'), key: join(folder.path, 'k.pem') }
  writeFileSync(files.certificate, certificate)
  writeFileSync(files.key, key)
})
afterEach(() => folder.remove())

const tlsArgs = () => ['--tls-cert', files.certificate, '--tls-key', files.key]

/** Status of `/healthz` over TLS, the certificate checked. */
function health(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/healthz`, { ca: authority }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject).end()
  })
}

test('with a certificate the web side speaks TLS, and the command line still finds its way in', async () => {
  const host = await startHost({ dataFolder: folder.path, args: tlsArgs() })
  expect(host.ready.http).toMatch(/^https:\/\/127\.0\.0\.1:/)
  expect(await health(host.ready.http)).toBe(200)
  await expect(fetch(host.ready.http.replace('https', 'http'))).rejects.toThrow()
  const { output } = await runCommand([
    'param',
    'get',
    'SS_SIP_TIMEOUT_INVITE',
    '--data',
    folder.path,
  ])
  expect(output).toBe('10\n')
  await host.stop()
})

test('an address beyond this machine is allowed with it', async () => {
  const args = [...tlsArgs(), '--http', '0.0.0.0:0']
  const host = await startHost({ dataFolder: folder.path, args })
  expect(await health(host.ready.http.replace('0.0.0.0', '127.0.0.1'))).toBe(200)
  await host.stop()
})

test('the same certificate serves a SIP listener over TLS', async () => {
  const args = [...tlsArgs(), '--sip', 'tls:127.0.0.1:0']
  const host = await startHost({ dataFolder: folder.path, args })
  const port = Number(host.ready.sip[0]?.split(':').at(-1))
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca: authority, servername: 'localhost' })
    socket.on('secureConnect', () => resolve(void socket.destroy())).on('error', reject)
  })
  await host.stop()
})

test.each(['certificate', 'key'] as const)(
  'a %s that cannot be read is a sentence',
  async (which) => {
    writeFileSync(files[which], 'nothing')
    const args = [
      'serve',
      '--data',
      folder.path,
      '--sip',
      'udp:127.0.0.1:0',
      '--http',
      '127.0.0.1:0',
    ]
    const { code, errors } = await runCommand([...args, ...tlsArgs()])
    expect(code).toBe(1)
    expect(errors.trim().split('\n')).toHaveLength(1)
    expect(errors).toContain(`${files[which]} holds no`)
    const missing = await runCommand([...args, '--tls-cert', '/nowhere', '--tls-key', files.key])
    expect(missing.errors).toBe('the file /nowhere cannot be read\n')
  },
)
