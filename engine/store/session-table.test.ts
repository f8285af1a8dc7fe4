import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'
import type { KeptSession } from '../api/server/sessions.ts'

const actor = { name: 'root', from: 'command line' }
let temporary: TemporaryStore

const session = (id: string, user = 'ada'): KeptSession => ({
  ...{ id, user, role: 'operator', from: '192.0.2.7', stay: true },
  ...{ startedAtMs: 1_800_000_000_000, usedAtMs: 1_800_000_000_000 },
})

beforeEach(() => {
  temporary = createTemporaryStore()
  temporary.store.users.add('ada', 'operator', 'hash', actor)
})
afterEach(() => temporary.remove())

test('a session and the time of the sign-in are there after a crash, with the role of the user', () => {
  temporary.store.sessions.open(session('a'))
  const store = temporary.crash()
  expect(store.sessions.load()).toEqual([session('a')])
  expect(store.users.find('ada')).toMatchObject({ lastSignInAtMs: 1_800_000_000_000 })
})

test('an ended session is not there after a crash', () => {
  temporary.store.sessions.open(session('a'))
  temporary.store.sessions.open(session('b'))
  temporary.store.sessions.end('a')
  expect(temporary.crash().sessions.load()).toEqual([session('b')])
})

test('its use is written within a second', () => {
  temporary.store.sessions.open(session('a'))
  temporary.store.sessions.use('a', 1_800_000_099_000)
  temporary.clock.advance(1000)
  expect(temporary.crash().sessions.load()).toMatchObject([{ usedAtMs: 1_800_000_099_000 }])
})

test('sessions go with their user', () => {
  temporary.store.sessions.open(session('a'))
  temporary.store.users.add('root', 'administrator', 'hash', actor)
  temporary.store.users.remove('ada', actor)
  temporary.store.sessions.open(session('b'))
  temporary.store.users.add('ada', 'viewer', 'hash', actor)
  expect(temporary.crash().sessions.load()).toEqual([])
})

test('people can sign in while the store refuses; it is written when it takes commits again', () => {
  const other = temporary.otherProgram()
  other.exec('BEGIN IMMEDIATE')
  temporary.store.sessions.open(session('a'))
  expect(temporary.store.health.trouble).toBe('locked')
  other.exec('ROLLBACK')
  temporary.clock.advance(1000)
  expect(temporary.crash().sessions.load()).toHaveLength(1)
})
