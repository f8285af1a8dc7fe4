import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'

const actor = { name: 'root', from: 'command line' }
let temporary: TemporaryStore

beforeEach(() => {
  temporary = createTemporaryStore()
})
afterEach(() => temporary.remove())

test('a user is found after a crash, and its creation is audited without its password', () => {
  temporary.store.users.add('ada', 'administrator', '$scrypt$hash', actor)
  const store = temporary.crash()
  expect(store.users.find('ada')).toEqual({
    name: 'ada',
    role: 'administrator',
    passwordHash: '$scrypt$hash',
    createdAtMs: temporary.clock.nowMs(),
    changedAtMs: temporary.clock.nowMs(),
    lastSignInAtMs: 0,
  })
  expect(store.auditLog.read({})).toMatchObject([
    { actor, action: 'user.create', object: 'ada', after: { role: 'administrator' } },
  ])
  expect(JSON.stringify(store.auditLog.read({}))).not.toContain('scrypt')
})

test('a password is replaced and the change audited', () => {
  const { users, auditLog } = temporary.store
  users.add('bob', 'viewer', 'old', actor)
  users.setPasswordHash('bob', 'new', actor)
  expect(users.all()).toMatchObject([{ name: 'bob', role: 'viewer', passwordHash: 'new' }])
  expect(auditLog.read({ action: 'user.setPassword' })).toHaveLength(1)
})

test('a name is taken once, and an unknown one is refused', () => {
  const { users } = temporary.store
  users.add('ada', 'operator', 'hash', actor)
  expect(() => users.add('ada', 'viewer', 'hash', actor)).toThrow(/another user is named "ada"/)
  expect(() => users.setPasswordHash('eve', 'hash', actor)).toThrow(/no user is named "eve"/)
})

test('roles change and users go, with a line of the audit log each, but an administrator stays', () => {
  const { users, auditLog } = temporary.store
  expect(users.isEmpty()).toBe(true)
  users.add('ada', 'administrator', 'hash', actor)
  users.add('bob', 'viewer', 'hash', actor)
  for (const work of [
    () => users.setRole('ada', 'operator', actor),
    () => users.remove('ada', actor),
  ]) {
    expect(work).toThrow(/ada is the only administrator/)
  }
  users.setRole('bob', 'administrator', actor)
  users.remove('ada', actor)
  expect(temporary.crash().users.all()).toMatchObject([{ name: 'bob', role: 'administrator' }])
  expect(auditLog.read({ action: 'user' }).map(({ action }) => action)).toEqual([
    'user.remove',
    'user.setRole',
    'user.create',
    'user.create',
  ])
})
