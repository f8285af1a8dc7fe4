import { beforeEach, describe, expect, test } from 'vitest'
import type { EngineError } from '../../contract/errors.ts'
import type { FeedUpdate } from '../../contract/feeds.ts'
import { createFakeClock } from '../../../testing/fake-clock.ts'
import {
  createMemoryFeeds,
  type MemoryRow,
  type MemoryRows,
  type MemoryTail,
} from '../../../testing/memory-feeds.ts'
import type { VirtualClock } from '../../../kernel/virtual-clock.ts'
import type { FeedHub } from './feed-hub.ts'
import type { Following } from './feed-sink.ts'

let clock: VirtualClock
let source: MemoryRows
let tail: MemoryTail
let hub: FeedHub

beforeEach(() => {
  clock = createFakeClock()
  const memory = createMemoryFeeds(clock)
  source = memory.rows
  tail = memory.tail
  hub = memory.hub
})

/** A client that keeps what it was told. */
class Client {
  readonly rows = new Map<number, string>()
  readonly told: FeedUpdate<unknown>[] = []
  resume = ''
  isClogged = false
  /** Full again after each update, until a test says otherwise. */
  isSlow = false
  error: EngineError | undefined
  following: Following | undefined

  follow(feed = 'calls', input: unknown = {}, resume?: string): this {
    this.following = hub.follow(
      { feed, input, resume, role: 'viewer' },
      {
        isClogged: () => this.isClogged,
        update: (update, mark) => {
          this.resume = mark
          this.#take(update as FeedUpdate<MemoryRow>)
        },
        ended: (error) => {
          this.error = error
        },
      },
    )
    return this
  }

  get kinds(): string[] {
    return this.told.map(({ kind }) => kind)
  }

  #take(update: FeedUpdate<MemoryRow>): void {
    this.told.push(update)
    if (this.isSlow) this.isClogged = true
    if (update.kind === 'reset') this.rows.clear()
    if (update.kind === 'rows') for (const { id, text } of update.rows) this.rows.set(id, text)
    if (update.kind !== 'diff') return
    for (const key of update.removed) this.rows.delete(Number(key))
    for (const { id, text } of update.put) this.rows.set(id, text)
  }
}

describe('a snapshot', () => {
  test('comes at once, and whole before it is called ready', () => {
    source.fill(3)
    const client = new Client().follow()
    clock.advance(5)
    expect(client.kinds).toEqual(['reset', 'rows', 'ready'])
    expect(client.rows).toEqual(source.texts)
  })

  test('of many rows comes in pieces, one for each turn of the loop', () => {
    source.fill(10_000)
    const client = new Client().follow()
    clock.advance(0)
    const pieces = client.told.flatMap((update) => (update.kind === 'rows' ? [update.rows] : []))
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(500)
    expect(client.kinds.at(-1)).toBe('ready')
    expect(client.rows).toEqual(source.texts)
  })

  test('is right although rows change while it is sent', () => {
    source.fill(2000)
    const client = new Client()
    client.isSlow = true
    client.follow()
    for (let tick = 1; tick <= 12; tick++) {
      client.isClogged = false
      source.put(tick, `changed ${tick}`)
      source.remove(1000 + tick)
      source.put(3000 + tick, 'new')
      clock.advance(200)
    }
    expect(client.kinds).toContain('ready')
    expect(client.kinds.indexOf('ready')).toBeGreaterThan(5)
    client.isClogged = false
    clock.advance(200)
    expect(client.rows).toEqual(source.texts)
  })

  test('of nothing is ready as well', () => {
    const client = new Client().follow()
    clock.advance(5)
    expect(client.kinds).toEqual(['reset', 'ready'])
  })
})

describe('differences', () => {
  test('are squashed over a tick, and only touched rows are made again, once for everybody', () => {
    source.fill(1000)
    const clients = [new Client().follow(), new Client().follow(), new Client().follow()]
    clock.advance(500)
    source.made = 0
    for (let i = 0; i < 50; i++) source.put(7, `version ${i}`)
    source.put(2000, 'new')
    source.remove(8)
    clock.advance(250)
    expect(source.made).toBe(3)
    for (const client of clients) {
      expect(client.told.at(-1)).toEqual({
        kind: 'diff',
        put: [
          { id: 7, text: 'version 49' },
          { id: 2000, text: 'new' },
        ],
        removed: [8],
      })
      expect(client.rows).toEqual(source.texts)
    }
  })

  test('are not sent when nothing changed', () => {
    source.fill(3)
    const client = new Client().follow()
    clock.advance(5000)
    expect(client.told).toHaveLength(3)
  })

  test('of very many rows come in pieces', () => {
    source.fill(5000)
    const client = new Client().follow()
    clock.advance(500)
    for (const id of source.rows.keys()) source.put(Number(id), 'other')
    client.told.length = 0
    clock.advance(250)
    expect(client.told.length).toBeGreaterThan(9)
    expect(client.rows).toEqual(source.texts)
  })

  test('begin anew with a snapshot when every row may have changed', () => {
    source.fill(3)
    const client = new Client().follow()
    clock.advance(500)
    const { resume } = client
    source.rows.delete(1)
    source.touchAll()
    clock.advance(250)
    expect(client.kinds).toEqual(['reset', 'rows', 'ready', 'reset', 'rows', 'ready'])
    expect(client.rows).toEqual(source.texts)
    const late = new Client().follow('calls', {}, resume)
    clock.advance(250)
    expect(late.kinds[0]).toBe('reset')
  })
})

describe('a client that does not keep up', () => {
  test('is skipped, and gets the squashed difference when it can take it', () => {
    source.fill(10)
    const client = new Client().follow()
    const quick = new Client().follow()
    clock.advance(500)
    client.isClogged = true
    for (let i = 0; i < 20; i++) {
      source.put(1, `version ${i}`)
      source.put(20 + i, 'new')
      clock.advance(250)
    }
    expect(client.told).toHaveLength(3)
    expect(quick.rows).toEqual(source.texts)
    client.isClogged = false
    clock.advance(250)
    expect(client.told).toHaveLength(4)
    expect(client.rows).toEqual(source.texts)
  })

  test('gets a new snapshot when it was away for too long', () => {
    source.fill(10)
    const client = new Client().follow()
    clock.advance(500)
    client.isClogged = true
    for (let second = 0; second < 90; second++) {
      source.put(second, 'again')
      clock.advance(1000)
    }
    client.isClogged = false
    clock.advance(500)
    expect(client.kinds.filter((kind) => kind === 'reset')).toHaveLength(2)
    expect(client.rows).toEqual(source.texts)
  })
})

describe('a client that comes back', () => {
  test('goes on with a difference when its mark is known', () => {
    source.fill(100)
    const client = new Client().follow()
    clock.advance(500)
    client.following?.lost()
    source.put(1, 'changed')
    source.remove(2)
    clock.advance(30_000)
    const { resume } = client
    client.follow('calls', {}, resume)
    client.told.length = 0
    clock.advance(250)
    expect(client.kinds).toEqual(['diff'])
    expect(client.rows).toEqual(source.texts)
  })

  test.each(['', 'nonsense', 'x.1', '.', 'aaaaaaaaaaaaaaaa.99999999999999999999'])(
    'begins with a reset when its mark is %j',
    (mark) => {
      source.fill(3)
      const client = new Client().follow('calls', {}, mark)
      clock.advance(500)
      expect(client.kinds).toEqual(['reset', 'rows', 'ready'])
    },
  )

  test('begins with a reset when it comes after more than a minute', () => {
    source.fill(3)
    const client = new Client().follow()
    clock.advance(500)
    client.following?.lost()
    clock.advance(61_000)
    const { resume } = client
    client.told.length = 0
    client.follow('calls', {}, resume)
    clock.advance(250)
    expect(client.kinds).toEqual(['reset', 'rows', 'ready'])
  })

  test('cannot resume a snapshot that it had only half', () => {
    source.fill(3)
    const client = new Client()
    client.isClogged = true
    client.follow()
    client.following?.lost()
    expect(client.resume).toBe('')
  })
})

describe('the hub', () => {
  test('does nothing while nobody follows', () => {
    source.fill(3)
    expect(source.isWatched).toBe(false)
    const client = new Client().follow()
    clock.advance(500)
    expect(source.isWatched).toBe(true)
    client.following?.cancel()
    clock.advance(500)
    expect(source.isWatched).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })

  test('remembers what changes for a minute after a client was lost, then does nothing', () => {
    const client = new Client().follow()
    clock.advance(500)
    client.following?.lost()
    source.made = 0
    source.put(1, 'x')
    clock.advance(59_000)
    expect(source.isWatched).toBe(true)
    expect(source.made).toBe(0)
    clock.advance(2000)
    expect(source.isWatched).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })

  test('ends a feed whose source fails, and no other', () => {
    source.fill(1)
    const client = new Client().follow('calls')
    const other = new Client().follow('traceTail')
    clock.advance(500)
    source.fault = new Error('a bug')
    source.put(1, 'x')
    clock.advance(500)
    expect(client.error?.code).toBe('INTERNAL')
    tail.push(1)
    clock.advance(500)
    expect(other.error).toBeUndefined()
    expect(other.told.at(-1)).toMatchObject({ put: [{ sequence: 0 }] })
    source.fault = undefined
    const again = new Client().follow('calls')
    clock.advance(500)
    expect(again.rows).toEqual(source.texts)
  })

  test.each([
    ['no.such', {}, 'NOT_FOUND'],
    ['__proto__', {}, 'NOT_FOUND'],
    ['calls', { other: 1 }, 'INVALID_VALUE'],
    ['calls', null, 'INVALID_VALUE'],
    ['traceTail', { method: 5 }, 'INVALID_VALUE'],
  ])('refuses %s with %j', (feed, input, code) => {
    expect(() => new Client().follow(feed, input)).toThrow(expect.objectContaining({ code }))
    expect(clock.pendingTimers).toBe(0)
  })

  test('stops with everything that it had open', () => {
    new Client().follow()
    new Client().follow('traceTail')
    hub.stop()
    expect(source.isWatched).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('a tail', () => {
  test('begins empty and adds what is new, each client through its own filter', () => {
    tail.push(10)
    const all = new Client().follow('traceTail')
    const even = new Client().follow('traceTail', { text: 'even' })
    clock.advance(5)
    expect(all.kinds).toEqual(['reset', 'ready'])
    tail.push(3)
    clock.advance(250)
    expect(all.told.at(-1)).toMatchObject({
      put: [{ sequence: 10 }, { sequence: 11 }, { sequence: 12 }],
    })
    expect(even.told.at(-1)).toMatchObject({ put: [{ sequence: 10 }, { sequence: 12 }] })
    clock.advance(1000)
    expect(all.told).toHaveLength(3)
  })

  test('leaves out what is too much and says how much it was', () => {
    const client = new Client().follow('traceTail')
    clock.advance(5)
    tail.push(1000)
    clock.advance(250)
    const update = client.told.at(-1)
    expect(update).toMatchObject({ kind: 'diff', skipped: 800 })
    expect(update?.kind === 'diff' ? update.put : []).toHaveLength(200)
  })

  test('goes on after its mark without a reset', () => {
    const client = new Client().follow('traceTail')
    clock.advance(5)
    client.following?.lost()
    tail.push(5)
    const back = new Client().follow('traceTail', {}, client.resume)
    clock.advance(250)
    expect(back.kinds).toEqual(['diff'])
    expect(back.told[0]).toMatchObject({ put: [0, 1, 2, 3, 4].map((sequence) => ({ sequence })) })
  })

  test('waits for a client that does not keep up', () => {
    const client = new Client().follow('traceTail')
    clock.advance(5)
    client.isClogged = true
    tail.push(150)
    clock.advance(250)
    tail.push(150)
    clock.advance(250)
    client.isClogged = false
    clock.advance(250)
    expect(client.told.at(-1)).toMatchObject({ skipped: 100 })
  })
})
