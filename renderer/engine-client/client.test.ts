import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket as Socket } from 'ws'
import type { ServerFrame } from '../../engine/api/contract/frames.ts'
import { servePort } from '../../engine/api/server/port-carrier.ts'
import { createVisitor } from '../../engine/api/server/visitor.ts'
import { startHttpHost, type HttpHost } from '../../engine/http/http-host.ts'
import { systemClock } from '../../engine/kernel/clock.ts'
import { createSeededIdSource } from '../../engine/kernel/id-source.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import { createConnectionScene, type ConnectionScene } from '../../engine/testing/carrier-suite.ts'
import type { Carrier, LinkListener } from './carrier.ts'
import { createEngineClient, type EngineClient } from './client.ts'
import type { ConnectionState } from './connection-state.ts'
import type { ConnectionOptions } from './connection.ts'
import { createPortCarrier } from './port-carrier.ts'
import { createWebSocketCarrier } from './web-socket-carrier.ts'

const patience = { timeout: 20_000, interval: 5 }
const credentials = { name: 'operator', password: 'long enough', stay: false }

/** An engine that can go and come back, and the client's way to it. */
interface Way {
  readonly carrier: Carrier
  lose(): Promise<void>
  comeBack(): Promise<void>
  end(): Promise<void>
}

let clients: EngineClient[]
beforeEach(() => {
  clients = []
})
afterEach(() => {
  for (const client of clients) client.close()
  vi.unstubAllGlobals()
})

function connect(carrier: Carrier, options: Partial<ConnectionOptions> = {}): EngineClient {
  const client = createEngineClient(carrier, { firstDelayMs: 20, longestDelayMs: 100, ...options })
  clients.push(client)
  return client
}

const phaseOf = ({ connection }: EngineClient): string => connection.phase
const until = (probe: () => unknown, value: unknown = true): Promise<void> =>
  expect.poll(probe, patience).toEqual(value)

/** A page of the host, in a browser that has cookies. */
async function wayByWebSocket(
  scene: ConnectionScene,
  signIn: 'cookie' | 'link' = 'cookie',
): Promise<Way> {
  let port = 0
  const start = (): Promise<HttpHost> =>
    startHttpHost({
      ...{ engine: scene.engine, handlers: scene.ports.handlers },
      ...{ sessions: scene.people.sessions, token: 'token-of-the-host' },
      ...{ listen: { host: '127.0.0.1', port }, clock: systemClock },
      ...{ ids: createSeededIdSource(3), log: silentLogger },
    })
  let host = await start()
  const origin = host.url
  port = Number(new URL(origin).port)
  let cookie = ''
  class BrowserSocket extends Socket {
    constructor(address: string) {
      super(address, { headers: cookie === '' ? { origin } : { origin, cookie } })
      this.on('error', () => undefined)
    }
  }
  const { fetch } = globalThis
  vi.stubGlobal('WebSocket', BrowserSocket)
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    const headers = { ...(init.headers as object), origin, cookie }
    const response = await fetch(address, { ...init, headers })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return response
  })
  return {
    carrier: createWebSocketCarrier(origin, signIn),
    lose: () => host.close(),
    comeBack: async () => {
      host = await start()
    },
    end: () => host.close(),
  }
}

/** A desktop at another host: it signs in over the link, and gives every later link its token. */
async function wayToOtherHost(scene: ConnectionScene): Promise<Way> {
  const way = await wayByWebSocket(scene, 'link')
  const token = tokenOf(scene)
  vi.stubGlobal('fetch', () => Promise.reject(new Error('nothing is asked by HTTP')))
  class DesktopSocket extends Socket {
    constructor(address: string) {
      const shown = token()
      super(address, shown === undefined ? {} : { headers: { authorization: `Bearer ${shown}` } })
      this.on('error', () => undefined)
    }
  }
  vi.stubGlobal('WebSocket', DesktopSocket)
  return way
}

/** The token of the newest session, as the desktop keeps it until the session ends. */
function tokenOf({ people: { sessions } }: ConnectionScene): () => string | undefined {
  let token: string | undefined
  sessions.events.on('ended', () => {
    token = undefined
  })
  const open = sessions.open.bind(sessions)
  sessions.open = (request) => {
    const opened = open(request)
    token = opened.token
    return opened
  }
  return () => token
}

/** A window of the desktop, which presents the session's token with every port, as main does. */
function wayByPort(scene: ConnectionScene): Promise<Way> {
  let isThere = true
  let server: MessageChannel['port1'] | undefined
  const tokenInUse = tokenOf(scene)
  const serve = (): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    server = port1
    const origin = { from: 'desktop', isLocal: true }
    const token = tokenInUse()
    const visitor = createVisitor(
      scene.people.sessions,
      token === undefined ? origin : { ...origin, token },
    )
    servePort(scene.ports, visitor, port1)
    return port2 as unknown as MessagePort
  }
  const carrier = createPortCarrier(() =>
    isThere ? Promise.resolve(serve()) : Promise.reject(new Error('the engine is away')),
  )
  return Promise.resolve({
    carrier,
    lose: () => {
      isThere = false
      server?.close()
      return Promise.resolve()
    },
    comeBack: () => {
      isThere = true
      return Promise.resolve()
    },
    end: () => {
      server?.close()
      return Promise.resolve()
    },
  })
}

describe.each<[string, (scene: ConnectionScene) => Promise<Way>]>([
  ['by WebSocket', wayByWebSocket],
  ['by WebSocket to another host', wayToOtherHost],
  ['by MessagePort', wayByPort],
])('a client %s', (_, createWay) => {
  let scene: ConnectionScene
  let way: Way
  let client: EngineClient

  beforeEach(async () => {
    scene = createConnectionScene()
    way = await createWay(scene)
    client = connect(way.carrier)
  })
  afterEach(async () => {
    client.close()
    await way.end()
    scene.feeds.hub.stop()
  })

  const signIn = async (): Promise<void> => {
    await client.ask('session.signIn', credentials)
    await until(() => phaseOf(client), 'connected')
  }

  test('knows who is signed in, signs in and out', async () => {
    await until(() => phaseOf(client), 'signed out')
    expect(client.connection).toMatchObject({ session: { user: null } })
    await expect(client.ask('param.list', {})).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' })
    const signedIn = await client.ask('session.signIn', credentials)
    expect(signedIn.user).toEqual({ name: 'operator', role: 'operator' })
    await until(() => phaseOf(client), 'connected')
    expect(client.connection).toMatchObject({
      instance: scene.feeds.hub.instance,
      session: { user: { name: 'operator' } },
    })
    await client.ask('session.signOut', {})
    await until(() => phaseOf(client), 'signed out')
  })

  test('is told of a wrong password by its code, and stays where it is', async () => {
    await until(() => phaseOf(client), 'signed out')
    const wrong = { ...credentials, password: 'something else' }
    await expect(client.ask('session.signIn', wrong)).rejects.toMatchObject({
      ...{ name: 'EngineError', code: 'WRONG_PASSWORD' },
    })
    expect(phaseOf(client)).toBe('signed out')
  })

  test('asks, and is refused with code, details and message', async () => {
    await signIn()
    expect(await client.ask('param.get', { name: 'SS_SIP_PUBLISH_EXPIRE' })).toMatchObject({
      value: '300',
    })
    const refused = client.ask('param.set', { changes: { SS_SIP_PUBLISH_EXPIRE: '5' } })
    await expect(refused).rejects.toMatchObject({
      ...{ code: 'INVALID_VALUE', details: { field: 'SS_SIP_PUBLISH_EXPIRE' } },
      message: expect.stringContaining('30') as string,
    })
    await expect(client.ask('user.list', {})).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  })

  test('asks before the connection is up', async () => {
    expect(await client.ask('session.state', {})).toMatchObject({ user: null })
  })

  test('shows the rows of a feed as they are, until it is stopped', async () => {
    const { rows } = scene.feeds
    rows.fill(800)
    const live = client.live('routingOnline', {})
    await signIn()
    await until(() => live.rows.state, 'ready')
    expect(textsOf(live.rows)).toEqual(rows.texts)
    rows.put(1, 'changed')
    rows.remove(2)
    await until(() => textsOf(live.rows).get(1), 'changed')
    expect(textsOf(live.rows)).toEqual(rows.texts)
    live.stop()
    await client.ask('session.state', {})
    rows.put(3, 'unseen')
    const other = client.live('alarms', {})
    await until(() => other.rows.state, 'ready')
    expect(textsOf(live.rows).get(3)).toBe('row 3')
  })

  test('is told when a feed is refused', async () => {
    await signIn()
    const live = client.live('traceTail', { statusCode: 99_999 })
    let code = ''
    client.follow(
      'traceTail',
      { statusCode: 99_999 },
      {
        ...{ update: () => undefined },
        ended: (error) => {
          code = error.code
        },
      },
    )
    await until(() => live.rows.state, 'ended')
    await until(() => code, 'INVALID_VALUE')
  })

  test('goes on by itself after a loss, with what it had and the difference', async () => {
    const { rows } = scene.feeds
    rows.fill(500)
    const kinds: string[] = []
    await signIn()
    const live = client.live('routingOnline', {})
    client.follow('routingOnline', {}, { update: ({ kind }) => kinds.push(kind) })
    await until(() => live.rows.state === 'ready' && kinds.includes('ready'))
    const states: ConnectionState[] = []
    client.onConnection((state) => states.push(state))
    await way.lose()
    await until(() => phaseOf(client), 'lost')
    expect(live.rows.size).toBe(500)
    await expect(client.ask('param.list', {})).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' })
    rows.put(1, 'changed meanwhile')
    rows.remove(2)
    await until(() => {
      const { connection } = client
      return connection.phase === 'lost' && connection.attempt > 1
    })
    await way.comeBack()
    await until(() => phaseOf(client), 'connected')
    await until(() => textsOf(live.rows).get(1), 'changed meanwhile')
    expect(textsOf(live.rows)).toEqual(rows.texts)
    expect(kinds.filter((kind) => kind === 'reset')).toHaveLength(1)
    expect(states.some((state) => state.phase === 'lost' && state.retryAtMs !== null)).toBe(true)
  })

  test('rejects what is asked while the connection goes', async () => {
    await signIn()
    Object.assign(scene.ports.handlers, { 'param.list': () => new Promise(() => undefined) })
    const asked = client.ask('param.list', {})
    const outcome = expect(asked).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' })
    await way.lose()
    await outcome
  })

  test('forgets the rows when somebody signs out, and has them again after the next sign-in', async () => {
    scene.feeds.rows.fill(10)
    await signIn()
    const live = client.live('routingOnline', {})
    await until(() => live.rows.state, 'ready')
    scene.people.sessions.endAllOf('operator')
    await until(() => phaseOf(client), 'signed out')
    expect([live.rows.size, live.rows.state]).toEqual([0, 'loading'])
    await signIn()
    await until(() => live.rows.size, 10)
  })

  test('does not wait for its next try when it is told so', async () => {
    client.close()
    client = connect(way.carrier, { firstDelayMs: 600_000, longestDelayMs: 600_000 })
    await until(() => phaseOf(client), 'signed out')
    await way.lose()
    await until(() => client.connection.phase === 'lost' && client.connection.retryAtMs !== null)
    await way.comeBack()
    client.retryNow()
    await until(() => phaseOf(client), 'signed out')
  })

  test('says nothing more after it was closed', async () => {
    await signIn()
    client.close()
    await expect(client.ask('session.state', {})).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
    })
  })
})

const textsOf = (rows: { values(): Iterable<unknown> }): Map<number, string> =>
  new Map(
    [...rows.values()].map((row) => {
      const { id, text } = row as { readonly id: number; readonly text: string }
      return [id, text]
    }),
  )

describe('a client of an engine made by hand', () => {
  interface HandLink {
    readonly listener: LinkListener
    readonly sent: unknown[]
    isClosed: boolean
  }

  /** Every link that was opened; the test plays the engine. */
  function handCarrier(): { readonly carrier: Carrier; readonly links: HandLink[] } {
    const links: HandLink[] = []
    const open = (listener: LinkListener) => {
      const link: HandLink = { listener, sent: [], isClosed: false }
      links.push(link)
      return {
        send: (frame: unknown) => void link.sent.push(frame),
        close: () => {
          link.isClosed = true
        },
      }
    }
    return { carrier: { open }, links }
  }

  const session = {
    ...{ node: 'n', version: '1', needsAdministrator: false, mayCreateAdministrator: false },
    user: { name: 'admin', role: 'administrator' },
  }
  /** Says hello and answers the client's question who is signed in. */
  function welcome({ listener, sent }: HandLink, instance: string): void {
    listener.onFrame({ hello: { instance, version: '1' } })
    const { id } = sent.at(-1) as { readonly id: number }
    listener.onFrame({ id, answer: { ok: true, value: session } })
  }

  const feedFrames = ({ sent }: HandLink) =>
    sent.filter((frame) => typeof frame === 'object' && frame !== null && 'feed' in frame)

  test('opens its feeds with the mark of the last update, and without one at another engine', async () => {
    const { carrier, links } = handCarrier()
    const client = connect(carrier)
    const told: string[] = []
    client.follow('calls', {}, { update: ({ kind }) => told.push(kind) })
    const [first] = links
    if (!first) throw new Error('a client opens a link at once')
    welcome(first, 'one')
    await until(() => feedFrames(first).length, 1)
    const { id } = feedFrames(first)[0] as unknown as { readonly id: number }
    const update = (resume: string): ServerFrame => ({ id, update: { kind: 'ready' }, resume })
    first.listener.onFrame(update('mark-1'))
    first.listener.onClosed()
    await until(() => links.length, 2)
    const second = links[1] as HandLink
    welcome(second, 'one')
    await until(() => feedFrames(second).length, 1)
    expect(feedFrames(second)).toEqual([{ id, feed: 'calls', input: {}, resume: 'mark-1' }])
    second.listener.onFrame(update('mark-2'))
    second.listener.onClosed()
    await until(() => links.length, 3)
    const third = links[2] as HandLink
    welcome(third, 'another')
    await until(() => feedFrames(third).length, 1)
    expect(feedFrames(third)).toEqual([{ id, feed: 'calls', input: {} }])
    expect(told).toEqual(['ready', 'ready'])
  })

  test('gives up a link on which nothing comes, but not one with a beat', async () => {
    const { carrier, links } = handCarrier()
    connect(carrier, { silenceMs: 2000 })
    const first = links[0] as HandLink
    welcome(first, 'one')
    for (let i = 0; i < 50; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      first.listener.onFrame({ beat: true })
    }
    expect(first.isClosed).toBe(false)
    await until(() => first.isClosed)
    await until(() => links.length, 2)
  })

  test('waits longer after each failure, and not twice the same', async () => {
    const { carrier, links } = handCarrier()
    const client = connect(carrier, { firstDelayMs: 4, longestDelayMs: 64 })
    const delays: number[] = []
    client.onConnection((state) => {
      if (state.phase === 'lost' && state.retryAtMs !== null) {
        delays.push(state.retryAtMs - Date.now())
      }
    })
    welcome(links[0] as HandLink, 'one')
    await until(() => phaseOf(client), 'connected')
    for (let i = 0; i < 8; i++) {
      ;(links.at(-1) as HandLink).listener.onClosed()
      await until(() => links.length, i + 2)
    }
    expect(delays).toHaveLength(8)
    expect(delays[0]).toBeLessThanOrEqual(8)
    expect(Math.max(...delays)).toBeLessThanOrEqual(64)
    expect(Math.max(...delays.slice(-3))).toBeGreaterThan(30)
    expect(new Set(delays).size).toBeGreaterThan(4)
  })

  test('ends a link whose engine cannot say who is signed in', async () => {
    const { carrier, links } = handCarrier()
    connect(carrier)
    const first = links[0] as HandLink
    first.listener.onFrame({ hello: { instance: 'one', version: '1' } })
    const { id } = first.sent.at(-1) as { readonly id: number }
    const answer = { ok: false, code: 'INTERNAL', message: 'it failed', details: {} } as const
    first.listener.onFrame({ id, answer })
    await until(() => first.isClosed)
  })
})
