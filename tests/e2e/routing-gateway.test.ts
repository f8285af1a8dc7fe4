import type { Browser, Locator, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { openAnsweringPeer, type AnsweringPeer } from './answering-peer.ts'
import { openClient, openWindow, startBrowser, type TestClient } from './client.ts'

const limitMs = 30_000

describeWithTools(['chromium'], 'the routing gateway window', () => {
  let browser: Browser
  let client: TestClient
  let peer: AnsweringPeer
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    peer = await openAnsweringPeer()
    client = await openClient(browser)
  })
  afterEach(async () => {
    await client.close()
    peer.close()
  })

  const gatewayOf = (name: string) => client.ask('gateway.get', { kind: 'routing', name })
  const addGateway = (fields: Record<string, unknown>) =>
    client.ask('gateway.add', { kind: 'routing', fields })
  const dialogOf = (page: Page, name: string): Locator =>
    page.getByRole('dialog', { name: `Routing gateway “${name}”` })
  /** Double-click on its row opens the properties. */
  async function openGateway(page: Page, name: string): Promise<Locator> {
    await page.getByRole('gridcell', { name, exact: true }).dblclick()
    const dialog = dialogOf(page, name)
    await dialog.waitFor()
    return dialog
  }
  const goTo = (dialog: Locator, title: string): Promise<void> =>
    dialog.getByRole('treeitem', { name: title, exact: true }).click()

  it('publishes by Routing gateway → Additional settings → Protocol → SIP → Allow Publish', async () => {
    const target = { name: 'peer', address: `udp:${peer.address}`, kind: 'node' as const }
    await client.ask('settings.set', { changes: { publishTargets: [target] } })
    const { page } = client
    await client.openWindow('Routing gateway')
    await page.getByText('No routing gateway yet').waitFor()
    await page.getByRole('button', { name: 'Add routing gateway' }).click()
    const adding = page.getByRole('dialog', { name: 'Add routing gateway' })
    const ok = adding.getByRole('button', { name: 'OK', exact: true })
    expect(await ok.isDisabled()).toBe(true)
    await adding.getByLabel('Gateway name').fill('GW-Carrier-A')
    await adding.getByLabel('Remote IP').fill('127.0.0.1')
    await ok.click()
    await adding.waitFor({ state: 'hidden' })

    const dialog = await openGateway(page, 'GW-Carrier-A')
    for (const title of ['Additional settings', 'Protocol', 'SIP']) await goTo(dialog, title)
    const allowPublish = dialog.getByRole('checkbox', { name: 'Allow Publish' })
    expect(await allowPublish.isChecked()).toBe(false)
    await dialog
      .getByText('This protocol can make routing gateway control concurrency automatically')
      .waitFor()
    await allowPublish.check()
    await dialog.getByText('Allow Publish is checked without a line limit').waitFor()
    await dialog.getByRole('button', { name: 'Set the line limit' }).click()
    await dialog.getByLabel('Line limit').fill('many')
    await dialog.getByText('whole number from 0 to 100000 lines (0 = unlimited)').waitFor()
    expect(await dialog.getByRole('button', { name: 'OK', exact: true }).isDisabled()).toBe(true)
    await dialog.getByLabel('Line limit').fill('25')
    expect(await dialog.getByText('Allow Publish is checked').count()).toBe(0)
    await dialog.getByRole('button', { name: 'OK', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })

    expect(await gatewayOf('GW-Carrier-A')).toMatchObject({ allowPublish: true, capacity: 25 })
    const publish = await eventually(
      'PUBLISH on the wire',
      () => peer.requests.find((each) => each.startsWith('PUBLISH ')),
      limitMs,
    )
    expect(publish).toMatch(/^PUBLISH sip:gateway-status@\S+;gateway=GW-Carrier-A SIP\/2\.0\r$/m)
    expect(publish).toMatch(/^Expires: 300\r$/m)
    expect(publish).toContain('capacity="25"')
    const checks = await client.ask('trace.expiresCheck', {})
    expect(checks.rows.find(({ gateway }) => gateway === 'GW-Carrier-A')).toMatchObject({
      shouldPublish: true,
      expiresSeen: [300],
      verdict: 'ok',
    })
    await page.getByRole('gridcell', { name: 'Fresh', exact: true }).waitFor()
    expect(client.faults).toEqual([])
  })

  it('deletes by name and brings everything back, the password included', async () => {
    await addGateway({
      ...{ name: 'GW-Trunk', registerType: 2, remoteIp: '127.0.0.1', signalPort: peer.port },
      ...{ password: 'open sesame', memo: 'night trunk', prefix: '49,43' },
    })
    await eventually('first registration', () => peer.knowsPassword('open sesame'), limitMs)
    const before = await gatewayOf('GW-Trunk')
    const { page } = client
    await client.openWindow('Routing gateway')
    await page.getByRole('gridcell', { name: 'GW-Trunk', exact: true }).click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    const question = page.getByRole('dialog', { name: 'Delete gateways' })
    await question.getByText('Delete the gateway “GW-Trunk”?').waitFor()
    await question.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText('No routing gateway yet').waitFor()
    await expect(gatewayOf('GW-Trunk')).rejects.toThrow('UNKNOWN_NAME')

    peer.forget()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('gridcell', { name: 'GW-Trunk', exact: true }).waitFor()
    const { id, version } = await gatewayOf('GW-Trunk')
    expect(await gatewayOf('GW-Trunk')).toEqual({ ...before, id, version })
    const isKnown = await eventually(
      'registration after the undo',
      () => peer.knowsPassword('open sesame'),
      limitMs,
    )
    expect(isKnown).toBe(true)
    expect(client.faults).toEqual([])
  })

  it('replaces a password that it never shows', async () => {
    await addGateway({
      ...{ name: 'GW-Trunk', registerType: 2, remoteIp: '127.0.0.1', signalPort: peer.port },
      password: 'the old one',
    })
    await eventually('first registration', () => peer.knowsPassword('the old one'), limitMs)
    const { page } = client
    await client.openWindow('Routing gateway')
    const dialog = await openGateway(page, 'GW-Trunk')
    await goTo(dialog, 'Registration')
    await dialog
      .getByRole('region', { name: 'Live state' })
      .getByText('Registered')
      .first()
      .waitFor()
    expect(await page.content()).not.toContain('the old one')
    await dialog.getByRole('button', { name: 'Replace …' }).click()
    await dialog.getByPlaceholder('New password').fill('the new one')
    await dialog.getByText('will be replaced').waitFor()
    await dialog.getByRole('button', { name: 'OK', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    await eventually(
      'registration with the new password',
      () => peer.knowsPassword('the new one') || undefined,
      limitMs,
    )
    const { entries } = await client.ask('audit.list', { action: 'routingGateway' })
    expect(JSON.stringify(entries)).not.toMatch(/the (old|new) one/)
  })

  it('tells two operators of the same gateway about each other, and loses nothing', async () => {
    await addGateway({ name: 'GW-Both', remoteIp: '127.0.0.1', capacity: 10, memo: 'as it was' })
    const { page: mine } = client
    const theirs = await client.newPage()
    await theirs.locator('.tl-status').waitFor()
    await client.openWindow('Routing gateway')
    const my = await openGateway(mine, 'GW-Both')
    await my.getByLabel('Line limit').fill('30')
    await openWindow(theirs, 'Routing gateway')
    const their = await openGateway(theirs, 'GW-Both')
    await their.getByLabel('Line limit').fill('20')
    await their.getByLabel('Memo').fill('as they like it')
    await their.getByRole('button', { name: 'OK', exact: true }).click()
    await their.waitFor({ state: 'hidden' })

    await my.getByText(/^admin changed this gateway at .* while it was open here/).waitFor()
    const limit = my.getByRole('row', { name: /^Line limit/ })
    expect(await limit.getByRole('cell').allTextContents()).toEqual(['10', '20', '30'])
    expect(await my.getByRole('button', { name: 'OK', exact: true }).isDisabled()).toBe(true)
    await my.getByRole('button', { name: 'Keep mine over theirs' }).click()
    expect(await my.getByLabel('Memo').inputValue()).toBe('as they like it')
    expect(await my.getByLabel('Line limit').inputValue()).toBe('30')
    expect(await gatewayOf('GW-Both')).toMatchObject({ capacity: 20 })
    await my.getByRole('button', { name: 'OK', exact: true }).click()
    await my.waitFor({ state: 'hidden' })
    expect(await gatewayOf('GW-Both')).toMatchObject({ capacity: 30, memo: 'as they like it' })
    expect(client.faults).toEqual([])
  })

  it('keeps what is typed when somebody else deletes the gateway, and can add it again', async () => {
    await addGateway({ name: 'GW-Gone', remoteIp: '127.0.0.1' })
    const { page } = client
    await client.openWindow('Routing gateway')
    const dialog = await openGateway(page, 'GW-Gone')
    await dialog.getByLabel('Memo').fill('typed before it went')
    await client.ask('gateway.remove', { kind: 'routing', name: 'GW-Gone' })
    await dialog.getByText(/deleted this gateway/).waitFor()
    await dialog.getByRole('button', { name: 'Add it again' }).click()
    const adding = page.getByRole('dialog', { name: 'Add routing gateway' })
    await adding.getByRole('button', { name: 'OK', exact: true }).click()
    await adding.waitFor({ state: 'hidden' })
    expect(await gatewayOf('GW-Gone')).toMatchObject({ memo: 'typed before it went' })
  })
})
