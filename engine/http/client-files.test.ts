import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHttpScene, type HttpScene } from '../../tests/harness/http-scene.ts'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../tests/harness/temporary-folder.ts'

let folder: TemporaryFolder
let scene: HttpScene
const script = 'console.info("ready")'

beforeEach(async () => {
  folder = createTemporaryFolder()
  const client = join(folder.path, 'client')
  mkdirSync(join(client, 'assets'), { recursive: true })
  writeFileSync(
    join(client, 'index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>',
  )
  writeFileSync(join(client, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  writeFileSync(join(client, 'assets', 'index-a1b2c3.js'), script)
  writeFileSync(join(client, 'assets', 'index-a1b2c3.js.br'), brotliCompressSync(script))
  writeFileSync(join(client, '.hidden.txt'), 'hidden')
  writeFileSync(join(folder.path, 'outside.txt'), 'outside')
  scene = await createHttpScene(client)
})
afterEach(async () => {
  await scene.close()
  folder.remove()
})

const get = (path: string, headers: Record<string, string> = {}) =>
  scene.send({ method: 'GET', path, headers })

describe('the page', () => {
  test('bears a nonce that is new with every load, in its policy and in itself', async () => {
    const loads = [await get('/'), await get('/')]
    const nonces = loads.map(({ headers, text }) => {
      const [, nonce = ''] =
        /'nonce-([^']+)'/.exec(String(headers['content-security-policy'])) ?? []
      expect(text).toBe(
        `<meta property="csp-nonce" nonce="${nonce}"><style nonce="${nonce}"></style>`,
      )
      return nonce
    })
    expect(nonces[0]).toMatch(/^\w{32}$/)
    expect(nonces[0]).not.toBe(nonces[1])
  })

  test('allows itself nothing but its own files', async () => {
    const { headers } = await get('/')
    const policy = String(headers['content-security-policy']).split('; ')
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      expect(policy).toContain(directive)
    }
    expect(policy.join()).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-type': 'text/html;charset=UTF-8',
    })
  })

  test('opens by a link of another site, which may load nothing else', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect((await get('/', link)).status).toBe(200)
    expect((await get('/?x=1', link)).status).toBe(200)
    expect((await get('/api/v1/session', link)).status).toBe(403)
    expect((await get('/', { ...link, 'sec-fetch-mode': 'no-cors' })).status).toBe(403)
    expect((await get('/', { ...link, host: 'evil.example' })).status).toBe(403)
  })

  test('that was not built says how it is', async () => {
    const bare = await createHttpScene()
    try {
      const { status, text } = await bare.send({ method: 'GET', path: '/' })
      expect(status).toBe(503)
      expect(text).toContain('"npm run build"')
    } finally {
      await bare.close()
    }
  })
})

describe('its files', () => {
  const asset = '/assets/index-a1b2c3.js'

  test('with a hash in their names are kept for ever, others are asked for anew', async () => {
    const { headers, text } = await get(asset)
    expect(text).toBe(script)
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript;charset=UTF-8',
    })
    expect((await get('/icon.svg')).headers).toMatchObject({
      ...{ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' },
    })
  })

  test('come compressed to whoever can read that', async () => {
    const response = await fetch(scene.host.url + asset, { headers: { 'accept-encoding': 'br' } })
    expect(response.headers.get('content-encoding')).toBe('br')
    expect(await response.text()).toBe(script)
    const gzip = await get(asset, { 'accept-encoding': 'gzip' })
    expect(gzip.headers['content-encoding']).toBeUndefined()
    expect(gzip.text).toBe(script)
  })

  test.each([
    '/../outside.txt',
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/assets/../../outside.txt',
    '/assets/..%5c..%5coutside.txt',
    '//outside.txt',
    '/.hidden.txt',
    '/assets/.%00.txt',
    '/assets',
    '/assets/',
    '/assets/index-a1b2c3.js.br',
    '/nothing.js',
    '/%ff.js',
  ])('%s is none of them', async (path) => {
    const { status, text } = await get(path)
    expect([400, 404]).toContain(status)
    expect(text).not.toMatch(/outside|hidden/)
  })
})
