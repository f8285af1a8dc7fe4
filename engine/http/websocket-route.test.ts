import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { ServerFrame } from '../api/contract/frames.ts'
import { systemClock } from '../kernel/clock.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import {
  carrierSuite,
  createConnectionScene,
  type CarrierUnderTest,
  type ConnectionScene,
  type TestLink,
} from '../testing/carrier-suite.ts'
import { startHttpHost, type HttpHost } from './http-host.ts'

const startHost = ({ engine, people, ports }: ConnectionScene): Promise<HttpHost> =>
  startHttpHost({
    ...{ engine, handlers: ports.handlers, sessions: people.sessions },
    ...{ token: 'token-of-the-host', listen: { host: '127.0.0.1', port: 0 } },
    ...{ clock: systemClock, ids: createSeededIdSource(3), log: silentLogger },
  })

const addressOf = ({ url }: HttpHost): string => `${url.replace('http', 'ws')}/rpc`

async function connectBySocket(
  host: HttpHost,
  headers: Record<string, string> = {},
): Promise<TestLink & { readonly closeCode: number | undefined }> {
  const socket = new WebSocket(addressOf(host), { headers })
  const frames: ServerFrame[] = []
  let closeCode: number | undefined
  socket.on('message', (bytes: Buffer) => frames.push(JSON.parse(bytes.toString()) as ServerFrame))
  socket.on('close', (code) => {
    closeCode = code
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    frames,
    get isClosed() {
      return closeCode !== undefined
    },
    get closeCode() {
      return closeCode
    },
    send: (value) => {
      socket.send(JSON.stringify(value))
    },
    close: () => {
      socket.close()
    },
    pause: () => {
      socket.pause()
    },
    resume: () => {
      socket.resume()
    },
  }
}

carrierSuite('by WebSocket', async (scene): Promise<CarrierUnderTest> => {
  const host = await startHost(scene)
  return {
    connect: (token) =>
      connectBySocket(host, token === undefined ? {} : { authorization: `Bearer ${token}` }),
    stop: () => host.close(),
  }
})

describe('/rpc', () => {
  let scene: ConnectionScene
  let host: HttpHost

  beforeEach(async () => {
    scene = createConnectionScene()
    host = await startHost(scene)
  })
  afterEach(async () => {
    await host.close()
    scene.feeds.hub.stop()
  })

  const cookieOf = (token: string): string => `trunkline-${new URL(host.url).port}=${token}`
  const userOf = async (link: TestLink): Promise<unknown> => {
    link.send({ id: 1, ask: 'session.state', input: {} })
    await expect.poll(() => link.frames.length).toBeGreaterThan(1)
    return link.frames.find((frame) => 'answer' in frame)
  }

  test('lets in by the cookie of a page of ours', async () => {
    const link = await connectBySocket(host, {
      cookie: cookieOf(scene.signIn('operator')),
      origin: host.url,
    })
    expect(await userOf(link)).toMatchObject({ answer: { value: { user: { name: 'operator' } } } })
  })

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['a cookie alone', {}],
  ])('refuses %s', async (_, headers) => {
    const cookie = cookieOf(scene.signIn('administrator'))
    await expect(connectBySocket(host, { ...headers, cookie })).rejects.toThrow('403')
  })

  test('answers a plain request in words, and a WebSocket elsewhere not at all', async () => {
    expect((await fetch(`${host.url}/rpc`)).status).toBe(404)
    const elsewhere = new WebSocket(`${host.url.replace('http', 'ws')}/healthz`)
    await expect(
      new Promise((resolve, reject) => {
        elsewhere.on('open', resolve)
        elsewhere.on('error', reject)
      }),
    ).rejects.toThrow('200')
  })

  test.each([
    ['text that is no JSON', '{'],
    ['bytes', Buffer.from('{"id":1,"ask":"session.state","input":{}}')],
  ])('ends with a code when %s comes', async (_, sent) => {
    const socket = new WebSocket(addressOf(host))
    const code = await new Promise((resolve) => {
      socket.on('open', () => {
        socket.send(sent, { binary: typeof sent !== 'string' })
      })
      socket.on('close', resolve)
    })
    expect(code).toBe(1003)
  })

  test('ends with somebody unknown who sends more than a sign-in needs', async () => {
    const stranger = await connectBySocket(host)
    const known = await connectBySocket(host, { authorization: 'Bearer token-of-the-host' })
    const long = { id: 1, ask: 'param.get', input: { name: 'x'.repeat(100 * 1024) } }
    stranger.send(long)
    known.send(long)
    await expect.poll(() => stranger.isClosed, { timeout: 10_000 }).toBe(true)
    await expect
      .poll(() => known.frames.some((frame) => 'answer' in frame), { timeout: 10_000 })
      .toBe(true)
    expect(stranger.frames.some((frame) => 'answer' in frame)).toBe(false)
    expect(known.isClosed).toBe(false)
    known.close()
  })

  test('ends with 1009 when a frame is too long', async () => {
    const socket = new WebSocket(addressOf(host))
    const code = await new Promise((resolve) => {
      socket.on('open', () => {
        socket.send(`{"id":1,"ask":"${'x'.repeat(17 * 1024 * 1024)}"}`)
      })
      socket.on('close', resolve)
      socket.on('error', () => undefined)
    })
    // The host may cut the connection before its close frame was read.
    expect([1009, 1006]).toContain(code)
    expect((await fetch(`${host.url}/healthz`)).status).toBe(200)
  })

  test('serves so many strangers and lets the oldest go for one more', async () => {
    const links: Awaited<ReturnType<typeof connectBySocket>>[] = []
    for (let i = 0; i < 21; i++) links.push(await connectBySocket(host))
    await expect.poll(() => links[0]?.closeCode, { timeout: 10_000 }).toBe(1013)
    expect(links.slice(1).map(({ isClosed }) => isClosed)).toEqual(Array(20).fill(false))
    // Who is signed in is not counted among them.
    const link = await connectBySocket(host, {
      authorization: `Bearer ${scene.signIn('viewer')}`,
    })
    expect(await userOf(link)).toMatchObject({ answer: { ok: true } })
  })

  test('says that it goes when the host stops', async () => {
    const link = await connectBySocket(host)
    await host.close()
    await expect.poll(() => link.closeCode).toBe(1001)
  })

  test('stops although a client does not say goodbye', async () => {
    const { port } = new URL(host.url)
    const upgrade = request({
      ...{ host: '127.0.0.1', port, path: '/rpc' },
      headers: {
        ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    })
    upgrade.end()
    await new Promise((resolve) => upgrade.on('upgrade', resolve))
    await host.close()
  })
})
