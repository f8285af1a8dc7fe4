import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createTemporaryStore,
  type TemporaryStore,
} from '../../../tests/harness/temporary-store.ts'
import { createSeededIdSource } from '../../kernel/id-source.ts'
import { cheapHash } from '../../testing/memory-people.ts'
import {
  createMemoryHistory,
  createTestEngine,
  type TestEngine,
} from '../../testing/test-engine.ts'
import { procedures, type Answer, type Handlers, type Visitor } from '../contract/procedures.ts'
import type { SignedIn } from '../contract/session-procedures.ts'
import { answerAsk } from './answer-ask.ts'
import { createHandlers } from './handlers.ts'
import { createPeople, type People } from './people.ts'
import { createFixedVisitor, createVisitor } from './visitor.ts'

const actor = { name: 'test', from: 'test' }
const commandLine = createFixedVisitor({
  ...{ name: 'command line', from: 'command line', role: 'administrator' },
})
let temporary: TemporaryStore
let engine: TestEngine
let people: People
let handlers: Handlers

/** What a process makes of the data folder. */
const begin = (): void => {
  const { store, clock } = temporary
  people = createPeople({
    ...{ accounts: store.users, sessions: store.sessions, clock },
    parameters: engine.configuration.parameters,
    ids: createSeededIdSource(clock.nowMs()),
  })
  handlers = createHandlers({
    ...{ version: '1.2.3', configuration: engine.configuration, engine, people },
    ...createMemoryHistory(engine),
    auditLog: store.auditLog,
    sealFor: () => {
      throw new Error('nothing is sealed here')
    },
    nowMs: () => clock.nowMs(),
  })
}
beforeEach(() => {
  temporary = createTemporaryStore()
  engine = createTestEngine()
  begin()
})
afterEach(() => temporary.remove())

const visit = (isLocal = true): Visitor =>
  createVisitor(people.sessions, { from: isLocal ? '127.0.0.1' : '192.0.2.7', isLocal })
const ask = (visitor: Visitor, name: string, input: unknown = {}): Promise<Answer> =>
  answerAsk(handlers, name, input, visitor)
const add = (name: string, role: 'viewer' | 'operator' | 'administrator'): void =>
  people.accounts.add(name, role, cheapHash('long enough'), actor)
const signIn = async (name: string, visitor = visit()): Promise<Visitor> => {
  const answer = await ask(visitor, 'session.signIn', { name, password: 'long enough' })
  if (!answer.ok) throw new Error(answer.message)
  return visitor
}
const lines = (action: string) => temporary.store.auditLog.read({ action })

describe('the first administrator', () => {
  const account = { name: 'ada', password: 'long enough' }

  test('is created by the first visitor on this machine, who is signed in by that', async () => {
    const visitor = visit()
    expect(await ask(visitor, 'session.state')).toMatchObject({
      value: { needsAdministrator: true, mayCreateAdministrator: true, user: null },
    })
    const answer = await ask(visitor, 'session.createAdministrator', account)
    expect(answer).toMatchObject({ value: { user: { name: 'ada', role: 'administrator' } } })
    procedures['session.createAdministrator'].output.parse(answer.ok && answer.value)
    expect(await ask(visitor, 'session.state')).toMatchObject({
      value: { needsAdministrator: false, mayCreateAdministrator: false, user: { name: 'ada' } },
    })
    expect(lines('user.create')).toMatchObject([{ actor: { name: 'ada', from: '127.0.0.1' } }])
  })

  test('is not created from elsewhere', async () => {
    const visitor = visit(false)
    expect(await ask(visitor, 'session.state')).toMatchObject({
      value: { needsAdministrator: true, mayCreateAdministrator: false },
    })
    expect(await ask(visitor, 'session.createAdministrator', account)).toMatchObject({
      code: 'PERMISSION_DENIED',
    })
    expect(people.accounts.isEmpty()).toBe(true)
  })

  test('is created once, however many ask at the same time', async () => {
    const answers = await Promise.all(
      ['ada', 'bob', 'eve'].map((name) =>
        ask(visit(), 'session.createAdministrator', { ...account, name }),
      ),
    )
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(people.accounts.all()).toHaveLength(1)
  })
})

describe('sign-in', () => {
  beforeEach(() => {
    add('ada', 'operator')
  })

  test('gives a token that is good until sign-out, also after a restart', async () => {
    const answer = await ask(visit(), 'session.signIn', { name: 'ada', password: 'long enough' })
    const { token } = procedures['session.signIn'].output.parse(
      answer.ok && answer.value,
    ) as SignedIn
    temporary.crash()
    begin()
    const origin = { from: '192.0.2.7', isLocal: false, token }
    const visitor = createVisitor(people.sessions, origin)
    expect(visitor.caller()).toEqual({ name: 'ada', role: 'operator', from: '192.0.2.7' })
    expect(await ask(visitor, 'session.signOut')).toEqual({ ok: true, value: {} })
    temporary.crash()
    begin()
    expect(createVisitor(people.sessions, origin).caller()).toBeUndefined()
  })

  test('is told in the audit log and in the list of users, and so is sign-out', async () => {
    const visitor = await signIn('ada')
    expect(lines('session.signIn')).toMatchObject([{ object: 'ada', after: { stay: false } }])
    expect(await ask(commandLine, 'user.list')).toMatchObject({
      value: [{ name: 'ada', sessions: 1, lastSignInAtMs: temporary.clock.nowMs() }],
    })
    await ask(visitor, 'session.signOut')
    expect(lines('session.signOut')).toMatchObject([{ actor: { name: 'ada' } }])
  })

  test('with a wrong password is audited, without the name that somebody made up', async () => {
    await ask(visit(), 'session.signIn', { name: 'ada', password: 'wrong' })
    const attempt = { name: 'my-password-in-the-wrong-field', password: 'x' }
    expect(await ask(visit(), 'session.signIn', attempt)).toMatchObject({ code: 'WRONG_PASSWORD' })
    expect(lines('session.refuse').map(({ object }) => object)).toEqual(['unknown name', 'ada'])
    expect(JSON.stringify(lines('session'))).not.toContain('wrong-field')
  })

  test('is suspended after SS_AUTHENTICATION_MAX_RETRY wrong passwords, at once after a change of it', async () => {
    engine.configuration.setParameters({ SS_AUTHENTICATION_MAX_RETRY: '1' }, actor)
    await ask(visit(), 'session.signIn', { name: 'ada', password: 'wrong' })
    const attempt = { name: 'ada', password: 'long enough' }
    expect(await ask(visit(), 'session.signIn', attempt)).toMatchObject({ code: 'SUSPENDED' })
  })
})

describe('a changed password', () => {
  beforeEach(() => {
    add('ada', 'operator')
    add('root', 'administrator')
  })
  const change = { current: 'long enough', password: 'even longer' }

  test('ends the other sessions of the user, not the one that changed it', async () => {
    const [here, there, other] = [await signIn('ada'), await signIn('ada'), await signIn('root')]
    expect(await ask(here, 'session.changePassword', change)).toEqual({ ok: true, value: {} })
    expect([here, there, other].map((visitor) => visitor.caller()?.name)).toEqual([
      'ada',
      undefined,
      'root',
    ])
    const attempt = { name: 'ada', password: 'even longer' }
    expect(await ask(visit(), 'session.signIn', attempt)).toMatchObject({ ok: true })
  })

  test('needs the present one', async () => {
    const visitor = await signIn('ada')
    const wrong = { ...change, current: 'wrong' }
    expect(await ask(visitor, 'session.changePassword', wrong)).toMatchObject({
      code: 'WRONG_PASSWORD',
    })
    expect(await ask(commandLine, 'session.changePassword', change)).toMatchObject({
      code: 'PERMISSION_DENIED',
    })
  })

  test.each(['user.setPassword', 'admin.resetPassword'])(
    '%s ends all sessions of that user',
    async (name) => {
      const [ada, root] = [await signIn('ada'), await signIn('root')]
      await ask(root, name, { name: 'ada', password: 'given by root' })
      expect([ada.caller(), root.caller()?.name]).toEqual([undefined, 'root'])
      expect(lines('user.setPassword')).toMatchObject([{ actor: { name: 'root' }, object: 'ada' }])
    },
  )
})

describe('users', () => {
  beforeEach(() => {
    add('root', 'administrator')
    add('ada', 'operator')
  })

  test('a role is changed, audited, and holds from the next sign-in', async () => {
    const [root, ada] = [await signIn('root'), await signIn('ada')]
    await ask(root, 'user.setRole', { name: 'ada', role: 'viewer' })
    expect(ada.caller()).toBeUndefined()
    expect((await signIn('ada', ada)).caller()).toMatchObject({ role: 'viewer' })
    expect(lines('user.setRole')).toMatchObject([
      { object: 'ada', before: { role: 'operator' }, after: { role: 'viewer' } },
    ])
  })

  test('the role that somebody has already is no change', async () => {
    const ada = await signIn('ada')
    await ask(commandLine, 'user.setRole', { name: 'ada', role: 'operator' })
    expect(ada.caller()).toBeDefined()
    expect(lines('user.setRole')).toEqual([])
  })

  test('whoever is removed is signed out, and a new user of that name is not signed in', async () => {
    const token = people.sessions.open({
      ...{ user: 'ada', role: 'operator', from: '127.0.0.1', stay: true },
    }).token
    await ask(commandLine, 'user.remove', { name: 'ada' })
    add('ada', 'operator')
    temporary.crash()
    begin()
    expect(people.sessions.find(token)).toBeUndefined()
    expect(lines('user.remove')).toMatchObject([{ object: 'ada', before: { role: 'operator' } }])
  })

  test.each([
    ['user.remove', { name: 'root' }],
    ['user.setRole', { name: 'root', role: 'operator' }],
  ])('%s leaves the last administrator', async (name, input) => {
    expect(await ask(await signIn('root'), name, input)).toMatchObject({
      code: 'LAST_ADMINISTRATOR',
      message: expect.stringContaining('root is the only administrator') as string,
    })
    add('second', 'administrator')
    expect(await ask(commandLine, name, input)).toEqual({ ok: true, value: {} })
  })

  test.each([
    ['user.remove', { name: 'eve' }],
    ['user.setRole', { name: 'eve', role: 'viewer' }],
    ['user.setPassword', { name: 'eve', password: 'long enough' }],
  ])('%s of an unknown name says so', async (name, input) =>
    expect(await ask(commandLine, name, input)).toMatchObject({
      code: 'UNKNOWN_NAME',
      message: 'no user is named "eve"',
    }),
  )

  test.each([
    [{ name: 'a b' }, '1 to 64 letters'],
    [{ password: 'short' }, '8 to 256 characters'],
    [{ role: 'boss' }, 'one of viewer, operator, administrator'],
  ])('a new user with %j is refused with what is allowed', async (wrong, allowed) => {
    const user = { name: 'eve', password: 'long enough', role: 'viewer', ...wrong }
    expect(await ask(commandLine, 'user.create', user)).toMatchObject({
      ...{
        code: 'INVALID_VALUE',
        details: { allowed: expect.stringContaining(allowed) as string },
      },
    })
  })
})

test('the audit log is read in pages', async () => {
  for (const name of ['a', 'b', 'c']) add(name, 'viewer')
  const page = async (input: object) => {
    const answer = await ask(commandLine, 'audit.list', { action: 'user', ...input })
    return procedures['audit.list'].output.parse(answer.ok && answer.value)
  }
  const first = await page({ limit: 2 })
  expect(first.entries.map(({ object }) => object)).toEqual(['c', 'b'])
  const second = await page({ limit: 2, beforeId: first.next })
  expect(second.entries.map(({ object }) => object)).toEqual(['a'])
  expect(second.next).toBeNull()
})

test.each([
  ['call.disconnect', { callIds: [3, 4] }, '3, 4', { disconnected: 0 }],
  ['alarm.confirm', { ids: [5] }, '5', { confirmed: expect.any(Number) as number }],
  ['config.export', {}, 'configuration', { withSecrets: false }],
])('%s is audited with what came of it', async (name, input, object, after) => {
  expect(await ask(commandLine, name, input)).toMatchObject({ ok: true })
  expect(lines(name)).toMatchObject([{ actor: { name: 'command line' }, object, after }])
})
