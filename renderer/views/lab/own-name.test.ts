import { expect, it } from 'vitest'
import { scenarioName } from '../../../engine/api/contract/lab-scenario.ts'
import { ownName } from './own-name.ts'

it.each([
  ['ghost-call', [], 'my-ghost-call'],
  ['ghost-call', ['my-ghost-call'], 'my-ghost-call-2'],
  ['my-ghost-call-2', ['my-ghost-call', 'my-ghost-call-2'], 'my-ghost-call-3'],
  ['a'.repeat(64), [`my-${'a'.repeat(61)}`], `my-${'a'.repeat(59)}-2`],
])('names a copy of %s beside %j', (wanted, taken, name) => {
  expect(
    ownName(
      wanted,
      taken.map((each) => ({ name: each })),
    ),
  ).toBe(name)
  expect(scenarioName.safeParse(name).success).toBe(true)
})
