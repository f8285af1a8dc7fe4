import { spawnSync } from 'node:child_process'
import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { openAnsweringPeer, type AnsweringPeer } from './answering-peer.ts'
import { openClient, startBrowser, type TestClient } from './client.ts'
import { cellOf, shows } from './live-scene.ts'

const title = 'Registration management'

describeWithTools(['chromium', 'sipsak'], 'the window Registration management', () => {
  let browser: Browser
  let client: TestClient
  let peer: AnsweringPeer
  let page: Page
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    peer = await openAnsweringPeer()
    client = await openClient(browser)
    page = client.page
    await client.openWindow(title)
  })
  afterEach(async () => {
    await client.close()
    peer.close()
  })

  const cell = (row: string, column: string) => cellOf(page, title, row, column)
  const registerNow = () => page.getByRole('button', { name: 'Register now' })
  const registers = (): number =>
    peer.requests.filter((each) => each.startsWith('REGISTER ')).length

  it('shows the registration of this node, and sends it anew at once', async () => {
    await page.getByText('No registration').waitFor()
    const fields = { name: 'GW-R', prefix: '1', registerType: 2, registrar: peer.address }
    await client.ask('gateway.add', {
      kind: 'routing',
      fields: { ...fields, registerName: 'north', password: 'secret' },
    })
    const row = 'outbound GW-R'
    await shows(cell(row, 'state'), 'Registered')
    await shows(cell(row, 'direction'), 'Outbound')
    await shows(cell(row, 'address'), peer.address)
    await shows(cell(row, 'granted'), '3600 s')
    expect(await cell(row, 'expires').innerText()).toMatch(/^3[56]\d\d s$/)
    expect(peer.knowsPassword('secret')).toBe(true)

    await cell(row, 'gateway').click()
    const before = registers()
    await registerNow().click()
    await page.getByText('REGISTER is being sent for “GW-R”').waitFor()
    await eventually('another REGISTER', () => (registers() > before ? true : undefined))
    await shows(cell(row, 'state'), 'Registered')
    await page.getByRole('button', { name: 'Registered 1' }).waitFor()

    await page.getByRole('button', { name: 'Open gateway' }).click()
    await page.getByRole('dialog', { name: 'Routing gateway “GW-R”' }).waitFor()
    expect(client.faults).toEqual([])
  })

  it('shows a gateway that registers here with its contact, which only it can send anew', async () => {
    const fields = { name: '1001', prefix: '3', registerType: 1, password: 'secret' }
    await client.ask('gateway.add', { kind: 'routing', fields })
    const row = 'inbound 1001'
    await shows(cell(row, 'state'), 'Not registered')
    const { status, stdout, stderr } = spawnSync(
      'sipsak',
      [
        ...[
          '-U',
          '-i',
          '-C',
          `sip:1001@${peer.address}`,
          '-x',
          '120',
          '-u',
          '1001',
          '-a',
          'secret',
        ],
        ...['-s', `sip:1001@${client.host.sipAddress}`],
      ],
      { encoding: 'utf8', timeout: 10_000 },
    )
    expect(status, stdout + stderr).toBe(0)
    await shows(cell(row, 'state'), 'Registered')
    await cell(row, 'address').getByText(`sip:1001@${peer.address}`).waitFor()
    await shows(cell(row, 'granted'), '120 s')
    const left = async (): Promise<number> =>
      Number.parseInt(await cell(row, 'expires').innerText(), 10)
    const first = await left()
    expect(first).toBeLessThanOrEqual(120)
    await eventually('the time left goes down', async () =>
      (await left()) < first ? true : undefined,
    )
    await cell(row, 'gateway').click()
    expect(await registerNow().isDisabled()).toBe(true)
    expect(client.faults).toEqual([])
  })

  it('says why a registration failed', async () => {
    const silent = await openAnsweringPeer()
    silent.close()
    const fields = { name: 'GW-R', prefix: '1', registerType: 2, registrar: silent.address }
    await client.ask('gateway.add', {
      kind: 'routing',
      fields: { ...fields, registerName: 'north', password: 'secret' },
    })
    const row = 'outbound GW-R'
    await cell(row, 'state').getByText('Failed').waitFor({ timeout: 60_000 })
    expect(await cell(row, 'lastError').innerText()).not.toBe('')
    expect(await cell(row, 'retryAt').innerText()).toMatch(/^\d+ (s|min)$/)
    expect(client.faults).toEqual([])
  })
})
