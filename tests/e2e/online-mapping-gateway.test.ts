import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp, type SippResult } from '../harness/sipp.ts'
import { openClient, startBrowser, windowOf, type TestClient } from './client.ts'
import { cellOf, openLiveScene, shows, type LiveScene } from './live-scene.ts'

const title = 'Online mapping gateway'

describeWithTools(['chromium', 'sipp'], 'the window Online mapping gateway', () => {
  let browser: Browser
  let client: TestClient
  let scene: LiveScene
  let page: Page
  beforeAll(async () => {
    browser = await startBrowser()
    client = await openClient(browser)
    page = client.page
    scene = await openLiveScene(client)
    await scene.gateway('GW-A', { prefix: '1' })
  })
  afterAll(async () => {
    await scene.close()
    await client.close()
    await browser.close()
  })

  const call = (): Promise<SippResult> =>
    runSipp({
      ...{ scenario: 'uac_b2bua.xml', target: client.host.sipAddress, user: '1001', calls: 1 },
      ...{ holdMs: 10, limitMs: 15_000 },
    })

  it('counts the calls that come from a gateway, opens them, and locks it', async () => {
    const [listed] = await client.ask('gateway.list', { kind: 'mapping' })
    const cell = (column: string) => cellOf(page, title, listed?.id ?? 0, column)
    const button = (name: string) =>
      windowOf(page, title).getByRole('button', { name, exact: true })
    await client.openWindow(title)
    await shows(cell('occupancy'), '0 %')
    await scene.hold('1001', 5)
    await shows(cell('active'), '5')
    await shows(cell('occupancy'), '25 %')
    const answer = await client.host.web.demand('GetGatewayMappingOnline')
    expect(answer['infoGatewayMappingOnlines']).toMatchObject([
      { name: 'MG', currentCall: 5, capacity: 20, remoteIps: '127.0.0.1' },
    ])

    await cell('name').click()
    await button('Lock').click()
    await shows(cell('state'), 'Locked')
    expect((await call()).errors).toMatch(/received 'SIP\/2\.0 (403|503) /)
    await cell('name').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Unlock' }).click()
    await shows(cell('state'), 'Open')
    expect((await call()).statistics).toMatchObject({ successful: 1, failed: 0 })

    await button('Calls').click()
    await page.getByRole('button', { name: 'Gateway: MG' }).waitFor()
    await page.getByRole('button', { name: 'Ok 5' }).waitFor()
    expect(client.faults).toEqual([])
  })
})
