import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { onlineGateway } from '../harness/host-figures.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp } from '../harness/sipp.ts'
import { openClient, startBrowser, windowOf, type TestClient } from './client.ts'
import { cellOf, openLiveScene, publishSent, shows, type LiveScene } from './live-scene.ts'

const title = 'Online routing gateway'

describeWithTools(['chromium', 'sipp'], 'the window Online routing gateway', () => {
  let browser: Browser
  let client: TestClient
  let scene: LiveScene
  let page: Page
  let row: number
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    client = await openClient(browser)
    page = client.page
    scene = await openLiveScene(client)
    const changes = {
      ...{ publishOnChange: 'every change', publishCoalescingMs: 100 },
      lastResortBandPercent: 90,
    }
    await client.ask('settings.set', { changes })
    row = await scene.gateway('GW-A', { prefix: '1', capacity: 10, allowPublish: true })
    await client.openWindow(title)
  })
  afterEach(async () => {
    await scene.close()
    await client.close()
  })

  const cell = (column: string) => cellOf(page, title, row, column)
  const button = (name: string) => windowOf(page, title).getByRole('button', { name, exact: true })

  it('moves its bar through the bands with the calls, as the web interface and the wire have it', async () => {
    await shows(cell('occupancy'), '0 %')
    await page.getByText('Marks at 80 % reduce, 90 % last resort, 100 % full').waitFor()
    expect(await cell('occupancy').locator('.tl-level-mark').count()).toBe(3)
    const stages = [
      { calls: 7, active: 7, band: 'normal', state: 'Normal' },
      { calls: 1, active: 8, band: 'reduce', state: 'Reduce' },
      { calls: 1, active: 9, band: 'last resort', state: 'Last resort' },
      { calls: 1, active: 10, band: 'full', state: 'Full' },
    ]
    for (const { calls, active, band, state } of stages) {
      await scene.hold('1001', calls)
      await shows(cell('occupancy'), `${active * 10} %`)
      await shows(cell('active'), String(active))
      await shows(cell('state'), state)
      await cell('occupancy').locator(`.tl-level-fill[data-band="${band}"]`).waitFor()
      await shows(cell('published'), String(active))
      await shows(cell('freshness'), 'Fresh')
      const { currentCall, publishedCall, freshness } = await onlineGateway(client.host, 'GW-A')
      expect({ currentCall, publishedCall, freshness }).toEqual({
        ...{ currentCall: active, publishedCall: active, freshness: 'fresh' },
      })
      const [newest] = await publishSent(client, 'GW-A')
      expect(newest).toContain(`active="${active}" capacity="10"`)
    }
    const refused = await runSipp({
      ...{ scenario: 'uac_b2bua.xml', target: client.host.sipAddress, user: '1001', calls: 1 },
      limitMs: 15_000,
    })
    expect(refused.errors).toContain('503 Service Unavailable')
    await shows(cell('active'), '10')
    await page.getByRole('button', { name: 'Full 1' }).waitFor()
    expect(client.faults).toEqual([])
  })

  it('publishes at once, opens what belongs to the gateway, locks it and takes that back', async () => {
    await cell('name').click()
    await shows(cell('freshness'), 'Fresh')
    const before = (await publishSent(client, 'GW-A')).length
    await button('Refresh publication').click()
    await page.getByText('PUBLISH is being sent for “GW-A”').waitFor()
    await eventually('another PUBLISH', async () =>
      (await publishSent(client, 'GW-A')).length > before ? true : undefined,
    )

    await button('Lock').click()
    await page.getByText(/^1 gateways? locked$/).waitFor()
    await shows(cell('state'), 'Locked')
    const locked = await client.ask('gateway.get', { kind: 'routing', name: 'GW-A' })
    expect(locked.lockType).toBe(3)
    expect(await button('Lock').isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Undo' }).click()
    await shows(cell('state'), 'Normal')
    expect(await client.ask('gateway.get', { kind: 'routing', name: 'GW-A' })).toMatchObject({
      lockType: 0,
    })

    await button('Publication status').click()
    const chip = page.getByRole('button', { name: 'Gateway: GW-A' })
    await chip.waitFor()
    await page.getByRole('heading', { name: 'GW-A: views side by side' }).waitFor()
    expect(client.faults).toEqual([])
  })
})
