import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../../tests/harness/temporary-folder.ts'
import { answerClientFile } from './client-protocol.ts'

let folder: TemporaryFolder

beforeAll(() => {
  folder = createTemporaryFolder()
  mkdirSync(join(folder.path, 'client/assets'), { recursive: true })
  writeFileSync(join(folder.path, 'secret.js'), 'outside')
  writeFileSync(
    join(folder.path, 'client/index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>',
  )
  writeFileSync(join(folder.path, 'client/assets/index-B1.js'), 'script')
  writeFileSync(join(folder.path, 'client/assets/notes.txt'), 'of no kind that a client has')
})
afterAll(() => {
  folder.remove()
})

const get = (address: string, method = 'GET', remoteHost: string | null = null) =>
  answerClientFile(
    { folder: join(folder.path, 'client'), remoteHost: () => remoteHost },
    // The real Request would tidy the path first; main must not depend on that.
    { url: address, method } as Request,
  )

it('the page comes with a policy, and with the nonce that the policy names', async () => {
  const response = await get('app://trunkline/?window=trace')
  const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1]
  expect(nonce).toMatch(/^[\w+/]{22}==$/)
  expect(await response.text()).toBe(
    `<meta property="csp-nonce" nonce="${nonce}"><style nonce="${nonce}"></style>`,
  )
})

it('every load has a nonce of its own', async () => {
  const policies = await Promise.all(
    [1, 2].map(async () => (await get('app://trunkline/')).headers.get('content-security-policy')),
  )
  expect(policies[0]).not.toBe(policies[1])
})

it('the page may reach the host that was chosen, and no other', async () => {
  const response = await get('app://trunkline/', 'GET', 'https://switch.example:7443')
  expect(response.headers.get('content-security-policy')).toContain(
    "connect-src 'self' https://switch.example:7443 wss://switch.example:7443;",
  )
})

it('a script is served as one', async () => {
  const response = await get('app://trunkline/assets/index-B1.js')
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await response.text()).toBe('script')
})

describe('everything else is refused', () => {
  it.each([
    ['app://trunkline/../secret.js', 404],
    ['app://trunkline/%2e%2e/secret.js', 404],
    ['app://trunkline/assets/..%2f..%2fsecret.js', 404],
    ['app://trunkline//secret.js', 404],
    ['app://trunkline/assets\\..\\..\\secret.js', 404],
    ['app://trunkline/assets', 404],
    ['app://trunkline/assets/missing.js', 404],
    ['app://trunkline/assets/notes.txt', 404],
    ['app://elsewhere/index.html', 405],
    ['file:///etc/passwd', 405],
  ])('%s', async (address, status) => {
    const response = await get(address)
    expect(response.status).toBe(status)
    expect(await response.text()).toBe('')
  })

  it('a method that changes something', async () => {
    expect((await get('app://trunkline/', 'POST')).status).toBe(405)
  })
})
