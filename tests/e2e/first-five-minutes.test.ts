import type { Locator, Page } from '@playwright/test'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startSipp, type Sipp } from '../harness/sipp.ts'
import { describeInBrowser } from './browser-suite.ts'
import { administrator, openWindow, windowOf } from './client.ts'
import { typeValue } from './parameter-rows.ts'
import { cellOf, shows } from './live-scene.ts'

/** Longest that the calls of the test are held. */
const holdMs = 100_000

describeInBrowser(
  'the first five minutes of a new user',
  (open) => {
    let callee: Sipp
    const callers: Sipp[] = []
    beforeEach(async () => {
      callee = await startSipp({ scenario: 'uas', limitMs: holdMs })
    })
    afterEach(async () => {
      await Promise.all([...callers.splice(0), callee].map((sipp) => sipp.stop()))
    })

    async function createAdministrator(page: Page): Promise<void> {
      await page.getByLabel('Password', { exact: true }).fill(administrator.password)
      await page.getByLabel('Password again').fill(administrator.password)
      await page.getByRole('button', { name: 'Create and sign in' }).click()
      await page.getByRole('navigation', { name: 'Navigation' }).waitFor()
    }

    async function add(page: Page, kind: 'mapping' | 'routing'): Promise<Locator> {
      await openWindow(page, kind === 'mapping' ? 'Mapping gateway' : 'Routing gateway')
      await page.getByRole('button', { name: `Add ${kind} gateway` }).click()
      return page.getByRole('dialog', { name: `Add ${kind} gateway` })
    }

    async function confirm(dialog: Locator): Promise<void> {
      await dialog.getByRole('button', { name: 'OK', exact: true }).click()
      await dialog.waitFor({ state: 'hidden' })
    }

    it('goes from an empty data folder to calls under publish-based control, by the client alone', async () => {
      const { page, host, faults } = await open({ isFresh: true })
      await createAdministrator(page)

      const mapping = await add(page, 'mapping')
      await mapping.getByLabel('Gateway name').fill('Customer')
      const addresses = mapping.getByRole('textbox', { name: 'IP addresses' })
      await addresses.fill('127.0.0.1')
      await addresses.press('Enter')
      await confirm(mapping)

      const routing = await add(page, 'routing')
      await routing.getByLabel('Gateway name').fill('Carrier')
      await routing.getByLabel('Remote IP').fill('127.0.0.1')
      await routing.getByLabel('Signal port').fill(String(callee.port))
      await routing.getByLabel('Line limit').fill('10')
      for (const step of ['Additional settings', 'Protocol', 'SIP']) {
        await routing.getByRole('treeitem', { name: step, exact: true }).click()
      }
      await routing.getByRole('checkbox', { name: 'Allow Publish' }).check()
      await confirm(routing)

      await openWindow(page, 'SIP parameter')
      await typeValue(page, 'SS_SIP_PUBLISH_EXPIRE', '45')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Apply (1)' }).click()
      await page.getByText('SS_SIP_PUBLISH_EXPIRE: applied').waitFor()

      const call = async (calls: number): Promise<void> => {
        const many = { calls, callsPerSecond: 50, holdMs, limitMs: holdMs }
        const scenario = { scenario: 'uac_b2bua.xml', target: host.sipAddress, user: '1001' }
        callers.push(await startSipp({ ...scenario, ...many }))
      }
      await openWindow(page, 'Current call')
      await call(8)
      const calls = windowOf(page, 'Current call')
      await calls.getByText('8 rows').waitFor()

      const online = (column: string) => cellOf(page, 'Online routing gateway', 1, column)
      await openWindow(page, 'Online routing gateway')
      await shows(online('active'), '8')
      await shows(online('state'), 'Reduce')
      await call(2)
      await shows(online('active'), '10')
      await shows(online('state'), 'Full')

      await openWindow(page, 'Publication status')
      const publications = windowOf(page, 'Publication status')
      await publications.getByText('45 s', { exact: true }).first().waitFor()
      await publications.getByText('Full', { exact: true }).first().waitFor()

      await openWindow(page, 'Debug trace')
      const trace = windowOf(page, 'Debug trace')
      await trace.getByText('PUBLISH', { exact: true }).first().click()
      await trace.getByRole('gridcell', { name: 'PUBLISH', exact: true }).first().click()
      await trace.getByText('Expires: 45').first().waitFor()
      expect(faults).toEqual([])
    })
  },
  ['sipp'],
)
