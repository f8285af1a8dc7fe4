import { expect, it } from 'vitest'
import { askEach } from './ask-each.ts'

const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `GW-${i}`)

it('asks for every name, never for more than twenty at once', async () => {
  let running = 0
  let most = 0
  const asked: string[] = []
  const outcome = await askEach(names(50), async (name) => {
    asked.push(name)
    most = Math.max(most, ++running)
    await Promise.resolve()
    running--
  })
  expect(outcome).toEqual({ done: 50, fault: undefined })
  expect(asked).toEqual(names(50))
  expect(most).toBe(20)
})

it('goes on after a failure and tells the first one', async () => {
  const outcome = await askEach(names(4), (name) =>
    name === 'GW-1' || name === 'GW-2' ? Promise.reject(new Error(name)) : Promise.resolve(),
  )
  expect(outcome.done).toBe(2)
  expect(outcome.fault).toEqual(new Error('GW-1'))
})
