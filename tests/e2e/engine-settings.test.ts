import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { freePort } from '../harness/free-port.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { openAnsweringPeer } from './answering-peer.ts'
import { openClient, startBrowser, type TestClient } from './client.ts'

describeWithTools(['chromium'], 'the window Engine settings', () => {
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
    await client.openWindow('Engine settings')
  })
  afterEach(() => client.close())

  const goTo = (section: string) =>
    page
      .getByRole('tree', { name: 'Pages' })
      .getByRole('treeitem', { name: new RegExp(`^${section}`) })
      .click()
  const field = (label: string) => page.getByLabel(label, { exact: true })
  const apply = () =>
    page.getByRole('toolbar', { name: 'Engine settings' }).getByRole('button', { name: 'Apply' })
  const question = () => page.getByRole('dialog', { name: 'Before it is applied' })
  const settings = async () => (await client.ask('settings.get', {})).values

  it('changes the domain after a word about what follows, and the wire shows it', async () => {
    const fields = { name: 'GW-A', prefix: '1', allowPublish: true, remoteIp: '127.0.0.1' }
    await client.ask('gateway.add', { kind: 'routing', fields })
    await field('SIP domain').fill('not a domain')
    await page.getByText('Allowed: host name or IP address').waitFor()
    expect(await apply().isDisabled()).toBe(true)
    await field('SIP domain').fill('example.net')
    await apply().click()
    await question().getByText('The domain becomes example.net').waitFor()
    expect((await settings())['domain']).toBe('trunkline.local')
    await question().getByRole('button', { name: 'Apply' }).click()
    await page.getByText('Engine settings applied: SIP domain').waitFor()
    expect((await settings())['domain']).toBe('example.net')
    await eventually('PUBLISH with the new domain', async () => {
      const filter = { method: 'PUBLISH', direction: 'sent' as const, text: '@example.net' }
      const { messages } = await client.ask('trace.list', filter)
      return messages.length > 0 ? true : undefined
    })

    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('The change of the engine settings was undone.').waitFor()
    await eventually('the domain of before', async () =>
      (await field('SIP domain').inputValue()) === 'trunkline.local' ? true : undefined,
    )
    expect(client.faults).toEqual([])
  })

  it('adds a publish target with a password that is never shown again, and publishes to it', async () => {
    const peer = await openAnsweringPeer()
    try {
      const fields = { name: 'GW-A', prefix: '1', allowPublish: true, remoteIp: '127.0.0.1' }
      await client.ask('gateway.add', { kind: 'routing', fields })
      await goTo('Publishing')
      await page.getByRole('button', { name: 'Add a target' }).click()
      await field('Name of target 1').fill('lab')
      await field('Address of target 1').fill('127.0.0.1')
      await page.getByText('Address: Allowed: protocol:host[:port]').waitFor()
      await field('Address of target 1').fill(`udp:${peer.address}`)
      await field('User of target 1').fill('north')
      await field('Password of target 1').fill('north-secret')
      await apply().click()
      await question().getByText('Every gateway with Allow Publish is published to lab').waitFor()
      await question().getByRole('button', { name: 'Apply' }).click()
      await page.getByText('Engine settings applied: Publish targets').waitFor()
      await eventually(
        'PUBLISH at the target',
        () => peer.requests.find((request) => request.startsWith('PUBLISH ')),
        30_000,
      )
      expect(await field('Password of target 1').inputValue()).toBe('')
      expect(JSON.stringify(await settings())).not.toContain('north-secret')

      // Another name keeps the password; removing it is said in so many words.
      await field('Name of target 1').fill('bench')
      await apply().click()
      await question().getByRole('button', { name: 'Apply' }).click()
      await eventually('the new name', async () => {
        const [target] = (await settings())['publishTargets'] as {
          name: string
          password: string
        }[]
        return target?.name === 'bench' && target.password !== '' ? true : undefined
      })
      await page.getByRole('button', { name: 'Remove the password' }).click()
      await apply().click()
      await eventually('no password', async () => {
        const [target] = (await settings())['publishTargets'] as { password: string }[]
        return target?.password === '' ? true : undefined
      })
    } finally {
      peer.close()
    }
  })

  it('marks what the command line overrides, and keeps what is typed for the next start', async () => {
    const port = await freePort()
    await page
      .getByText(`Given on the command line for this run: ${client.host.ready.sip[0]}`)
      .waitFor()
    await field('Listen address 1').fill('udp:127.0.0.1')
    await page.getByText('Allowed: udp, tcp or tls, then host and port').waitFor()
    await field('Listen address 1').fill(`udp:127.0.0.1:${port}`)
    await page.getByRole('button', { name: 'Add an address' }).click()
    await field('Listen address 2').fill('tcp:127.0.0.1:0')
    await apply().click()
    await question().getByText('No longer listened on: udp:127.0.0.1:5060').waitFor()
    await question().getByRole('button', { name: 'Apply' }).click()
    await eventually('the addresses', async () => {
      const listen = (await settings())['listen'] as readonly string[]
      return listen.join() === `udp:127.0.0.1:${port},tcp:127.0.0.1:0` ? true : undefined
    })
    expect((await client.ask('engine.status', {})).sip).toEqual(client.host.ready.sip)
  })

  it('asks which is to hold when somebody else changed the same setting', async () => {
    await goTo('Debug trace')
    await field('Messages kept').fill('2000')
    await client.ask('settings.set', { changes: { traceMegabytes: 8 } })
    await page.getByText('admin changed Memory for the trace in the meantime').waitFor()
    await eventually('theirs', async () =>
      (await field('Memory for the trace').inputValue()) === '8' ? true : undefined,
    )
    await client.ask('settings.set', { changes: { traceMessages: 5000 } })
    await page
      .getByText('admin changed in the meantime what is changed here too: Messages kept.')
      .waitFor()
    expect(await apply().isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Keep mine' }).click()
    expect(await field('Messages kept').inputValue()).toBe('2000')
    await apply().click()
    await question().getByRole('button', { name: 'Apply' }).click()
    await eventually('mine', async () =>
      (await settings())['traceMessages'] === 2000 ? true : undefined,
    )

    await field('Messages kept').fill('3000')
    await client.ask('settings.set', { changes: { traceMessages: 6000 } })
    await page.getByRole('button', { name: 'Take theirs' }).click()
    expect(await field('Messages kept').inputValue()).toBe('6000')
    expect(await apply().isDisabled()).toBe(true)
  })

  it('says what is wrong across two fields, and asks before typed work is lost', async () => {
    await goTo('Concurrency control')
    await field('Reduce from').fill('97')
    await page.getByText('“Reduce from” must not be above “Last resort from”.').waitFor()
    expect(await apply().isDisabled()).toBe(true)
    await field('Reduce from').fill('70')
    await page.getByRole('img', { name: /reduced from 70 %, last resort from 95 %/ }).waitFor()
    await page.keyboard.press('Alt+w')
    const lost = page.getByRole('dialog', { name: 'There are changes that are not saved.' })
    await lost.getByText('Engine settings: 1 changed settings are not applied.').waitFor()
    await lost.getByRole('button', { name: 'Keep editing' }).click()
    await lost.waitFor({ state: 'hidden' })
    await apply().click()
    await eventually('the band', async () =>
      (await settings())['reduceBandPercent'] === 70 ? true : undefined,
    )
  })

  it('is for reading only to an operator', async () => {
    const operator = { name: 'olga', password: 'operator-2' }
    await client.ask('user.create', { ...operator, role: 'operator' })
    const { http } = client.host.ready
    const context = await browser.newContext({ baseURL: http, locale: 'en-GB' })
    try {
      const origin = { origin: http }
      await context.request.post('/api/v1/session', { data: operator, headers: origin })
      const reading = await context.newPage()
      await reading.goto('/')
      await reading.getByRole('treeitem', { name: 'Engine settings', exact: true }).click()
      await reading.getByText('Only an administrator may change engine settings.').waitFor()
      expect(await reading.getByLabel('SIP domain', { exact: true }).isDisabled()).toBe(true)
      expect(await reading.getByRole('button', { name: 'Add an address' }).count()).toBe(0)
    } finally {
      await context.close()
    }
  })
})
