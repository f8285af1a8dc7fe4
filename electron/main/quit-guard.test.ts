import { expect, it } from 'vitest'
import { QuitGuard } from './quit-guard.ts'

it('a page that wants to be asked decides', async () => {
  const guard = new QuitGuard()
  guard.guard(true)
  let asked = 0
  const answer = guard.ask(() => (asked += 1))
  guard.answer(false)
  expect(await answer).toBe(false)
  expect(asked).toBe(1)
})

it('a page that has nothing to lose is not asked', async () => {
  const guard = new QuitGuard()
  const refuse = (): never => {
    throw new Error('nobody wanted to be asked')
  }
  expect(await guard.ask(refuse)).toBe(true)
  guard.guard(true)
  guard.guard(false)
  expect(await guard.ask(refuse)).toBe(true)
})

it('a page that is gone before it answers does not keep the application', async () => {
  const guard = new QuitGuard()
  guard.guard(true)
  const answer = guard.ask(() => undefined)
  guard.guard(false)
  expect(await answer).toBe(true)
})
