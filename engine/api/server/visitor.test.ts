import { beforeEach, expect, test } from 'vitest'
import { createMemoryPeople } from '../../testing/memory-people.ts'
import type { Sessions } from './sessions.ts'
import { createFixedVisitor, createVisitor } from './visitor.ts'

const origin = { from: '192.0.2.7', isLocal: false }
let sessions: Sessions

beforeEach(() => {
  sessions = createMemoryPeople().sessions
})

const open = (user: string): string =>
  sessions.open({ user, role: 'viewer', from: '192.0.2.7', stay: false }).token

test('a visitor with the token of a session is its user; one without, or with any other, is nobody', () => {
  const token = open('ada')
  const caller = { name: 'ada', role: 'viewer', from: '192.0.2.7' }
  expect(createVisitor(sessions, { ...origin, token }).caller()).toEqual(caller)
  expect(createVisitor(sessions, origin).caller()).toBeUndefined()
  expect(createVisitor(sessions, { ...origin, token: 'x' }).caller()).toBeUndefined()
})

test('a visitor who signs in is somebody from then on', () => {
  const visitor = createVisitor(sessions, origin)
  visitor.signedIn(open('ada'))
  expect(visitor.caller()).toMatchObject({ name: 'ada' })
  expect(visitor.session()).toBeDefined()
})

test('the end of the session is told to everybody who holds it, and makes nobody of them', () => {
  const token = open('ada')
  const visitors = [1, 2].map(() => createVisitor(sessions, { ...origin, token }))
  const told: number[] = []
  visitors.forEach((visitor, index) => visitor.onSignedOut(() => void told.push(index)))
  createVisitor(sessions, { ...origin, token: open('bob') }).onSignedOut(() => void told.push(9))
  sessions.endAllOf('ada')
  expect(told).toEqual([0, 1])
  expect(visitors.map((visitor) => visitor.caller())).toEqual([undefined, undefined])
})

test('whoever stopped listening is told nothing', () => {
  const visitor = createVisitor(sessions, { ...origin, token: open('ada') })
  let told = 0
  visitor.onSignedOut(() => void told++)()
  sessions.endAllOf('ada')
  expect(told).toBe(0)
})

test('signing in as somebody else ends the session before', () => {
  const token = open('ada')
  const visitor = createVisitor(sessions, { ...origin, token })
  let told = 0
  visitor.onSignedOut(() => void told++)
  visitor.signedIn(open('bob'))
  expect(told).toBe(1)
  expect(sessions.find(token)).toBeUndefined()
  expect(visitor.caller()).toMatchObject({ name: 'bob' })
  sessions.endAllOf('bob')
  expect(told).toBe(2)
})

test('the command line is an administrator without a session', () => {
  const caller = { name: 'command line', from: 'command line', role: 'administrator' } as const
  const visitor = createFixedVisitor(caller)
  expect([visitor.caller(), visitor.session(), visitor.isLocal]).toEqual([caller, undefined, true])
})
