import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { PublishTarget } from '../../engine/api/contract/engine-settings.ts'
import { runCommand } from '../harness/command-line.ts'
import { importDocument } from '../harness/host-figures.ts'
import { startHost, type Host } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { openClient, startBrowser, type TestClient } from './client.ts'

describeWithTools(['chromium'], 'the window Softswitch', () => {
  let browser: Browser
  let client: TestClient
  let page: Page
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    client = await openClient(browser, { args: ['--node', 'north'] })
    page = client.page
  })
  afterEach(() => client.close())

  const cell = (key: string, column: string) =>
    page.locator(`[row-id="${key}"] [col-id="${column}"]`)
  const target = (name: string, host: Host): Partial<PublishTarget> => ({
    ...{ name, kind: 'node', address: host.ready.sip[0] ?? '' },
  })

  it('shows this node, and the way to its parameters and settings', async () => {
    await client.openWindow('Softswitch')
    await cell('own', 'name').getByText('north').waitFor()
    expect(await cell('own', 'expire').textContent()).toBe('300 s')
    expect(await cell('own', 'address').textContent()).toBe(client.host.ready.sip[0])
    await page.getByText('This node is alone').waitFor()
    await client.ask('param.set', { changes: { SS_SIP_PUBLISH_EXPIRE: '90' } })
    await cell('own', 'expire').getByText('90 s').waitFor()

    for (const title of ['SIP parameter', 'System parameter']) {
      await client.openWindow('Softswitch')
      await page.getByRole('button', { name: 'Additional settings' }).click()
      await page.getByRole('menuitem', { name: title, exact: true }).click()
      await page.getByRole('region', { name: title, exact: true }).first().waitFor()
    }
    await client.openWindow('Softswitch')
    await cell('own', 'role').dblclick()
    await page.getByRole('region', { name: 'Node and addresses' }).waitFor()
    expect(client.faults).toEqual([])
  })

  it('shows what a peer announces, that its parameter differs, and that it stops answering', async () => {
    // An address of its own: a node is known by it.
    const peer = await startHost({ args: ['--node', 'south', '--sip', 'udp:127.0.0.2:0'] })
    try {
      const routingGateways = [
        { name: 'GW-A', prefix: '1', allowPublish: true, remoteIp: '127.0.0.1' },
      ]
      await importDocument(peer, {
        ...{ routingGateways, parameters: { SS_SIP_PUBLISH_EXPIRE: 60 } },
        settings: { publishTargets: [target('north', client.host)] },
      })
      await client.ask('gateway.add', { kind: 'routing', fields: routingGateways[0] ?? {} })
      const changes = {
        publishTargets: [target('south', peer)],
        publishOnChange: 'every change',
      }
      await client.ask('settings.set', { changes })

      await client.openWindow('Softswitch')
      const south = 'other south'
      await cell(south, 'expire').getByText('60 s').waitFor()
      await cell(south, 'reachability').getByText('answers').waitFor()
      const { version } = await client.ask('engine.status', {})
      expect(await cell(south, 'version').textContent()).toBe(version)
      expect(await cell(south, 'clock').textContent()).toBe('in step')
      expect(await cell(south, 'role').textContent()).toBe('peer node')
      await page.getByText('Nodes with another SS_SIP_PUBLISH_EXPIRE: 1').waitFor()

      const words = ['param', 'set', 'SS_SIP_PUBLISH_EXPIRE', '300', '--data', peer.dataFolder]
      expect(await runCommand(words)).toMatchObject({ code: 0 })
      await cell(south, 'expire').getByText('300 s').waitFor()
      await page.getByText('Nodes with another').waitFor({ state: 'detached' })

      await peer.kill9()
      await client.ask('param.set', {
        // A request to the dead peer is given up after the last of these waits.
        changes: { SS_SIP_RESEND_INTERVAL: '0.1,0.1', SS_SIP_PUBLISH_EXPIRE: '301' },
      })
      await cell(south, 'reachability').getByText('does not answer').waitFor()
    } finally {
      await peer.stop()
      peer.removeData()
    }
  })
})
