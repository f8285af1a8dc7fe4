import { beforeEach, describe, expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from '../../testing/fake-clock.ts'
import { cheapHash, createMemoryAccounts } from '../../testing/memory-people.ts'
import type { AccountBook } from './account-book.ts'
import { createPasswordGate, type PasswordGate } from './password-gate.ts'
import { decoyHash, hashPassword } from './password-hash.ts'

const here = '192.0.2.7'
const there = '192.0.2.8'
const actor = { name: 'test', from: 'test' }
const values = { SS_AUTHENTICATION_MAX_RETRY: 3, SS_AUTHENTICATION_FAILED_SUSPEND: 60 }
const hash = cheapHash('right password')
let accounts: AccountBook
let clock: FakeClock
let gate: PasswordGate

beforeEach(() => {
  accounts = createMemoryAccounts()
  accounts.add('ada', 'operator', hash, actor)
  clock = createFakeClock()
  gate = createPasswordGate({ accounts, parameters: { values }, clock })
})

const right = (from = here) => gate.check('ada', 'right password', from)
const wrong = (from = here, name = 'ada') => gate.check(name, 'wrong password', from)
const codeOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'in',
    (error: unknown) => (error as { code?: unknown }).code,
  )

test('the right password lets in', async () => {
  expect(await right()).toMatchObject({ name: 'ada', role: 'operator' })
})

test('a wrong password and an unknown name are refused in the same words', async () => {
  const [known, unknown] = await Promise.allSettled([wrong(), wrong(there, 'nobody')])
  expect(known).toMatchObject({ reason: { code: 'WRONG_PASSWORD' } })
  expect(unknown).toMatchObject({ reason: { message: 'no user has this name and password' } })
})

test('an unknown name costs as much as a known one', async () => {
  const real = await hashPassword('right password')
  expect(decoyHash.split('$').slice(0, 3)).toEqual(real.split('$').slice(0, 3))
  expect(decoyHash).toHaveLength(real.length)
})

describe('SS_AUTHENTICATION_MAX_RETRY wrong passwords', () => {
  test('suspend the address they came from, for any name, until SS_AUTHENTICATION_FAILED_SUSPEND is over', async () => {
    accounts.add('bob', 'viewer', hash, actor)
    for (const name of ['ada', 'bob']) await codeOf(wrong(here, name))
    await expect(wrong(here, 'ada')).rejects.toMatchObject({
      code: 'WRONG_PASSWORD',
      details: { suspendedSeconds: 60 },
    })
    expect(await codeOf(right())).toBe('SUSPENDED')
    expect(await codeOf(right(there))).toBe('in')
    clock.advance(60_000)
    expect(await codeOf(right())).toBe('in')
  })

  test('suspend the name that was tried, wherever they came from', async () => {
    for (const from of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await codeOf(wrong(from))
    expect(await codeOf(right(there))).toBe('SUSPENDED')
    clock.advance(60_000)
    expect(await codeOf(right(there))).toBe('in')
  })

  test('are never overtaken by asking at once', async () => {
    const codes = await Promise.all([1, 2, 3, 4].map(() => codeOf(wrong())))
    expect(codes).toEqual(['WRONG_PASSWORD', 'WRONG_PASSWORD', 'WRONG_PASSWORD', 'SUSPENDED'])
  })

  test('count from the start after a right one', async () => {
    for (let round = 0; round < 2; round++) {
      await codeOf(wrong())
      await codeOf(wrong())
      expect(await codeOf(right())).toBe('in')
    }
  })
})

test('more than four checks of one address at once are refused, and do not keep others out', async () => {
  const attempts = [1, 2, 3, 4, 5].map(() => codeOf(right()))
  const other = codeOf(right(there))
  expect(await Promise.all(attempts)).toEqual(['in', 'in', 'in', 'in', 'BUSY'])
  expect(await other).toBe('in')
  expect(await codeOf(right())).toBe('in')
})

test('a password that was changed while the old one was checked lets nobody in', async () => {
  let lookups = 0
  const changing = {
    find(name: string) {
      const user = accounts.find(name)
      if (lookups++ === 0) accounts.setPasswordHash('ada', cheapHash('another password'), actor)
      return user
    },
  }
  gate = createPasswordGate({ accounts: changing, parameters: { values }, clock })
  expect(await codeOf(right())).toBe('WRONG_PASSWORD')
})
