import { beforeEach, describe, expect, it } from 'vitest'
import type { AlarmCondition } from '../api/contract/alarms.ts'
import type { FakeClock } from '../testing/fake-clock.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { ComposedConcurrency } from './composed-concurrency.ts'
import type { Figures, Publication } from './publication-set.ts'
import { PublicationSet } from './publication-set.ts'
import type { PublisherKind, StoredPublication } from './publication.ts'
import { staleAlarm, staleSubject } from './stale-alarm.ts'
import type { StalePolicy } from './stale-policy.ts'

let clock: FakeClock
let policy: StalePolicy
let isPublished: boolean
let own: number
let configured: number
let publications: PublicationSet
let concurrency: ComposedConcurrency
let causes: string[]
const alarms = new Map<string, AlarmCondition>()
const gone: string[] = []

beforeEach(() => {
  clock = createFakeClock()
  policy = 'hold last'
  isPublished = true
  own = 0
  configured = 100
  causes = []
  alarms.clear()
  gone.length = 0
  publications = new PublicationSet(clock, {
    onChange: ({ stored }, cause) => {
      causes.push(cause)
      concurrency.changed(stored.resource)
    },
    onStale: (tombstone) => alarms.set(staleSubject(tombstone), staleAlarm(tombstone, policy)),
    onStaleEnd: (tombstone) => alarms.delete(staleSubject(tombstone)),
    onNodeGone: (node) => gone.push(node),
  })
  concurrency = new ComposedConcurrency({
    monotonicMs: () => clock.monotonicMs(),
    policy: () => policy,
    ownActive: () => own,
    configuredCapacity: () => configured,
    isPublished: () => isPublished,
    newestOf: (gateway) => publications.newestOf(gateway),
  })
})

let tags = 0
const stored = (
  publisherKind: PublisherKind,
  publisher: string,
  expiresSeconds = 60,
): StoredPublication => ({
  entityTag: `t${String(++tags)}`,
  resource: 'G',
  isAggregate: false,
  publisher,
  publisherKind,
  source: '192.0.2.1:5060',
  expiresSeconds,
  expiresAtMs: 0,
  body: '',
  contentType: '',
  createdAtMs: 0,
  updatedAtMs: 0,
  sequence: 1,
})
const figures = (active: number, capacity = 0): Figures => ({
  active,
  capacity,
  isOpen: true,
  status: {
    gatewayId: 'G',
    node: '',
    active,
    capacity,
    status: 'available',
    attempts: 0,
    answers: 0,
    sequence: 1,
  },
})
const add = (kind: PublisherKind, publisher: string, active: number, capacity = 0): Publication => {
  const made = stored(kind, publisher)
  publications.add(made, figures(active, capacity), made.expiresSeconds * 1000)
  const found = publications.find(made.entityTag)
  if (found === undefined) throw new Error('it was added')
  return found
}
const now = () => concurrency.occupancy('G')

describe('composed concurrency', () => {
  it('is the own ledger and the line limit when nothing is published', () => {
    own = 7
    expect(now()).toMatchObject({ active: 7, capacity: 100, elsewhere: 0, freshness: 'none' })
  })

  it('adds what other nodes publish', () => {
    own = 7
    add('node', 'b', 20)
    add('node', 'c', 3)
    expect(now()).toMatchObject({ active: 30, own: 7, elsewhere: 23, freshness: 'fresh' })
  })

  it('never counts the own publication', () => {
    own = 7
    add('own', 'a', 7)
    expect(now()).toMatchObject({ active: 7, elsewhere: 0, freshness: 'fresh' })
  })

  it('takes the larger of the sum and what the gateway says of itself', () => {
    own = 7
    add('node', 'b', 20)
    const gateway = add('gateway', 'G', 50)
    expect(now()).toMatchObject({ active: 50, publishedActive: 50 })
    publications.renew(gateway, stored('gateway', 'G'), figures(5))
    expect(now()).toMatchObject({ active: 27, publishedActive: 5 })
  })

  it.each([
    [100, 30, 30],
    [20, 30, 20],
    [0, 30, 30],
    [20, 0, 20],
    [0, 0, 0],
  ])(
    'takes the smaller of configured %i and published %i lines, 0 yields: %i',
    (limit, published, result) => {
      configured = limit
      add('gateway', 'G', 0, published)
      expect(now().capacity).toBe(result)
    },
  )

  it('ignores the capacity that other nodes publish', () => {
    add('node', 'b', 0, 10)
    expect(now().capacity).toBe(100)
  })

  it('ignores every publication while the box is unchecked', () => {
    own = 3
    add('node', 'b', 20)
    isPublished = false
    expect(now()).toMatchObject({ active: 3, freshness: 'none' })
    expect(concurrency.elsewhere('G')).toBe(0)
  })

  it('believes only the newest word of a node that crashed and came back', () => {
    const before = add('node', 'b', 20)
    add('node', 'b', 4)
    expect(now().elsewhere).toBe(4)
    clock.advance(30_000)
    publications.renew(before, stored('node', 'b'), figures(20))
    expect(now().elsewhere).toBe(20)
    publications.remove(before)
    expect(now().elsewhere).toBe(4)
  })

  it('is fresh, due in the last fifth, and stale', () => {
    add('node', 'b', 1)
    expect(now().freshness).toBe('fresh')
    clock.advance(47_900)
    expect(now().freshness).toBe('fresh')
    clock.advance(200)
    expect(now().freshness).toBe('due')
    clock.advance(12_000)
    expect(now().freshness).toBe('stale')
    expect(now().publishAgeMs).toBeGreaterThan(60_000)
  })
})

describe('a node that falls silent', () => {
  beforeEach(() => {
    own = 1
    add('node', 'b', 20)
  })

  it('hold last: counts for one more lifetime, with an alarm from the first second', () => {
    clock.advance(60_000)
    expect(now()).toMatchObject({ active: 21, freshness: 'stale', suspended: false })
    expect(alarms.get('G from b')?.text).toContain('held for 60 s more')
    clock.advance(59_900)
    expect(now().active).toBe(21)
    clock.advance(200)
    expect(now()).toMatchObject({ active: 1, freshness: 'stale' })
    expect(alarms.size).toBe(1)
  })

  it('own count only: is dropped at once', () => {
    policy = 'own count only'
    clock.advance(60_000)
    expect(now()).toMatchObject({ active: 1, freshness: 'stale', suspended: false })
    expect(alarms.get('G from b')?.text).toContain('dropped')
  })

  it('suspend gateway: no calls until it speaks again', () => {
    policy = 'suspend gateway'
    clock.advance(200_000)
    expect(now()).toMatchObject({ suspended: true, freshness: 'stale' })
    add('node', 'b', 2)
    expect(now()).toMatchObject({ suspended: false, active: 3, freshness: 'fresh' })
  })

  it('ends the alarm when it publishes again', () => {
    clock.advance(61_000)
    add('node', 'b', 2)
    expect(alarms.size).toBe(0)
    expect(publications.tombstones).toBe(0)
  })

  it('follows a change of the policy', () => {
    clock.advance(61_000)
    policy = 'suspend gateway'
    concurrency.policyChanged()
    expect(now().suspended).toBe(true)
  })

  it('leaves no tombstone when it removes its publication itself', () => {
    for (const publication of [...publications.of('G')]) publications.remove(publication)
    clock.advance(200_000)
    expect(now()).toMatchObject({ active: 1, freshness: 'none' })
    expect(gone).toEqual(['b'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('leaves no tombstone for an older publication when a newer one lives', () => {
    clock.advance(30_000)
    add('node', 'b', 5)
    clock.advance(31_000)
    expect(now()).toMatchObject({ active: 6, freshness: 'fresh' })
    expect(alarms.size).toBe(0)
  })

  it('can be buried by hand', () => {
    clock.advance(61_000)
    for (const tombstone of [...publications.of('G')]) publications.bury(tombstone)
    expect(alarms.size).toBe(0)
    expect(now().freshness).toBe('none')
  })
})

describe('tombstones', () => {
  it('are bounded: the oldest goes first', () => {
    for (let i = 0; i < 10_050; i++) {
      const made = { ...stored('node', 'b'), resource: `G${String(i)}` }
      publications.add(made, figures(1), 60_000)
      clock.advance(1)
    }
    clock.advance(60_000)
    expect(publications.tombstones).toBe(10_000)
    expect(alarms.has('G49 from b')).toBe(false)
    expect(alarms.has('G50 from b')).toBe(true)
    expect(alarms.size).toBe(10_000)
  })
})
