import { expect, it } from 'vitest'
import { planResult, type PlanResult } from '../../engine/api/contract/plan-procedures.ts'
import { demandJson, runCommand } from '../harness/command-line.ts'

const question = [
  ...['plan', '--nodes', '2', '--gateways', '4', '--capacity', '10', '--calls-per-second', '0.6'],
  ...['--talk', '60', '--expire', '30,120', '--modes', 'refresh only,every change'],
]

it('trunkline plan compares what was asked, and the same seed gives the same answer', async () => {
  const first = await demandJson<PlanResult>(question)
  expect(planResult.parse(first)).toEqual(first)
  expect(first.rows.map(({ mode, expireSeconds }) => [mode, expireSeconds])).toEqual([
    ...[
      ['refresh only', 30],
      ['refresh only', 120],
    ],
    ...[
      ['every change', 30],
      ['every change', 120],
    ],
  ])
  expect(first.model.isWhole).toBe(true)
  expect(await demandJson<PlanResult>(question)).toEqual(first)
  expect(await demandJson<PlanResult>([...question, '--seed', '2'])).not.toEqual(first)
})

it('trunkline plan prints a table and a recommendation with its reason', async () => {
  const { code, output } = await runCommand([...question, '--acceptable', '100'])
  expect(code).toBe(0)
  expect(output).toContain('2 nodes, 4 gateways of 10 lines, 4 for each prefix')
  expect(output).toMatch(/^refresh only +30 s +\d+\.\d\d ± \d+\.\d\d %/m)
  expect(output).toMatch(
    /^Recommended: SS_SIP_PUBLISH_EXPIRE 120, publish on change "refresh only": the least PUBLISH with at most 100 %/m,
  )
})

it('trunkline plan says what cannot be run', async () => {
  const many = ['--nodes', '80', '--gateways', '4', '--expire', '30', '--modes', 'refresh only']
  const { code, output } = await runCommand(['plan', ...many])
  expect(code).toBe(0)
  expect(output).toContain('not possible: a node publishes to at most 64 others')
  expect(output).toMatch(/^No value can be run like this\.$/m)
})

it.each([
  [['--nodes', '0'], '--nodes: allowed: whole number from 1 to 1000'],
  [['--nodes', 'many'], '--nodes: allowed: whole number from 1 to 1000'],
  [['--expire', '30,5'], '--expire: allowed: whole number from 30 to 7200 s'],
  [['--modes', 'often'], '--modes: allowed: one of refresh only, threshold, every change'],
  [['--loss', '99'], '--loss: allowed: number from 0 to 50 %'],
  [['--talk-time', 'long'], '--talk-time: allowed: one of exponential, fixed'],
])('trunkline plan %j is refused in one sentence', async (args, sentence) => {
  expect(await runCommand(['plan', ...args])).toEqual({
    ...{ code: 2, output: '', errors: `${sentence}\n` },
  })
})
