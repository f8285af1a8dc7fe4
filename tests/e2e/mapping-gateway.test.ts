import type { Browser, Locator } from '@playwright/test'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { openClient, startBrowser, type TestClient } from './client.ts'

describeWithTools(['chromium'], 'the mapping gateway window', () => {
  let browser: Browser
  let client: TestClient
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())
  afterEach(() => client.close())

  const gatewayOf = (name: string) => client.ask('gateway.get', { kind: 'mapping', name })
  const goTo = (dialog: Locator, title: string): Promise<void> =>
    dialog.getByRole('treeitem', { name: title, exact: true }).click()

  it('adds a gateway whose dial plan does on calls what its test said', async () => {
    client = await openClient(browser)
    const { page } = client
    await client.openWindow('Mapping gateway')
    await page.getByRole('button', { name: 'Add mapping gateway' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add mapping gateway' })
    await dialog.getByLabel('Gateway name').fill('Customer-1')
    const addresses = dialog.getByRole('textbox', { name: 'IP addresses' })
    await addresses.fill('10.0.0.300')
    await addresses.press('Enter')
    await addresses.fill('10.1.0.0/16')
    await addresses.press('Enter')
    await goTo(dialog, 'Prefix')
    await dialog.getByRole('button', { name: 'Add rule' }).first().click()
    await dialog.getByLabel('Pattern, row 1').fill('0x*')
    await dialog.getByText('This row is not allowed.').waitFor()
    expect(await dialog.getByRole('button', { name: 'OK', exact: true }).isDisabled()).toBe(true)
    await dialog.getByLabel('Pattern, row 1').fill('0*')
    await dialog.getByLabel('Replacement, row 1').fill('0049')
    await dialog.getByLabel('Test a number').first().fill('01234')
    await dialog.getByText('01234 → 00491234').waitFor()
    await goTo(dialog, 'Normal')
    await dialog.getByRole('button', { name: 'Add code' }).click()
    await dialog.getByLabel('From code, row 1').fill('503')
    await dialog.getByLabel('To code, row 1').fill('486')
    await dialog.getByRole('button', { name: 'OK', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })

    expect(await gatewayOf('Customer-1')).toMatchObject({
      rewriteRulesOutCallee: '0*:0049',
      callFailedSipCode: '503:486',
    })
    const question = { mappingGateway: 'Customer-1', caller: '100', callee: '01234' }
    expect(await client.ask('route.analyse', question)).toMatchObject({ calleeE164: '00491234' })
    expect(client.faults).toEqual([])
  })

  it('sets one field on many gateways as one edit that is undone as one', async () => {
    client = await openClient(browser)
    const { page } = client
    for (const name of ['Customer-1', 'Customer-2', 'Customer-3']) {
      const fields = { name, remoteIps: '10.0.0.1', capacity: name === 'Customer-3' ? 7 : 5 }
      await client.ask('gateway.add', { kind: 'mapping', fields })
    }
    const limits = async () => {
      const all = await client.ask('gateway.list', { kind: 'mapping' })
      return all.map(({ capacity }) => capacity)
    }
    await client.openWindow('Mapping gateway')
    await page.getByRole('gridcell', { name: 'Customer-1', exact: true }).click()
    await page
      .getByRole('gridcell', { name: 'Customer-3', exact: true })
      .click({ modifiers: ['Shift'] })
    await page.getByRole('button', { name: 'Set a field …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Set one field on 3 gateways' })
    await dialog.getByText('5 (2), 7 (1)').waitFor()
    await dialog.getByLabel('Line limit').fill('7')
    await dialog.getByText('2 of 3 gateways will be changed.').waitFor()
    await dialog.getByRole('button', { name: 'OK', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await limits()).toEqual([7, 7, 7])
    await page.getByRole('button', { name: 'Undo' }).click()
    await eventually('the limits as they were', async () =>
      (await limits()).join() === '5,5,7' ? true : undefined,
    )

    await page.getByRole('button', { name: 'Lock', exact: true }).click()
    await page.getByText('3 gateways locked').waitFor()
    const locked = await client.ask('gateway.list', { kind: 'mapping' })
    expect(locked.map(({ lockType }) => lockType)).toEqual([3, 3, 3])
    expect(client.faults).toEqual([])
  })

  it('says in Chinese what is allowed', async () => {
    client = await openClient(browser, { language: 'zh' })
    const { page } = client
    await client.openWindow('对接网关')
    await page.getByRole('button', { name: '添加对接网关' }).click()
    const dialog = page.getByRole('dialog', { name: '添加对接网关' })
    await dialog.getByLabel('线路上限').fill('-1')
    await dialog.getByText('允许：0 到 100000 线的整数（0 = 不限）').waitFor()
  })

  it('shows everything to a viewer, who can change nothing', async () => {
    client = await openClient(browser)
    const fields = { name: 'Customer-1', remoteIps: '10.0.0.1', memo: 'wholesale' }
    await client.ask('gateway.add', { kind: 'mapping', fields })
    const viewer = { name: 'anna', password: 'only-reads-1' }
    await client.ask('user.create', { ...viewer, role: 'viewer' })
    const { page, context, host } = client
    const signedIn = await context.request.post('/api/v1/session', {
      data: viewer,
      headers: { origin: host.ready.http },
    })
    expect(signedIn.ok(), await signedIn.text()).toBe(true)
    await page.reload()
    await client.openWindow('Mapping gateway')
    const cell = page.getByRole('gridcell', { name: 'Customer-1', exact: true })
    await cell.click()
    for (const name of ['Add', 'Set a field …', 'Lock', 'Delete']) {
      expect(await page.getByRole('button', { name, exact: true }).isDisabled(), name).toBe(true)
    }
    await cell.press('Delete')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await cell.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Mapping gateway “Customer-1”' })
    await dialog.waitFor()
    expect(await dialog.getByLabel('Memo').inputValue()).toBe('wholesale')
    expect(await dialog.getByLabel('Memo').isEditable()).toBe(false)
    expect(await dialog.getByRole('button', { name: 'OK', exact: true }).count()).toBe(0)
  })
})
