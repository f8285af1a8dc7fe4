import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSelfSignedCertificate } from '../../engine/testing/self-signed-certificate.ts'
import { runCommand } from '../harness/command-line.ts'
import { startHost, type Host } from '../harness/host.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

let folder: TemporaryFolder
let host: Host | undefined
const account = { name: 'ada', password: 'long enough' }

beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(async () => {
  await host?.stop()
  host = undefined
  folder.remove()
})

interface Answer {
  readonly ok: boolean
  readonly code?: string
  readonly value: { readonly token: string; readonly user: { readonly name: string } | null }
}

async function ask(name: string, input: object = {}, token = ''): Promise<Answer> {
  const response = await fetch(`${host?.ready.http ?? ''}/api/v1/rpc/${name}`, {
    method: 'POST',
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    body: JSON.stringify(input),
  })
  return (await response.json()) as Answer
}
const signIn = async (password = account.password): Promise<string> =>
  (await ask('session.signIn', { ...account, password })).value.token
const userOf = async (token: string): Promise<string | undefined> =>
  (await ask('session.state', {}, token)).value.user?.name
const resetPassword = (password: string) =>
  runCommand(['admin', 'reset-password', 'ada', '--data', folder.path], { input: `${password}\n` })

test('who is signed in stays so when the host dies and another takes over', async () => {
  host = await startHost({ dataFolder: folder.path })
  expect(await ask('session.createAdministrator', account)).toMatchObject({ ok: true })
  const token = await signIn()
  await host.kill9()
  host = await startHost({ dataFolder: folder.path })
  expect(await userOf(token)).toBe('ada')
  expect(await ask('session.createAdministrator', account)).toMatchObject({
    code: 'PERMISSION_DENIED',
  })
})

test('a password reset from the command line ends every session, with a host and without one', async () => {
  host = await startHost({ dataFolder: folder.path })
  await ask('session.createAdministrator', account)
  const first = await signIn()
  expect(await resetPassword('the second one')).toMatchObject({ code: 0 })
  expect(await userOf(first)).toBeUndefined()
  const second = await signIn('the second one')
  expect(await userOf(second)).toBe('ada')

  await host.stop()
  expect(await resetPassword('the third one')).toMatchObject({ code: 0 })
  host = await startHost({ dataFolder: folder.path })
  expect(await userOf(second)).toBeUndefined()
  expect(await userOf(await signIn('the third one'))).toBe('ada')
})

test('under TLS the cookie is bound to it and to the host', async () => {
  const { certificate, key } = createSelfSignedCertificate()
  const files = ['c.pem', 'k.pem'].map((name) => join(folder.path, name))
  const [certificateFile = '', keyFile = ''] = files
  writeFileSync(certificateFile, certificate)
  writeFileSync(keyFile, key)
  const args = ['--tls-cert', certificateFile, '--tls-key', keyFile]
  host = await startHost({ dataFolder: folder.path, args })
  const url = `${host.ready.http}/api/v1/session/administrator`
  const cookie = await new Promise<string>((resolve, reject) => {
    request(url, { method: 'POST', ca: certificate }, (response) => {
      response.resume()
      resolve(response.headers['set-cookie']?.[0] ?? '')
    })
      .on('error', reject)
      .end(JSON.stringify(account))
  })
  const port = new URL(url).port
  expect(cookie).toMatch(
    new RegExp(`^__Host-trunkline-${port}=\\w{52}; Path=/; HttpOnly; SameSite=Strict; Secure$`),
  )
})
