import type { Locator } from '@playwright/test'
import { expect, it } from 'vitest'
import type { LabGatewayRow } from '../../engine/api/contract/lab-rows.ts'
import { eventually } from '../harness/eventually.ts'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf, type TestClient } from './client.ts'

const title = 'Simulated gateways and call generator'
/** Calls and scenarios take their time on a busy machine. */
const longMs = 60_000

describeInBrowser('the window of the lab', (open) => {
  async function openLab(): Promise<TestClient> {
    const client = await open()
    await client.openWindow(title)
    return client
  }
  const inWindow = ({ page }: TestClient) => windowOf(page, title)
  const grid = (client: TestClient, name: string) =>
    inWindow(client).getByRole('region', { name: `${name}: grid` })
  const cell = (of: Locator, row: string, column: string) =>
    of.locator(`[row-id="${row}"] [col-id="${column}"]`)
  const button = (of: Locator, name: string) => of.getByRole('button', { name, exact: true })
  const part = (client: TestClient, name: string | RegExp) =>
    inWindow(client).getByRole('tab', { name }).click()

  async function gatewayOf({ ask }: TestClient, name: string): Promise<LabGatewayRow | undefined> {
    return (await ask('labGateway.list', {})).find((row) => row.name === name)
  }

  it('loads the sample, whose calls go through the engine, and removes all of it', async () => {
    const client = await openLab()
    const { page, ask } = client
    await inWindow(client).getByText('not loaded', { exact: true }).waitFor()
    await button(inWindow(client), 'Load the sample').click()
    await inWindow(client).getByText('loaded', { exact: true }).waitFor()
    expect(await ask('gateway.list', { kind: 'routing' })).toHaveLength(6)
    expect(await ask('gateway.list', { kind: 'mapping' })).toHaveLength(2)
    await eventually(
      'calls in the engine',
      async () => ((await ask('engine.status', {})).calls > 0 ? true : undefined),
      longMs,
    )
    const placed = cell(grid(client, 'Call generators'), 'Sample callers steady', 'placed')
    await eventually(
      'placed calls in the grid',
      async () => (/^[1-9]\d* \/ 100000$/.test(await placed.innerText()) ? true : undefined),
      longMs,
    )
    const routing = cell(grid(client, 'Simulated gateways'), 'Sample carrier', 'routing')
    await routing.getByText('Sample carrier').waitFor()

    await button(inWindow(client), 'Remove the sample').click()
    const question = page.getByRole('dialog', { name: 'Remove the sample?' })
    await question.getByText('6 routing gateways and 2 mapping gateways').waitFor()
    await question.getByRole('button', { name: 'Remove the sample' }).click()
    await inWindow(client).getByText('not loaded', { exact: true }).waitFor()
    expect(await ask('gateway.list', { kind: 'routing' })).toEqual([])
    expect(await ask('labGenerator.list', {})).toEqual([])
    await inWindow(client).getByText('No simulated gateway is open').waitFor()
    expect(client.faults).toEqual([])
  })

  it('opens a gateway and calls to it, each with its side in the engine', async () => {
    const client = await openLab()
    const { page, ask } = client
    const gateways = grid(client, 'Simulated gateways')
    const generators = grid(client, 'Call generators')
    await gateways.getByRole('button', { name: 'Add gateway' }).first().click()
    const adding = page.getByRole('dialog', { name: 'Add simulated gateway' })
    await adding.getByLabel('Channels', { exact: true }).fill('many')
    await adding.getByText('Allowed: whole number from 0 to 100000').waitFor()
    expect(await button(adding, 'OK').isDisabled()).toBe(true)
    await adding.getByLabel('Channels', { exact: true }).fill('5')
    await adding.getByLabel('Name', { exact: false }).first().fill('Sim-A')
    await adding.getByLabel('Prefix', { exact: true }).fill('2')
    await page.keyboard.press('Control+Enter')
    await page.getByText('the routing gateway is set to it').waitFor()
    const opened = await gatewayOf(client, 'Sim-A')
    expect(opened).toMatchObject({ plan: { channels: 5 }, active: 0 })
    expect(await ask('gateway.get', { kind: 'routing', name: 'Sim-A' })).toMatchObject({
      ...{ remoteIp: opened?.address, signalPort: opened?.port, prefix: '2', capacity: 5 },
      allowPublish: true,
    })

    await generators.getByRole('button', { name: 'Start calls' }).first().click()
    const starting = page.getByRole('dialog', { name: 'Start a call generator' })
    await starting.getByLabel('Name', { exact: false }).first().fill('Callers')
    await starting.getByLabel('Calls per second', { exact: true }).fill('4')
    await starting.getByLabel('Calls in all', { exact: true }).fill('7')
    await starting.getByRole('treeitem', { name: 'Numbers and talk' }).click()
    await starting.getByLabel('Talk time: milliseconds').fill('3600000')
    await button(starting, 'OK').click()
    await page.getByText('the mapping gateway allows it').waitFor()
    // The engine keeps to the line limit: the gateway itself never refuses for want of a channel.
    await eventually(
      'five calls in the gateway, two refused by the engine',
      async () => {
        const [generator] = await ask('labGenerator.list', {})
        const isSo = generator?.active === 5 && generator.failed === 2
        return isSo ? true : undefined
      },
      longMs,
    )
    expect(await gatewayOf(client, 'Sim-A')).toMatchObject({ active: 5, refusedFull: 0 })
    // None came before the mapping gateway was there, which would have been 403.
    const [{ failures = [] } = {}] = await ask('labGenerator.list', {})
    expect(failures.map(({ code }) => code)).not.toContain(403)
    const load = cell(gateways, 'Sim-A', 'load')
    await eventually('the channels in use', async () =>
      (await load.innerText()).trim() === '5 / 5' ? true : undefined,
    )

    await cell(gateways, 'Sim-A', 'invites').dblclick()
    const editing = page.getByRole('dialog', { name: 'Simulated gateway – Sim-A' })
    await editing.getByLabel('Channels', { exact: true }).fill('8')
    await button(editing, 'OK').click()
    await page.getByText('changed, for calls from now on').waitFor()
    expect(await gatewayOf(client, 'Sim-A')).toMatchObject({ plan: { channels: 8 } })

    await cell(generators, 'Callers', 'state').click()
    await button(generators, 'Stop').click()
    await cell(generators, 'Callers', 'state').getByText('stopped').waitFor()
    await eventually('no call', async () =>
      (await ask('engine.status', {})).calls === 0 ? true : undefined,
    )

    // The same again comes from another port: the mapping gateway follows.
    await button(generators, 'Start again').click()
    await starting.getByText('The stopped generator “Callers” is replaced').waitFor()
    await starting.getByText('“Callers” exists already').waitFor()
    await starting.getByLabel('Calls in all', { exact: true }).fill('2')
    await button(starting, 'OK').click()
    await eventually(
      'two calls of the new generator',
      async () => ((await ask('labGenerator.list', {}))[0]?.answered === 2 ? true : undefined),
      longMs,
    )
    const [again] = await ask('labGenerator.list', {})
    expect(again).toMatchObject({ plan: { totalCalls: 2 }, active: 2, failed: 0 })
    expect(await ask('gateway.get', { kind: 'mapping', name: 'Callers' })).toMatchObject({
      remoteIps: `${again?.address}:${again?.port}`,
    })

    await cell(gateways, 'Sim-A', 'invites').click()
    await button(gateways, 'Remove').click()
    const question = page.getByRole('dialog', { name: 'Remove simulated gateways (1)?' })
    await question.getByRole('button', { name: 'Remove both' }).click()
    await page.getByText('Routing gateways removed: Sim-A').waitFor()
    expect(await ask('gateway.list', { kind: 'routing' })).toEqual([])
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
    await eventually('the routing gateway again', async () =>
      (await ask('gateway.list', { kind: 'routing' })).length === 1 ? true : undefined,
    )
    expect(client.faults).toEqual([])
  })

  it('runs a shipped scenario on the fast clock and says that it is simulated', async () => {
    const client = await openLab()
    const { page, ask } = client
    await part(client, 'Scenarios')
    await grid(client, 'Scenarios').getByText('ghost-call').click()
    await button(inWindow(client), 'Run, fast clock').click()
    const run = inWindow(client).getByRole('region', { name: /^Run 1:/ })
    await run.getByText('passed', { exact: true }).waitFor({ timeout: longMs })
    await run.getByText('Simulated', { exact: true }).waitFor()
    const [told] = await ask('labRun.list', {})
    expect(told).toMatchObject({ scenario: 'ghost-call', state: 'passed', isSimulated: true })
    expect(await run.getByRole('listitem').count()).toBe(told?.verdicts.length)
    expect(await run.getByText('kept', { exact: true }).count()).toBe(told?.verdicts.length)

    await part(client, /^Runs/)
    await cell(grid(client, 'Runs'), '1', 'state').click()
    await inWindow(client)
      .getByRole('region', { name: /^Run 1:/ })
      .waitFor()
    await page.keyboard.press('Enter')
    await button(inWindow(client), 'Run, real clock').waitFor()
    expect(client.faults).toEqual([])
  })

  it('keeps a scenario of one’s own; an expectation that cannot be kept fails', async () => {
    const client = await openLab()
    const { page, ask } = client
    await part(client, 'Scenarios')
    await button(grid(client, 'Scenarios'), 'New scenario').click()
    const text = inWindow(client).getByRole('textbox', { name: 'Text of the scenario (JSON)' })
    await text.waitFor()
    await text.press('Control+End')
    await text.locator('.cm-line', { hasText: '"value": 10' }).click()
    await page.keyboard.press('End')
    await page.keyboard.type('!')
    await inWindow(client).getByText('A name in "…" is wanted.').waitFor()
    expect(await button(inWindow(client), 'Save').isDisabled()).toBe(true)
    await page.keyboard.press('Control+z')
    await inWindow(client).getByText('The text is a scenario.').waitFor()

    // Names are checked by the engine, beside the text.
    await text.locator('.cm-line', { hasText: '"of": "callers"' }).click()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.type('X')
    await page.keyboard.press('Control+s')
    await inWindow(client).getByText('Allowed: one of callers').first().waitFor()
    expect((await ask('labScenario.list', {})).some(({ origin }) => origin === 'own')).toBe(false)
    await page.keyboard.press('Backspace')

    await text.locator('.cm-line', { hasText: '"value": 10' }).click()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Backspace')
    await page.keyboard.type('1')
    await part(client, /^Runs/)
    const leaving = page.getByRole('dialog', { name: 'There are changes that are not saved.' })
    await leaving.getByRole('button', { name: 'Keep editing' }).click()
    await leaving.waitFor({ state: 'hidden' })
    await button(inWindow(client), 'Save and run fast').click()

    const run = inWindow(client).getByRole('region', { name: /^Run 1:/ })
    await run.getByText('failed', { exact: true }).waitFor({ timeout: longMs })
    await run.getByText('not kept', { exact: true }).waitFor()
    await run.getByText('measured 10, wanted = 11').waitFor()
    expect(await ask('labRun.list', {})).toMatchObject([
      { scenario: 'my-scenario', state: 'failed', verdicts: [{ state: 'failed', measured: 10 }] },
    ])
    const own = (await ask('labScenario.list', {})).filter(({ origin }) => origin === 'own')
    expect(own).toMatchObject([{ name: 'my-scenario', fault: '' }])

    await button(grid(client, 'Scenarios'), 'Remove').click()
    const question = page.getByRole('dialog', { name: 'Remove scenarios (1)?' })
    await question.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('Removed: my-scenario').waitFor()
    const left = await ask('labScenario.list', {})
    expect(left.some(({ origin }) => origin === 'own')).toBe(false)
    expect(client.faults).toEqual([])
  })
})
