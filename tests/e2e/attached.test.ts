import type { Locator, Page } from '@playwright/test'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Ask } from '../../engine/api/contract/procedures.ts'
import { connect } from '../../engine/commands/connect.ts'
import { eventually } from '../harness/eventually.ts'
import { startHost, type Host } from '../harness/host.ts'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf } from './client.ts'

describeInBrowser('the window Attached VOS3000', (open) => {
  let peer: Host
  let askPeer: Ask
  beforeEach(async () => {
    peer = await startHost({ args: ['--node', 'vos-peer'] })
    askPeer = (await connect(peer.dataFolder)).ask
    for (const [name, capacity] of [
      ['GW-A', 30],
      ['GW-B', 0],
    ] as const) {
      const fields = {
        name,
        capacity,
        prefix: '86',
        remoteIp: '127.0.0.1',
        password: 'open sesame',
      }
      await askPeer('gateway.add', { kind: 'routing', fields })
    }
  })
  afterEach(async () => {
    await peer.stop()
    peer.removeData()
  })

  const limitsOnPeer = async (name: string) => {
    const { capacity, lockType } = await askPeer('gateway.get', { kind: 'routing', name })
    return [capacity, lockType]
  }
  const cell = (shown: Locator, column: string, row: string): Locator =>
    shown.locator(`[row-id="${row}"] [col-id="${column}"]`)
  const goTo = (shown: Locator, title: string): Promise<void> =>
    shown.getByRole('radiogroup').getByText(title, { exact: true }).click()

  it('attaches a softswitch, changes a line limit in its engine, and takes it back', async () => {
    const client = await open()
    const { page } = client
    await client.openWindow('Attached VOS3000')
    const shown = windowOf(page, 'Attached VOS3000')
    await shown.getByText('No softswitch is attached').waitFor()
    await shown.getByRole('button', { name: 'Attach a softswitch' }).click()
    const adding = page.getByRole('dialog', { name: 'Attach a softswitch' })
    await adding.getByLabel('Name').fill('VOS-Peer')
    await adding.getByLabel('Address of its web server').fill('192.0.2.1:8080')
    await adding.getByText('http or https address of the web server').waitFor()
    expect(await adding.getByRole('button', { name: 'Test connection' }).isDisabled()).toBe(true)
    await adding.getByLabel('Address of its web server').fill(peer.ready.http)
    await adding.getByRole('button', { name: 'Test connection' }).click()
    await adding.getByText('vos-peer. Routing gateways: 2.').waitFor()
    await adding.getByRole('button', { name: 'OK', exact: true }).click()
    await adding.waitFor({ state: 'hidden' })

    await shown.getByRole('gridcell', { name: 'GW-A', exact: true }).dblclick()
    const editing = page.getByRole('dialog', { name: 'Line limit and lock of “GW-A”' })
    await editing.getByText('Nothing would change.').waitFor()
    const send = editing.getByRole('button', { name: 'Change on the softswitch' })
    expect(await send.isDisabled()).toBe(true)
    await editing.getByLabel('Line limit').fill('many')
    await editing.getByText('whole number from 0 to 100000 lines (0 = unlimited)').waitFor()
    await editing.getByLabel('Line limit').fill('45')
    expect(await editing.getByRole('row', { name: 'Line limit' }).innerText()).toMatch(/30\s+45/)
    expect(await limitsOnPeer('GW-A')).toEqual([30, 0])
    await send.click()
    await editing.waitFor({ state: 'hidden' })
    expect(await limitsOnPeer('GW-A')).toEqual([45, 0])
    await cell(shown, 'capacity', 'GW-A').filter({ hasText: '45' }).waitFor()

    await page
      .getByRole('alert')
      .filter({ hasText: 'line limit 45' })
      .getByRole('button', { name: 'Undo' })
      .click()
    await page.getByText('“GW-A” on VOS-Peer is as before').waitFor()
    expect(await limitsOnPeer('GW-A')).toEqual([30, 0])
    const { entries } = await client.ask('audit.list', { action: 'attached.setGateway' })
    expect(entries).toMatchObject([
      { actor: { name: 'admin' }, object: 'VOS-Peer: GW-A', after: { capacity: 30 } },
      { actor: { name: 'admin' }, object: 'VOS-Peer: GW-A', after: { capacity: 45 } },
    ])
    expect(client.faults).toEqual([])
  })

  it('does not overwrite what somebody changed on the softswitch meanwhile', async () => {
    const client = await open()
    const { page } = client
    await client.ask('attached.add', { name: 'VOS-Peer', url: peer.ready.http })
    await client.openWindow('Attached VOS3000')
    const shown = windowOf(page, 'Attached VOS3000')
    await shown.getByRole('gridcell', { name: 'GW-A', exact: true }).dblclick()
    const editing = page.getByRole('dialog', { name: 'Line limit and lock of “GW-A”' })
    await editing.getByLabel('Line limit').fill('45')
    await askPeer('gateway.set', { kind: 'routing', name: 'GW-A', changes: { capacity: 99 } })
    await editing.getByRole('button', { name: 'Change on the softswitch' }).click()
    await editing.getByText('Somebody changed it on the softswitch meanwhile').waitFor()
    expect(await limitsOnPeer('GW-A')).toEqual([99, 0])
    await editing.getByRole('button', { name: 'Read again' }).click()
    await eventually('what it has now', async () =>
      /99\s+45/.test(await editing.getByRole('row', { name: 'Line limit' }).innerText())
        ? true
        : undefined,
    )
    await editing.getByRole('button', { name: 'Change on the softswitch' }).click()
    await editing.waitFor({ state: 'hidden' })
    expect(await limitsOnPeer('GW-A')).toEqual([45, 0])
    expect(client.faults).toEqual([])
  })

  it('follows the online figures by reading again, until it is paused', async () => {
    const client = await open()
    await client.ask('attached.add', { name: 'VOS-Peer', url: peer.ready.http })
    await client.openWindow('Attached VOS3000')
    const shown = windowOf(client.page, 'Attached VOS3000')
    await goTo(shown, 'Online routing gateway')
    await shown.getByRole('gridcell', { name: 'GW-B', exact: true }).waitFor()
    await chooseEvery(client.page, shown, '5 s')
    const fields = { name: 'GW-C', capacity: 10, remoteIp: '127.0.0.1' }
    await askPeer('gateway.add', { kind: 'routing', fields })
    await shown.getByRole('gridcell', { name: 'GW-C', exact: true }).waitFor()
    await shown.getByRole('button', { name: 'Pause' }).click()
    await shown.getByText('paused', { exact: true }).waitFor()
    await askPeer('gateway.remove', { kind: 'routing', name: 'GW-C' })
    // Longer than between two readings.
    const status = shown.getByRole('status').filter({ hasText: 'As of' })
    const before = await status.innerText()
    await client.page.waitForTimeout(7000)
    expect(await status.innerText()).toBe(before)
    await shown.getByRole('button', { name: 'Resume' }).click()
    await shown.getByRole('gridcell', { name: 'GW-C', exact: true }).waitFor({ state: 'detached' })
    expect(client.faults).toEqual([])
  })

  it('checks what can be told, and says how to be allowed when it is refused', async () => {
    await askPeer('gateway.set', { kind: 'routing', name: 'GW-B', changes: { lockType: 3 } })
    const client = await open()
    const { page } = client
    await client.ask('attached.add', { name: 'VOS-Peer', url: peer.ready.http })
    await client.openWindow('Attached VOS3000')
    const shown = windowOf(page, 'Attached VOS3000')
    await goTo(shown, 'Checks')
    const locks = shown.getByRole('listitem').filter({ hasText: 'No gateway is locked' })
    await locks.getByText('failed', { exact: true }).waitFor()
    await locks.getByText('Locked, so that no call goes there: GW-B.').waitFor()
    const expire = shown.getByRole('listitem').filter({ hasText: 'SS_SIP_PUBLISH_EXPIRE suits' })
    await expire.getByText('cannot be told', { exact: true }).waitFor()
    await goTo(shown, 'Current call')
    await shown.getByText('No call at the moment').waitFor()
    await goTo(shown, 'CDR')
    await shown.getByRole('button', { name: 'Query' }).click()
    await shown.getByText('No call record in these days').waitFor()

    const rules = (addresses: string[]) =>
      askPeer('settings.set', { changes: { webAccess: [{ directory: '/external', addresses }] } })
    await rules(['192.0.2.1'])
    await goTo(shown, 'Routing gateway')
    await shown.getByText('This machine is not allowed to ask.').waitFor()
    await shown.getByText('Interface management > Web access control').first().waitFor()
    await shown.getByText('cannot be read', { exact: true }).waitFor()
    await rules(['127.0.0.1'])
    await shown.getByRole('button', { name: 'Read again' }).click()
    await shown.getByRole('gridcell', { name: 'GW-A', exact: true }).waitFor()
    await shown.getByText('answers', { exact: true }).waitFor()
    expect(await shown.getByText('This machine is not allowed to ask.').count()).toBe(0)

    await shown.getByRole('button', { name: 'Detach' }).click()
    const question = page.getByRole('dialog', { name: 'Detach' })
    await question.getByText('Detach “VOS-Peer”').waitFor()
    await question.getByRole('button', { name: 'Detach' }).click()
    await shown.getByText('No softswitch is attached').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await shown.getByRole('gridcell', { name: 'GW-A', exact: true }).waitFor()
    expect(client.faults).toEqual([])
  })

  it('is used from the keyboard, in Chinese', async () => {
    const client = await open({ language: 'zh', theme: 'dark' })
    const { page } = client
    await client.ask('attached.add', { name: 'VOS-Peer', url: peer.ready.http })
    await client.openWindow('外接 VOS3000')
    const shown = windowOf(page, '外接 VOS3000')
    await shown.getByRole('gridcell', { name: 'GW-A', exact: true }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const editing = page.getByRole('dialog', { name: '“GW-B”的线路上限与锁定' })
    await editing.getByLabel('线路上限').focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('12')
    await editing.getByRole('row', { name: '线路上限' }).getByText('不限').waitFor()
    await page.keyboard.press('Enter')
    await editing.waitFor({ state: 'hidden' })
    expect(await limitsOnPeer('GW-B')).toEqual([12, 0])
    await peer.stop()
    await shown.getByRole('button', { name: '重新读取' }).press('Enter')
    await shown.getByRole('alert').filter({ hasText: '无法连接' }).first().waitFor()
    await shown.getByText('无法读取', { exact: true }).waitFor()
    expect(client.faults).toEqual([])
  })

  it('shows an operator no way to attach, and a viewer no way to change', async () => {
    const client = await open()
    await client.ask('attached.add', { name: 'VOS-Peer', url: peer.ready.http })
    await client.ask('user.create', { name: 'eve', password: 'long enough', role: 'viewer' })
    const { page } = client
    await page.context().clearCookies()
    await page.reload()
    await page.getByLabel('Name').fill('eve')
    await page.getByLabel('Password').fill('long enough')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await client.openWindow('Attached VOS3000')
    const shown = windowOf(page, 'Attached VOS3000')
    await shown.getByRole('gridcell', { name: 'GW-A', exact: true }).dblclick()
    for (const name of ['Attach', 'Edit', 'Detach', 'Line limit and lock']) {
      expect(await shown.getByRole('button', { name, exact: true }).isDisabled()).toBe(true)
    }
    expect(await page.getByRole('dialog').count()).toBe(0)
  })
})

/** Chooses how often is read. */
async function chooseEvery(page: Page, shown: Locator, span: string): Promise<void> {
  // The word that is chosen lies over the box.
  await shown.locator('.tl-attached-every').click()
  await page.getByRole('option', { name: span, exact: true }).click()
}
