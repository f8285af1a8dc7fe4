import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { scenarioFolder, startSipp } from '../harness/sipp.ts'
import { createTemporaryFolder } from '../harness/temporary-folder.ts'
import { openClient, startBrowser, windowOf } from './client.ts'

const watchedMs = 10_000

describeWithTools(['chromium', 'sipp'], 'the window Watchers', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())

  it('shows who watches a gateway until SUBSCRIBE with Expires: 0, and opens the dialog in the trace', async () => {
    const client = await openClient(browser)
    const folder = createTemporaryFolder()
    try {
      const { page } = client
      const scenario = join(folder.path, 'watcher.xml')
      const pause = '<pause milliseconds="300"/>'
      const short = readFileSync(join(scenarioFolder, 'watcher.xml'), 'latin1')
      expect(short).toContain(pause)
      writeFileSync(scenario, short.replace(pause, `<pause milliseconds="${watchedMs}"/>`))
      const fields = { name: 'alice', prefix: '9', remoteIp: '127.0.0.1', allowPublish: true }
      await client.ask('gateway.add', { kind: 'routing', fields })
      await client.openWindow('Watchers')
      await page.getByText('No watcher').waitFor()
      await page.getByText('sip:gateway-status@trunkline.local').waitFor()

      const target = client.host.sipAddress
      const watcher = await startSipp({ scenario, target, user: 'alice', calls: 1 })
      const region = windowOf(page, 'Watchers')
      const cell = (column: string) => region.locator(`.ag-row [col-id="${column}"]`)
      await cell('watcher').getByText('sip:watcher@127.0.0.1', { exact: true }).waitFor()
      expect(await cell('resource').innerText()).toBe('alice')
      expect(await cell('contact').innerText()).toContain(`127.0.0.1:${watcher.port}`)
      await cell('state').getByText('Active', { exact: true }).waitFor()
      const left = Number.parseInt(await cell('left').innerText(), 10)
      expect(left).toBeGreaterThan(560)
      expect(left).toBeLessThanOrEqual(600)

      await cell('resource').click()
      await region.getByRole('button', { name: 'Show in trace' }).click()
      await windowOf(page, 'Debug trace').waitFor()
      await client.openWindow('Watchers')
      const { statistics } = await watcher.finished
      expect(statistics).toMatchObject({ successful: 1, failed: 0 })
      await page.getByText('No watcher').waitFor()
      await eventually('NOTIFY that ends it', async () => {
        const { messages } = await client.ask('trace.list', {
          method: 'NOTIFY',
          text: 'terminated',
        })
        return messages.length > 0 ? true : undefined
      })
      expect(client.faults).toEqual([])
    } finally {
      await client.close()
      folder.remove()
    }
  })
})
