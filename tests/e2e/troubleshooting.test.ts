import type { Locator, Page } from '@playwright/test'
import { expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { loadAxe, seriousFindings } from './accessibility.ts'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf, type TestClient } from './client.ts'

/** Six calls to a gateway of four lines that nobody enforces, beside one that does not publish. */
async function makeTrouble({ ask }: TestClient): Promise<void> {
  await ask('gateway.add', { kind: 'mapping', fields: { name: 'MG', remoteIps: '127.0.0.1' } })
  for (const [name, prefix, more] of [
    ['GW-A', '2', { capacity: 4, allowPublish: true, enforceCapacity: false }],
    ['GW-B', '3', { capacity: 10 }],
    ['GW-C', '4', { capacity: 10 }],
  ] as const) {
    const { address, port } = await ask('labGateway.add', { name, channels: 0 })
    const place = { remoteIp: address, signalPort: port }
    await ask('gateway.add', { kind: 'routing', fields: { name, prefix, ...place, ...more } })
    await ask('labGenerator.start', {
      ...{ name: `to ${name}`, callee: `${prefix}XXXXX`, totalCalls: name === 'GW-A' ? 6 : 2 },
      ...{ rate: { kind: 'constant', perSecond: 5 }, talk: { kind: 'fixed', ms: 600_000 } },
    })
  }
  await eventually(
    'ten calls are up',
    async () => ((await ask('engine.status', {})).calls === 10 ? true : undefined),
    60_000,
  )
}

const gatewayOf = ({ ask }: TestClient, name: string) =>
  ask('gateway.get', { kind: 'routing', name })
const article = (page: Page, name: string): Locator => page.getByRole('article', { name })

describeInBrowser('the window Troubleshooting', (open) => {
  it('says what is watched while nothing is found', async () => {
    const client = await open()
    await client.openWindow('Troubleshooting')
    const shown = windowOf(client.page, 'Troubleshooting')
    await shown.getByText('Nothing is wrong', { exact: true }).waitFor()
    expect(await shown.getByText('Nothing found', { exact: true }).count()).toBe(4)
    await shown.getByText('Nodes differ in SS_SIP_PUBLISH_EXPIRE').waitFor()
    expect(client.faults).toEqual([])
  })

  it('shows problems with their evidence, mends them after a preview, and takes a fix back', async () => {
    const client = await open()
    const { page } = client
    await makeTrouble(client)
    await page.getByRole('button', { name: /^Problems [34]$/ }).click()

    const unenforced = article(page, 'Line limit and traffic, but the limit is not enforced')
    await unenforced.getByText(/GW-A: active calls 6, line limit 4/).waitFor()
    const active = article(page, 'More active calls than lines')
    await active.getByText('GW-A: active calls 6, own 6; line limit 4').waitFor()

    // The evidence leads to where it can be looked up, and a look-up among the fixes as well.
    await unenforced.getByRole('button', { name: /^Open where this is seen: GW-A/ }).click()
    const properties = page.getByRole('dialog').filter({ hasText: 'GW-A' })
    await properties.waitFor()
    await page.keyboard.press('Escape')
    await client.openWindow('Troubleshooting')

    await active.getByRole('button', { name: /^Set the line limit/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Set the line limit' })
    await dialog.getByRole('row', { name: 'GW-A Line limit 4 6' }).waitFor()
    await loadAxe(page)
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByLabel('Value').fill('0')
    await dialog.getByText('A whole number from 1 to 100000').waitFor()
    expect(await dialog.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Value').fill('8')
    await dialog.getByRole('row', { name: 'GW-A Line limit 4 8' }).waitFor()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await active.waitFor({ state: 'detached' })
    expect(await gatewayOf(client, 'GW-A')).toMatchObject({ capacity: 8 })

    await page.getByRole('button', { name: 'Undo' }).click()
    await active.waitFor()
    expect(await gatewayOf(client, 'GW-A')).toMatchObject({ capacity: 4 })
    expect(client.faults).toEqual([])
  })

  it('mends the gateways that were chosen, from the keyboard, and says what came between', async () => {
    const client = await open()
    const { page } = client
    await makeTrouble(client)
    await client.openWindow('Troubleshooting')
    const finding = article(page, 'Line limit and traffic, but Allow Publish is not checked')
    const dialog = page.getByRole('dialog', { name: 'Check Allow Publish' })
    const openFix = async (): Promise<void> => {
      await finding.getByRole('button', { name: /^Check Allow Publish/ }).focus()
      await page.keyboard.press('Enter')
    }
    await finding.getByText(/GW-B/).waitFor()
    await finding.getByText(/GW-C/).waitFor()
    await openFix()
    await dialog.getByText('2 of 2 gateways').waitFor()
    await loadAxe(page)
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('checkbox', { name: 'Include GW-B' }).press('Space')
    await dialog.getByText('1 of 2 gateways').waitFor()
    await dialog.getByRole('button', { name: 'Apply' }).press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    expect(await gatewayOf(client, 'GW-C')).toMatchObject({ allowPublish: true })
    expect(await gatewayOf(client, 'GW-B')).toMatchObject({ allowPublish: false })

    // Somebody else mends the other one while the preview is open.
    await finding.getByText(/GW-C/).waitFor({ state: 'detached' })
    await openFix()
    await dialog.getByRole('row', { name: 'GW-B Allow Publish No Yes' }).waitFor()
    const changes = { allowPublish: true }
    await client.ask('gateway.set', { kind: 'routing', name: 'GW-B', changes })
    await finding.waitFor({ state: 'detached' })
    await dialog.getByRole('button', { name: 'Apply' }).press('Enter')
    await dialog.getByText('The problem has gone meanwhile: nothing was changed.').waitFor()
    await page.keyboard.press('Escape')

    // Six calls, of which the last two came after the status word had changed: what only looks leads to its window.
    const stale = article(page, 'Published counts are off by more than 10 % of the line limit')
    await stale.getByRole('button', { name: 'Open the setting Publish on change' }).click()
    await page.getByRole('region', { name: 'Publishing', exact: true }).waitFor()
    await client.openWindow('Troubleshooting')
    await stale.getByRole('button', { name: 'Show the PUBLISH trace' }).click()
    const trace = windowOf(page, 'Debug trace')
    await trace.getByRole('gridcell', { name: 'PUBLISH', exact: true }).first().waitFor()
    expect(await trace.getByRole('combobox', { name: 'Gateway' }).inputValue()).toBe('GW-A')
    expect(client.faults).toEqual([])
  })

  it('shows a viewer everything, and why nothing can be applied', async () => {
    const client = await open()
    const { page, context, host } = client
    await makeTrouble(client)
    const viewer = { name: 'eve', password: 'viewer-pass-1' }
    await client.ask('user.create', { ...viewer, role: 'viewer' })
    await context.clearCookies()
    const headers = { origin: host.ready.http }
    const signedIn = await context.request.post('/api/v1/session', { data: viewer, headers })
    expect(signedIn.ok()).toBe(true)
    await page.reload()
    await page.locator('.tl-status').waitFor()
    await client.openWindow('Troubleshooting')
    const finding = article(page, 'Line limit and traffic, but Allow Publish is not checked')
    await finding.getByRole('button', { name: /^Check Allow Publish/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Check Allow Publish' })
    await dialog.getByRole('row', { name: 'GW-B Allow Publish No Yes' }).waitFor()
    await dialog.getByText('Applying a fix needs the role operator.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true)
    expect(client.faults).toEqual([])
  })

  it('speaks Chinese, from the problem to its way back', async () => {
    const client = await open({ language: 'zh', theme: 'dark', width: 1024, height: 700 })
    const { page } = client
    await makeTrouble(client)
    await client.ask('param.set', { changes: { SS_SIP_PUBLISH_EXPIRE: '1800' } })
    await client.openWindow('故障排查')
    const finding = article(page, '网关有话务，而发布有效期达 30 分钟或更长')
    await finding.getByText('本节点 SS_SIP_PUBLISH_EXPIRE 为 1800 秒').waitFor()
    await loadAxe(page)
    expect(await seriousFindings(page)).toEqual([])
    await finding
      .getByRole('button', { name: /^将 SS_SIP_PUBLISH_EXPIRE 降到 300 秒或更低/ })
      .click()
    const dialog = page.getByRole('dialog', { name: '将 SS_SIP_PUBLISH_EXPIRE 降到 300 秒或更低' })
    await dialog.getByRole('row', { name: 'SS_SIP_PUBLISH_EXPIRE 值 1800 300' }).waitFor()
    await dialog.getByRole('button', { name: '应用' }).click()
    await finding.waitFor({ state: 'detached' })
    expect(await client.ask('param.get', { name: 'SS_SIP_PUBLISH_EXPIRE' })).toMatchObject({
      value: '300',
    })
    await page.getByRole('button', { name: '撤销' }).click()
    await finding.waitFor()
    expect(client.faults).toEqual([])
  })
})
