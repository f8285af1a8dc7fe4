import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FeedUpdate } from '../api/contract/feeds.ts'
import type { ServerFrame } from '../api/contract/frames.ts'
import type { Answer, ProcedureName } from '../api/contract/procedures.ts'
import type { Role } from '../api/contract/procedure.ts'
import type { ConnectionPorts } from '../api/server/connection.ts'
import { createHandlers } from '../api/server/handlers.ts'
import type { People } from '../api/server/people.ts'
import { systemClock } from '../kernel/clock.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createMemoryFeeds, type MemoryFeeds, type MemoryRow } from './memory-feeds.ts'
import { cheapHash, createMemoryAuditLog, createMemoryPeople } from './memory-people.ts'
import { createMemoryHistory, createTestEngine, type TestEngine } from './test-engine.ts'

/** An engine in memory behind a carrier: people, handlers, and feeds that a test changes by hand. */
export interface ConnectionScene {
  readonly engine: TestEngine
  readonly people: People
  readonly feeds: MemoryFeeds
  readonly ports: ConnectionPorts
  /** Opens a session and gives its token. */
  readonly signIn: (role: Role) => string
}

export function createConnectionScene(): ConnectionScene {
  const feeds = createMemoryFeeds()
  const engine: TestEngine = { ...createTestEngine(), feeds: feeds.hub }
  const people = createMemoryPeople()
  const { configuration, version } = engine
  const handlers = createHandlers({
    ...{ version, configuration, engine, people, auditLog: createMemoryAuditLog() },
    ...createMemoryHistory(engine),
    sealFor: () => {
      throw new Error('no seal in this test')
    },
    nowMs: () => systemClock.nowMs(),
  })
  const actor = { name: 'test', from: 'test' }
  for (const role of ['administrator', 'operator', 'viewer'] as const) {
    people.accounts.add(role, role, cheapHash('long enough'), actor)
  }
  return {
    ...{ engine, people, feeds },
    ports: { handlers, feeds: feeds.hub, version, clock: systemClock, log: silentLogger },
    signIn: (role) => people.sessions.open({ user: role, role, from: 'test', stay: false }).token,
  }
}

/** The client's end of a connection, below every comfort. */
export interface TestLink {
  send(value: unknown): void
  /** Everything that came so far. */
  readonly frames: readonly ServerFrame[]
  readonly isClosed: boolean
  close(): void
  /** Takes nothing more from the carrier, until `resume`. */
  pause(): void
  resume(): void
}

/** A carrier over the ports of a scene. */
export interface CarrierUnderTest {
  /** Without a token nobody is signed in. */
  connect(token?: string): Promise<TestLink>
  stop(): Promise<void>
}

const patience = { timeout: 20_000, interval: 5 }

/** The behaviour that every carrier of connections owes its clients. */
export function carrierSuite(
  name: string,
  serve: (scene: ConnectionScene) => Promise<CarrierUnderTest>,
): void {
  let scene: ConnectionScene
  let carrier: CarrierUnderTest

  beforeEach(async () => {
    scene = createConnectionScene()
    carrier = await serve(scene)
  })
  afterEach(async () => {
    await carrier.stop()
    scene.feeds.hub.stop()
  })

  const connect = async (role?: Role): Promise<TestClient> =>
    new TestClient(await carrier.connect(role && scene.signIn(role)))

  describe(`${name}: the connection`, () => {
    test('says hello before anything else', async () => {
      const client = await connect()
      await client.until(() => client.frames.length > 0)
      expect(client.frames[0]).toEqual({
        hello: { instance: scene.feeds.hub.instance, version: scene.engine.version },
      })
    })

    test.each([
      [null],
      [5],
      ['text'],
      [{}],
      [{ id: 'x' }],
      [{ id: -1, ask: 'session.state' }],
      [[]],
    ])('ends when the client sends %j', async (value) => {
      const client = await connect('viewer')
      client.link.send(value)
      await client.until(() => client.link.isClosed)
    })

    test('ends when the number of a feed is used twice', async () => {
      const client = await connect('viewer')
      client.follow(7, 'calls')
      client.follow(7, 'alarms')
      await client.until(() => client.link.isClosed)
    })

    test('leaves nothing behind when the client goes', async () => {
      const client = await connect('viewer')
      client.follow(1, 'calls')
      await client.until(() => client.isReady(1))
      client.link.send({ id: 1, cancel: true })
      client.link.close()
      await client.until(() => !scene.feeds.rows.isWatched)
    })
  })

  describe(`${name}: asks`, () => {
    test('are answered under their number, however many there are at once', async () => {
      const client = await connect('viewer')
      const names = ['SS_SIP_PUBLISH_EXPIRE', 'SS_SIP_OPTIONS_CHECK_PERIOD']
      const asks = Array.from({ length: 60 }, (_, i) => {
        const name = names[i % 2] ?? ''
        return client.ask('param.get', { name }).then((answer) => ({ name, answer }))
      })
      for (const { name, answer } of await Promise.all(asks)) {
        expect(answer).toMatchObject({ ok: true, value: { name } })
      }
    })

    test.each<[string, unknown, string]>([
      ['no.such', {}, 'NOT_FOUND'],
      ['__proto__', {}, 'NOT_FOUND'],
      ['param.get', {}, 'INVALID_VALUE'],
      ['param.get', { name: 'NO_SUCH' }, 'UNKNOWN_NAME'],
      ['param.set', { changes: {} }, 'PERMISSION_DENIED'],
    ])('%s with %j fails as %s', async (procedure, input, code) => {
      const client = await connect('viewer')
      const answer = await client.ask(procedure, input)
      expect(answer).toMatchObject({ ok: false, code })
      expect(answer).toHaveProperty('message')
    })

    test('need a session, but for those of the way in', async () => {
      const client = await connect()
      expect(await client.ask('param.list')).toMatchObject({ code: 'SIGN_IN_REQUIRED' })
      expect(await client.ask('session.state')).toMatchObject({ ok: true, value: { user: null } })
      const credentials = { name: 'operator', password: 'long enough' }
      expect(await client.ask('session.signIn', credentials)).toMatchObject({ ok: true })
      expect(await client.ask('param.list')).toMatchObject({ ok: true })
    })
  })

  describe(`${name}: feeds`, () => {
    test('begin with a snapshot, go on with differences, end when they are cancelled', async () => {
      const { rows } = scene.feeds
      rows.fill(1200)
      const client = await connect('viewer')
      client.follow(1, 'calls')
      await client.until(() => client.isReady(1))
      expect(client.rowsOf(1)).toEqual(rows.texts)
      rows.put(1, 'other')
      rows.remove(2)
      await client.until(() => client.kindsOf(1).at(-1) === 'diff')
      expect(client.rowsOf(1)).toEqual(rows.texts)
      client.link.send({ id: 1, cancel: true })
      // What comes back after the cancel was sent before it.
      await client.ask('session.state')
      const count = client.link.frames.length
      rows.put(3, 'unseen')
      client.follow(2, 'alarms')
      await client.until(() => client.isReady(2))
      expect(
        client.link.frames.slice(count).every((frame) => !('id' in frame) || frame.id !== 1),
      ).toBe(true)
    })

    test('arrive in the order of what happened', async () => {
      const client = await connect('viewer')
      client.follow(1, 'traceTail', { method: 'INVITE' })
      await client.until(() => client.isReady(1))
      for (let i = 0; i < 10; i++) {
        scene.feeds.tail.push(10)
        const seen = 10 * (i + 1)
        await client.until(() => client.sequencesOf(1).length >= seen)
      }
      expect(client.sequencesOf(1)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    })

    test('go on after a lost connection where they were', async () => {
      const { rows } = scene.feeds
      rows.fill(500)
      const token = scene.signIn('viewer')
      const lost = new TestClient(await carrier.connect(token))
      lost.follow(1, 'calls')
      await lost.until(() => lost.isReady(1))
      const resume = lost.markOf(1)
      lost.link.close()
      rows.put(1, 'changed meanwhile')
      rows.remove(2)
      const client = new TestClient(await carrier.connect(token))
      client.follow(1, 'calls', {}, resume)
      await client.until(() => client.kindsOf(1).length > 0)
      expect(client.kindsOf(1)).toEqual(['diff'])
      expect(client.updatesOf(1)[0]).toMatchObject({
        put: [{ id: 1, text: 'changed meanwhile' }],
        removed: [2],
      })
    })

    test.each<[string, unknown, Role | undefined, string]>([
      ['calls', {}, undefined, 'SIGN_IN_REQUIRED'],
      ['no.such', {}, 'viewer', 'NOT_FOUND'],
      ['calls', { unknown: 1 }, 'viewer', 'INVALID_VALUE'],
      ['traceTail', { statusCode: 9999 }, 'viewer', 'INVALID_VALUE'],
    ])('%s with %j by %s is refused as %s', async (feed, input, role, code) => {
      const client = await connect(role)
      client.follow(1, feed, input)
      await client.until(() => client.endOf(1) !== undefined)
      expect(client.endOf(1)).toMatchObject({ ok: false, code })
      expect(client.updatesOf(1)).toEqual([])
    })

    test.each<[string, (client: TestClient) => Promise<unknown> | void]>([
      ['signs out', (client) => client.ask('session.signOut')],
      ['is given another role', () => scene.people.sessions.endAllOf('viewer')],
    ])('end when the person %s', async (_, act) => {
      const client = await connect('viewer')
      client.follow(1, 'calls')
      client.follow(2, 'traceTail')
      await client.until(() => client.isReady(1) && client.isReady(2))
      await act(client)
      await client.until(() => client.frames.some((frame) => 'signedOut' in frame))
      const words = client.frames.flatMap((frame) => {
        if ('ended' in frame) return [String(frame.id)]
        return 'signedOut' in frame ? ['signed out'] : []
      })
      expect(words).toEqual(['1', '2', 'signed out'])
      expect(client.endOf(1)).toMatchObject({ code: 'SIGN_IN_REQUIRED' })
      expect(await client.ask('param.list')).toMatchObject({ code: 'SIGN_IN_REQUIRED' })
      expect(client.link.isClosed).toBe(false)
    })

    test('wait for a client that does not read, and lose nothing', async () => {
      const { rows } = scene.feeds
      const client = await connect('viewer')
      const other = await connect('viewer')
      client.follow(1, 'calls')
      other.follow(1, 'calls')
      await client.until(() => client.isReady(1) && other.isReady(1))
      client.link.pause()
      const text = 'x'.repeat(4000)
      // Each round is a tick of one feed; together they are more than any carrier may keep on its way.
      for (let round = 1; round <= 12; round++) {
        for (let id = 1; id <= 1000; id++) rows.put(id, `${text} ${round}`)
        await other.until(() => other.rowsOf(1).get(1000) === `${text} ${round}`)
      }
      client.link.resume()
      const isComplete = (): boolean =>
        [...client.rowsOf(1).values()].filter((each) => each === `${text} 12`).length === 1000
      await client.until(isComplete)
      expect(client.updatesOf(1).length).toBeLessThan(other.updatesOf(1).length)
    })
  })
}

/** A client that sorts out what it was sent. */
class TestClient {
  readonly link: TestLink
  #lastId = 1000

  constructor(link: TestLink) {
    this.link = link
  }

  get frames(): readonly ServerFrame[] {
    return this.link.frames
  }

  async until(isTrue: () => boolean): Promise<void> {
    await expect.poll(isTrue, patience).toBe(true)
  }

  async ask(procedure: ProcedureName | (string & {}), input: unknown = {}): Promise<Answer> {
    const id = ++this.#lastId
    this.link.send({ id, ask: procedure, input })
    const found = (): Answer | undefined => {
      for (const frame of this.frames) if ('answer' in frame && frame.id === id) return frame.answer
      return undefined
    }
    await this.until(() => found() !== undefined)
    return found() as Answer
  }

  follow(id: number, feed: string, input: unknown = {}, resume?: string): void {
    this.link.send({ id, feed, input, ...(resume === undefined ? {} : { resume }) })
  }

  updatesOf(id: number): FeedUpdate<unknown>[] {
    return this.frames.flatMap((frame) =>
      'update' in frame && frame.id === id ? [frame.update] : [],
    )
  }

  kindsOf(id: number): string[] {
    return this.updatesOf(id).map(({ kind }) => kind)
  }

  isReady(id: number): boolean {
    return this.kindsOf(id).includes('ready')
  }

  markOf(id: number): string {
    const marks = this.frames.flatMap((frame) =>
      'update' in frame && frame.id === id ? [frame.resume] : [],
    )
    return marks.at(-1) ?? ''
  }

  endOf(id: number): unknown {
    for (const frame of this.frames) if ('ended' in frame && frame.id === id) return frame.ended
    return undefined
  }

  rowsOf(id: number): Map<number, string> {
    const rows = new Map<number, string>()
    for (const update of this.updatesOf(id) as FeedUpdate<MemoryRow>[]) {
      if (update.kind === 'reset') rows.clear()
      if (update.kind === 'rows') for (const row of update.rows) rows.set(row.id, row.text)
      if (update.kind !== 'diff') continue
      for (const key of update.removed) rows.delete(Number(key))
      for (const row of update.put) rows.set(row.id, row.text)
    }
    return rows
  }

  sequencesOf(id: number): number[] {
    return (this.updatesOf(id) as FeedUpdate<{ readonly sequence: number }>[]).flatMap((update) =>
      update.kind === 'diff' ? update.put.map(({ sequence }) => sequence) : [],
    )
  }
}
