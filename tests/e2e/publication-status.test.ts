import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { importDocument, onlineGateway } from '../harness/host-figures.ts'
import { startHost } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { openClient, startBrowser, windowOf, type TestClient } from './client.ts'
import { publishSent, shows } from './live-scene.ts'

const title = 'Publication status'

describeWithTools(['chromium'], 'the window Publication status', () => {
  let browser: Browser
  let client: TestClient
  let page: Page
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    client = await openClient(browser)
    page = client.page
    const fields = { name: 'GW-A', prefix: '1', remoteIp: '127.0.0.1', capacity: 10 }
    await client.ask('gateway.add', { kind: 'routing', fields: { ...fields, allowPublish: true } })
    await client.openWindow(title)
  })
  afterEach(() => client.close())

  const region = () => windowOf(page, title)
  const button = (name: string) => region().getByRole('button', { name, exact: true })
  const cell = (row: string, column: string) =>
    region().locator(`[row-id^="${row}"] [col-id="${column}"]`)
  const views = () => page.getByRole('region', { name: 'GW-A: views side by side' })
  const isHeld = async (): Promise<boolean> =>
    (await onlineGateway(client.host, 'GW-A')).publishedCall !== null

  it('shows what is held and sent, publishes at once, and removes what then comes back by 412', async () => {
    await shows(cell('held', 'freshness'), 'Fresh')
    await shows(cell('sent GW-A', 'peer'), 'own compositor')
    await shows(cell('held', 'publisher'), 'node-1 (this node)')
    await shows(cell('held', 'expires'), '300 s')
    await cell('held', 'gateway').click()
    await views().getByText('GW-A, active 0, capacity 10, Available').first().waitFor()
    await views().getByText('The views agree.').waitFor()

    const tag = await cell('held', 'entityTag').innerText()
    const [first] = await publishSent(client, 'GW-A')
    expect(first).toMatch(/^Expires: 300\r$/m)
    await button('Refresh now').click()
    await page.getByText('PUBLISH is being sent for “GW-A”').waitFor()
    const refresh = await eventually('the refresh', async () => {
      const [newest, ...older] = await publishSent(client, 'GW-A')
      return older.length > 0 ? newest : undefined
    })
    expect(refresh).toContain(`SIP-If-Match: ${tag}`)
    await eventually('a new entity-tag', async () =>
      (await cell('held', 'entityTag').innerText()) === tag ? undefined : true,
    )

    await button('Remove').click()
    const question = page.getByRole('dialog', { name: 'Remove publications' })
    await question.getByText('Remove the publication about “GW-A” by node-1').waitFor()
    await question.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('The publication about “GW-A” was removed').waitFor()
    await cell('held', 'gateway').waitFor({ state: 'detached' })
    expect(await isHeld()).toBe(false)

    await cell('sent GW-A', 'gateway').click()
    expect(await button('Remove').isDisabled()).toBe(true)
    await button('Refresh now').click()
    await shows(cell('held', 'freshness'), 'Fresh')
    expect(await isHeld()).toBe(true)
    const { messages } = await client.ask('trace.list', { method: 'PUBLISH', statusCode: 412 })
    expect(messages.length).toBeGreaterThan(0)
    expect(client.faults).toEqual([])
  })

  it('sets two nodes’ views side by side, names the conflict, and sees one become due and stale', async () => {
    // An address of its own: a node is known by it.
    const south = await startHost({ args: ['--node', 'south', '--sip', 'udp:127.0.0.2:0'] })
    try {
      const target = { name: 'north', address: `udp:${client.host.sipAddress}`, kind: 'node' }
      const southern = { name: 'south', address: south.ready.sip[0] ?? '', kind: 'node' as const }
      await client.ask('settings.set', { changes: { publishTargets: [southern] } })
      await importDocument(south, {
        ...{ settings: { publishTargets: [target] }, parameters: { SS_SIP_PUBLISH_EXPIRE: 30 } },
        ...{ routingGateways: [{ name: 'GW-A', prefix: '1', capacity: 8, allowPublish: true }] },
      })
      const row = region().getByRole('row').filter({ hasText: 'south (node)' })
      await row.locator('[col-id="publisher"]').click()
      await views().getByText('Capacity differs: node-1 (this node) 10, south (node) 8').waitFor()
      await views()
        .getByText(/^Lifetimes differ.*300 s, south \(node\) 30 s/)
        .waitFor()
      await views().locator('tr.is-different').getByText('Capacity').waitFor()
      // The smaller line limit holds for routing only when a gateway says it of itself.
      await views().getByText('Composed here: active 0, line limit 10, Normal').waitFor()

      await south.kill9()
      const freshness = row.locator('[col-id="freshness"]')
      await shows(freshness.filter({ hasText: 'Due' }), 'Due')
      await freshness.filter({ hasText: 'Stale' }).waitFor({ timeout: 60_000 })
      await views().getByText('Stale in one place, alive in another').waitFor()
      expect(await onlineGateway(client.host, 'GW-A')).toMatchObject({ freshness: 'stale' })
      await page.getByRole('button', { name: 'Stale 1' }).click()
      await page.getByText('1 row', { exact: true }).waitFor()
      expect(client.faults).toEqual([])
    } finally {
      await south.stop()
      south.removeData()
    }
  })
})
