import { beforeEach, describe, expect, test } from 'vitest'
import { createSeededIdSource } from '../../kernel/id-source.ts'
import { createFakeClock, type FakeClock } from '../../testing/fake-clock.ts'
import { createSessions, type KeptSession, type Session, type Sessions } from './sessions.ts'

const hourMs = 3_600_000
let clock: FakeClock
let kept: Map<string, KeptSession>
let sessions: Sessions
let ended: string[]

const create = (): Sessions => {
  const created = createSessions({
    persistence: {
      load: () => [...kept.values()],
      open: (session) => void kept.set(session.id, session),
      use(id, usedAtMs) {
        const session = kept.get(id)
        if (session) kept.set(id, { ...session, usedAtMs })
      },
      end: (id) => void kept.delete(id),
    },
    clock,
    ids: createSeededIdSource(1),
  })
  created.events.on('ended', ({ user }) => void ended.push(user))
  return created
}

beforeEach(() => {
  clock = createFakeClock()
  kept = new Map()
  ended = []
  sessions = create()
})

const open = (user = 'ada', stay = false): { token: string; session: Session } =>
  sessions.open({ user, role: 'operator', from: '192.0.2.7', stay })

describe('a session', () => {
  test('is found by its token, of which nothing is kept', () => {
    const { token, session } = open()
    expect(token).toMatch(/^[0-9a-v]{52}$/)
    expect(sessions.find(token)).toMatchObject({ user: 'ada', role: 'operator' })
    expect(sessions.find(session.id)).toBeUndefined()
    expect(sessions.find('')).toBeUndefined()
    expect(JSON.stringify([...kept])).not.toContain(token)
  })

  test('outlives the process', () => {
    const { token } = open()
    sessions = create()
    expect(sessions.find(token)).toMatchObject({ user: 'ada' })
  })

  test.each([
    ['12 hours', false, 12 * hourMs],
    ['30 days for who stays signed in', true, 30 * 24 * hourMs],
  ])('ends after %s without use', (_time, stay, idleMs) => {
    const { token, session } = open('ada', stay)
    expect(session.expiresAtMs).toBe(clock.nowMs() + idleMs)
    clock.advance(idleMs - 1)
    expect(sessions.find(token)).toBeDefined()
    clock.advance(1)
    expect(sessions.find(token)).toBeUndefined()
    expect([ended, kept.size]).toEqual([['ada'], 0])
  })

  test('goes on with every use, and remembers it across a restart', () => {
    const { token, session } = open()
    for (let hours = 0; hours < 48; hours += 6) {
      clock.advance(6 * hourMs)
      sessions.use(session.id)
    }
    sessions = create()
    clock.advance(11 * hourMs)
    expect(sessions.find(token)).toBeDefined()
  })

  test('is ended in time although nobody asks for it, so that open connections learn of it', () => {
    open()
    clock.advance(12 * hourMs + 60_000)
    expect(ended).toEqual(['ada'])
    expect(clock.pendingTimers).toBe(0)
  })

  test('that expired while no host ran is ended by the next one', () => {
    open()
    clock = createFakeClock(clock.nowMs() + 13 * hourMs)
    sessions = create()
    expect(sessions.countOf('ada')).toBe(0)
    expect(kept.size).toBe(0)
  })

  test('cannot be used any more once it was ended', () => {
    const { token, session } = open()
    sessions.end(session.id)
    sessions.use(session.id)
    sessions.end(session.id)
    expect(sessions.find(token)).toBeUndefined()
    expect(ended).toEqual(['ada'])
  })
})

test('all sessions of a user end but one, and nobody else’s', () => {
  const first = open()
  const second = open()
  const other = open('bob')
  sessions.endAllOf('ada', first.session.id)
  expect(sessions.find(first.token)).toBeDefined()
  expect(sessions.find(second.token)).toBeUndefined()
  expect(sessions.find(other.token)).toBeDefined()
  expect([sessions.countOf('ada'), sessions.countOf('bob')]).toEqual([1, 1])
})

test('a hundred sessions of a user are kept: the one that was not used for longest gives way', () => {
  const first = open()
  const second = open()
  clock.advance(120_000)
  sessions.use(first.session.id)
  for (let i = 0; i < 99; i++) open()
  expect(sessions.countOf('ada')).toBe(100)
  expect(sessions.find(first.token)).toBeDefined()
  expect(sessions.find(second.token)).toBeUndefined()
})
