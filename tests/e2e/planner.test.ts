import { expect, it } from 'vitest'
import type { PlanResult, PlanRow } from '../../engine/api/contract/plan-procedures.ts'
import { demandJson } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf, type TestClient } from './client.ts'

const title = 'Expire planner'
const expire = 'SS_SIP_PUBLISH_EXPIRE'
/** Small enough to be simulated whole in a moment, busy enough that gateways are over-assigned. */
const question = {
  Nodes: '2',
  Gateways: '4',
  'Line limit': '10',
  'Calls per second': '0.6',
  'Expire values': '30, 120',
}
const sameQuestion = [
  ...['plan', '--nodes', '2', '--gateways', '4', '--capacity', '10', '--calls-per-second', '0.6'],
  ...['--expire', '30,120', '--modes', 'refresh only,every change'],
]

describeInBrowser('the window Expire planner', (open) => {
  async function openPlanner(): Promise<TestClient> {
    const client = await open()
    await client.openWindow(title)
    return client
  }
  const inWindow = ({ page }: TestClient) => windowOf(page, title)
  const field = (client: TestClient, label: string) =>
    inWindow(client).getByLabel(label, { exact: true })
  const button = (client: TestClient, name: string) =>
    inWindow(client).getByRole('button', { name, exact: true })

  async function ask(client: TestClient): Promise<void> {
    for (const [label, text] of Object.entries(question)) await field(client, label).fill(text)
    await inWindow(client).getByText('threshold', { exact: true }).click()
    await button(client, 'Run').click()
    await inWindow(client).getByRole('heading', { name: 'Recommended' }).waitFor()
  }

  /** The answer of a plan, once it is there. */
  const resultOf = ({ ask: askEngine }: TestClient, plan: number): Promise<PlanResult> =>
    eventually(`plan ${plan}`, () => askEngine('plan.get', { plan }), 60_000)

  it('shows the table that the command line prints for the same seed', async () => {
    const client = await openPlanner()
    await ask(client)
    const printed = await demandJson<PlanResult>(sameQuestion)
    expect(await resultOf(client, 1)).toEqual(printed)
    expect(printed.rows).toHaveLength(4)
    const cell = (row: PlanRow, column: string) =>
      inWindow(client).locator(`[row-id="${row.mode} ${row.expireSeconds}"] [col-id="${column}"]`)
    for (const row of printed.rows) {
      const { value, plusMinus } = row.overAssignedPercent
      expect(await cell(row, 'expire').textContent()).toBe(`${row.expireSeconds} s`)
      expect(await cell(row, 'over').textContent()).toBe(
        `${value.toFixed(2)} ± ${plusMinus.toFixed(2)} %`,
      )
      expect(await cell(row, 'worst').textContent()).toBe(`+${row.worstOvershoot}`)
    }
    // The chart says the same in words and as a table.
    const chart = inWindow(client).locator('figure').first()
    await chart.getByRole('button', { name: 'Show as table' }).click()
    const line = chart.getByRole('row', { name: /^120 s/ })
    const plain = printed.rows.find((row) => row.expireSeconds === 120)
    expect(await line.textContent()).toContain(plain?.overAssignedPercent.value.toFixed(2))

    // The same question again, then another seed.
    await button(client, 'Run').click()
    await inWindow(client).getByRole('tab', { name: 'Last plans (2)' }).waitFor()
    await inWindow(client).getByRole('heading', { name: 'Recommended' }).waitFor()
    expect(await resultOf(client, 2)).toEqual(printed)
    await field(client, 'Seed').fill('2')
    await button(client, 'Run').click()
    await inWindow(client).getByText('seed 2').waitFor()
    expect((await resultOf(client, 3)).rows).not.toEqual(printed.rows)
    expect(client.faults).toEqual([])
  })

  it('sets the recommended value after showing what it does, and takes it back', async () => {
    const client = await openPlanner()
    const { page } = client
    const valueOf = async (): Promise<string> =>
      (await client.ask('param.get', { name: expire })).value
    await client.ask('gateway.add', {
      kind: 'routing',
      fields: { name: 'GW-A', prefix: '1', allowPublish: true, remoteIp: '127.0.0.1' },
    })
    await ask(client)
    const { recommendation } = await resultOf(client, 1)
    const to = String(recommendation?.expireSeconds)
    await button(client, `Set ${expire} to ${to} s`).click()
    const dialog = page.getByRole('dialog', { name: `${expire}: 300 s → ${to} s` })
    await dialog.getByText('Gateways with Allow Publish: 1.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await valueOf()).toBe('300')

    await button(client, `Set ${expire} to ${to} s`).click()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await page.getByText(`${expire} is ${to} s; it was 300 s.`).waitFor()
    expect(await valueOf()).toBe(to)
    await inWindow(client).getByText(`${expire} is ${to} s already.`).waitFor()
    expect(await button(client, `Set ${expire} to ${to} s`).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await eventually('the value before', async () =>
      (await valueOf()) === '300' ? true : undefined,
    )
    expect(client.faults).toEqual([])
  })

  it('says what is not allowed as it is typed, and takes the question from the system', async () => {
    const client = await openPlanner()
    await field(client, 'Nodes').fill('0')
    await inWindow(client).getByText('Allowed: whole number from 1 to 1000').waitFor()
    expect(await button(client, 'Run').isDisabled()).toBe(true)
    for (const [name, capacity] of [
      ['GW-A', 30],
      ['GW-B', 50],
    ] as const) {
      const fields = { name, prefix: '1', capacity, allowPublish: true, remoteIp: '127.0.0.1' }
      await client.ask('gateway.add', { kind: 'routing', fields })
    }
    await client.ask('param.set', { changes: { [expire]: '45' } })
    await eventually('a question of this system', async () => {
      await button(client, 'Take from this system').click()
      const isTaken =
        (await field(client, 'Gateways').inputValue()) === '2' &&
        (await field(client, 'Expire values').inputValue()).startsWith('30, 45, 60')
      return isTaken ? true : undefined
    })
    expect(await field(client, 'Nodes').inputValue()).toBe('1')
    expect(await field(client, 'Line limit').inputValue()).toBe('40')
    expect(await field(client, 'Gateways per prefix').inputValue()).toBe('2')
    expect(await button(client, 'Run').isEnabled()).toBe(true)
  })

  it('shows how far a large plan is, and stops it', async () => {
    const client = await openPlanner()
    await field(client, 'Nodes').fill('1000')
    await field(client, 'Gateways').fill('100000')
    await field(client, 'Calls per second').fill('10000')
    await button(client, 'Run').click()
    await inWindow(client).getByRole('progressbar').waitFor()
    await button(client, 'Stop').click()
    await inWindow(client).getByText('Plan 1 was stopped before its end').waitFor()
    expect(await client.ask('plan.list', {})).toMatchObject([{ plan: 1, state: 'stopped' }])
  })
})
