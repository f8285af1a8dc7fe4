import type { Locator, Page } from '@playwright/test'
import { expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { loadAxe, seriousFindings } from './accessibility.ts'
import { describeInBrowser } from './browser-suite.ts'
import { openWindow, windowOf, type TestClient } from './client.ts'

const parameter = 'SS_SIP_PUBLISH_EXPIRE'
const title = 'Deployment profiles'

const valueOf = async ({ ask }: TestClient): Promise<string> =>
  (await ask('param.get', { name: parameter })).value
const gatewayOf = ({ ask }: TestClient, name: string) =>
  ask('gateway.get', { kind: 'routing', name })
const profileOf = (page: Page, name: RegExp): Locator =>
  page.getByRole('listbox', { name: title }).getByRole('option', { name })

/** Three gateways: two published, one of them of a slow profile. */
async function addGateways({ ask }: TestClient): Promise<void> {
  for (const fields of [
    { name: 'GW-A', prefix: '1' },
    { name: 'GW-B', prefix: '2', allowPublish: true },
    { name: 'GW-C', prefix: '3', allowPublish: true, deploymentProfile: 'backup-overflow' },
  ]) {
    const place = { remoteIp: '127.0.0.1', capacity: 10 }
    await ask('gateway.add', { kind: 'routing', fields: { ...fields, ...place } })
  }
}

describeInBrowser('the window Deployment profiles', (open) => {
  it('previews a profile, applies exactly that, and takes it back', async () => {
    const client = await open()
    const { page, ask } = client
    await addGateways(client)
    await client.openWindow(title)
    const shown = windowOf(page, title)
    await profileOf(page, /^High-volume carrier gateway/).click()

    // The slider stays within 30 to 60 s, and the rate follows it.
    const slider = shown.getByRole('slider', { name: /within the recommended range/ })
    await slider.press('End')
    await shown.getByText('2 × 1 ÷ 51.0 s').waitFor()
    await slider.press('Home')
    await shown.getByText('2 × 1 ÷ 25.5 s').waitFor()
    const typed = shown.getByRole('spinbutton', { name: parameter })
    await typed.fill('600')
    await typed.press('Enter')
    await shown.getByText('2 × 1 ÷ 51.0 s').waitFor()
    await typed.fill('50')
    await typed.press('Enter')

    const chooser = shown.getByRole('combobox', { name: 'Routing gateways of this profile' })
    await chooser.fill('GW-A')
    await page.getByRole('option', { name: 'GW-A' }).click()
    await page.keyboard.press('Escape')
    await shown.getByText('3 × 1 ÷ 42.5 s').waitFor()
    // Another profile is carried: what governs, and what does not suit.
    await shown.getByText(/“High-volume carrier gateway \(500\+ CPS\)” has the shortest/).waitFor()
    const backup = shown.getByRole('row', { name: /^Backup\/overflow gateway 1 1200 s/ })
    await backup.getByText('more PUBLISH than needed (600–1800 s)').waitFor()

    const changes = shown.getByRole('region', { name: /^Deployment profiles –/ })
    for (const row of [
      `Parameter ${parameter} Value 300 50`,
      /^Engine setting +Deployment profile none High-volume carrier gateway/,
      'Routing gateway GW-A Allow Publish no yes',
      /^Routing gateway GW-A Deployment profile none High-volume/,
    ]) {
      await changes.getByRole('row', { name: row }).waitFor()
    }
    await loadAxe(page)
    expect(await seriousFindings(page)).toEqual([])
    expect(await valueOf(client)).toBe('300')

    const before = await ask('config.export', {})
    await shown.getByRole('button', { name: 'Apply', exact: true }).click()
    await page
      .getByText(/^Profile “High-volume .*applied: SS_SIP_PUBLISH_EXPIRE is 50 s$/)
      .waitFor()
    expect(await valueOf(client)).toBe('50')
    expect(await gatewayOf(client, 'GW-A')).toMatchObject({
      ...{ allowPublish: true, deploymentProfile: 'high-volume-carrier' },
    })
    expect(await gatewayOf(client, 'GW-B')).toMatchObject({ deploymentProfile: '' })
    await profileOf(page, /^High-volume/)
      .getByText('In force')
      .waitFor()

    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('Undone', { exact: true }).waitFor()
    expect(await ask('config.export', {})).toEqual(before)
    const mark = profileOf(page, /^High-volume/).getByText('In force')
    await mark.waitFor({ state: 'detached' })
    expect(client.faults).toEqual([])
  })

  it('works from the keyboard alone', async () => {
    const client = await open()
    const { page } = client
    await client.openWindow(title)
    const shown = windowOf(page, title)
    await profileOf(page, /^High-volume/).focus()
    await page.keyboard.press('ArrowDown')
    await shown.getByRole('heading', { name: 'High-volume carrier gateway' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await shown.getByRole('heading', { name: 'Wholesale VoIP' }).waitFor()
    await shown.getByText('Fields that will change: 2.').waitFor()
    await shown.getByRole('button', { name: 'Apply', exact: true }).focus()
    await page.keyboard.press('Enter')
    await eventually('the preset', async () =>
      (await valueOf(client)) === '90' ? true : undefined,
    )
    expect(client.faults).toEqual([])
  })

  it('follows what others change', async () => {
    const client = await open()
    const { page, ask } = client
    await addGateways(client)
    await client.openWindow(title)
    const shown = windowOf(page, title)
    await profileOf(page, /^Wholesale/).click()
    await shown.getByRole('row', { name: `Parameter ${parameter} Value 300 90` }).waitFor()
    await ask('param.set', { changes: { [parameter]: '77' } })
    await shown.getByRole('row', { name: `Parameter ${parameter} Value 77 90` }).waitFor()

    expect(client.faults).toEqual([])
  })

  it('applies nothing when somebody was quicker, and shows what is true now', async () => {
    const client = await open()
    const { context, ask } = client
    let isHeld = false
    // The request to apply waits until somebody else has changed the parameter.
    await context.routeWebSocket(/\/rpc/, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage(async (message) => {
        if (!isHeld && String(message).includes('profile.apply')) {
          isHeld = true
          await ask('param.set', { changes: { [parameter]: '77' } })
        }
        server.send(message)
      })
    })
    const page = await client.newPage()
    await openWindow(page, title)
    const shown = windowOf(page, title)
    await profileOf(page, /^Wholesale/).click()
    await shown.getByRole('row', { name: `Parameter ${parameter} Value 300 90` }).waitFor()
    await shown.getByRole('button', { name: 'Apply', exact: true }).click()
    await page.getByText(/The preview shows it as it is now; nothing was applied/).waitFor()
    await shown.getByRole('row', { name: `Parameter ${parameter} Value 77 90` }).waitFor()
    expect(isHeld).toBe(true)
    expect(await valueOf(client)).toBe('77')
    await shown.getByRole('button', { name: 'Apply', exact: true }).click()
    await eventually('the preset', async () =>
      (await valueOf(client)) === '90' ? true : undefined,
    )
    expect(client.faults).toEqual([])
  })

  it('keeps profiles of one’s own: copied, applied, changed and removed with a way back', async () => {
    const client = await open()
    const { page, ask } = client
    await client.openWindow(title)
    const shown = windowOf(page, title)
    await profileOf(page, /^Wholesale/).click()
    expect(await shown.getByRole('button', { name: 'Remove …' }).isDisabled()).toBe(true)
    await shown.getByRole('button', { name: 'Copy as one’s own …' }).click()

    const dialog = page.getByRole('dialog', { name: 'Add deployment profile' })
    await dialog.getByLabel('Id').fill('Prepaid trunks')
    await dialog.getByText(/^Allowed: id of a deployment profile/).waitFor()
    expect(await dialog.getByRole('button', { name: 'OK' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Id').fill('prepaid')
    await dialog.getByLabel('Name (English)').fill('Prepaid trunks')
    await dialog.getByLabel('Preset').fill('130')
    await dialog.getByText('presetSeconds must lie in the recommended range').waitFor()
    await dialog.getByLabel('Recommended to').fill('140')
    await loadAxe(page)
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'OK' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const own = profileOf(page, /^Prepaid trunks/)
    await own.getByText('60–140 s · preset 130 s').waitFor()
    expect((await ask('profile.list', {})).at(-1)).toMatchObject({
      ...{ id: 'prepaid', origin: 'own', minSeconds: 60, maxSeconds: 140, presetSeconds: 130 },
    })

    await shown.getByRole('button', { name: 'Apply', exact: true }).click()
    await own.getByText('In force').waitFor()
    expect(await valueOf(client)).toBe('130')

    await shown.getByRole('button', { name: 'Edit …' }).click()
    const editor = page.getByRole('dialog', { name: 'Deployment profile “prepaid”' })
    await editor.getByLabel('Preset').fill('100')
    await page.keyboard.press('Control+Enter')
    await own.getByText('preset 100 s').waitFor()

    await shown.getByRole('button', { name: 'Remove …' }).click()
    const question = page.getByRole('dialog', { name: 'Remove profile' })
    await question.getByText('It is in force').waitFor()
    await question.getByRole('button', { name: 'Remove' }).click()
    await own.waitFor({ state: 'detached' })
    expect(await ask('profile.list', {})).toHaveLength(6)
    const removed = page.getByRole('alert').filter({ hasText: 'removed' })
    await removed.getByRole('button', { name: 'Undo' }).click()
    await own.waitFor()
    expect((await ask('profile.list', {})).at(-1)).toMatchObject({ presetSeconds: 100 })
    expect(client.faults).toEqual([])
  })

  it('shows a viewer everything and says why nothing can be applied', async () => {
    const client = await open({ language: 'zh' })
    const { page, ask, context } = client
    const viewer = { name: 'eve', password: 'long enough' }
    await ask('user.create', { ...viewer, role: 'viewer' })
    const signedIn = await context.request.post('/api/v1/session', {
      data: viewer,
      headers: { origin: client.host.ready.http },
    })
    expect(signedIn.ok()).toBe(true)
    await page.reload()
    await client.openWindow('部署方案')
    const shown = windowOf(page, '部署方案')
    await page.getByRole('option', { name: /^批发 VoIP/ }).click()
    await shown.getByRole('row', { name: `参数 ${parameter} 参数值 300 90` }).waitFor()
    await shown.getByRole('status').getByText('当前角色只能查看方案，不能应用或修改。').waitFor()
    for (const name of ['应用', '添加 …', '复制为自建方案 …']) {
      expect(await shown.getByRole('button', { name, exact: true }).isDisabled()).toBe(true)
    }
    expect(client.faults).toEqual([])
  })

  it('a gateway is given its profile in its dialog, under Protocol → SIP', async () => {
    const client = await open()
    const { page } = client
    await addGateways(client)
    await client.openWindow('Routing gateway')
    await page.getByRole('gridcell', { name: 'GW-A', exact: true }).dblclick()
    const dialog = page.getByRole('dialog', { name: 'Routing gateway “GW-A”' })
    await dialog.getByRole('treeitem', { name: 'SIP', exact: true }).click()
    await dialog.getByText('Not said', { exact: true }).waitFor()
    await dialog.getByRole('combobox', { name: 'Deployment profile' }).press('Enter')
    await page.getByRole('option', { name: 'Low-traffic SIP trunk' }).click()
    await dialog.getByRole('button', { name: 'OK' }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await gatewayOf(client, 'GW-A')).toMatchObject({
      deploymentProfile: 'low-traffic-trunk',
    })
    expect(client.faults).toEqual([])
  })
})
