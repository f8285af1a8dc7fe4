import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { openClient, startBrowser, type TestClient } from './client.ts'
import { noteCell, typeValue, valueCell } from './parameter-rows.ts'

const expire = 'SS_SIP_PUBLISH_EXPIRE'
/** The path that operators tell each other, branch by branch. */
const path = ['Operation management', 'Softswitch management', 'Additional settings']

describeWithTools(['chromium'], 'the window SIP parameter', () => {
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
  })
  afterEach(() => client.close())

  const valueOf = async (name: string): Promise<string> =>
    (await client.ask('param.get', { name })).value
  const apply = (count: number) => page.getByRole('button', { name: `Apply (${count})` })
  const line = (title: string) => page.getByRole('treeitem', { name: title, exact: true })
  const change = async (name: string, text: string): Promise<void> => {
    await typeValue(page, name, text)
    await page.keyboard.press('Enter')
  }

  /** Expires of the newest PUBLISH that this node sent. */
  async function sentExpires(): Promise<string | undefined> {
    const filter = { method: 'PUBLISH', direction: 'sent' as const, limit: 20 }
    const { messages } = await client.ask('trace.list', filter)
    const request = messages.find(({ startLine }) => startLine.startsWith('PUBLISH '))
    if (!request) return undefined
    const { text } = await client.ask('trace.get', { sequence: request.sequence })
    return /^Expires: (\d+)\r?$/m.exec(text)?.[1]
  }

  it('sets SS_SIP_PUBLISH_EXPIRE by its path, and the wire shows it within ten seconds', async () => {
    await client.ask('gateway.add', {
      kind: 'routing',
      fields: {
        name: 'GW-A',
        prefix: '1',
        capacity: 100,
        allowPublish: true,
        remoteIp: '127.0.0.1',
      },
    })
    await eventually('PUBLISH with the default', async () =>
      (await sentExpires()) === '300' ? true : undefined,
    )
    for (const title of path.toReversed()) await line(title).click()
    expect(await line('Softswitch management').count()).toBe(0)
    for (const title of path) await line(title).click()
    await line('SIP parameter').click()

    await change(expire, '45')
    expect(await noteCell(page, expire).textContent()).toBe('In force: 300 s')
    expect(await valueOf(expire)).toBe('300')
    await apply(1).click()
    await page.getByText(`${expire}: applied`).waitFor()
    expect(await valueOf(expire)).toBe('45')
    await eventually('PUBLISH with 45', async () =>
      (await sentExpires()) === '45' ? true : undefined,
    )
    await apply(0).waitFor()
    expect(await valueCell(page, expire).textContent()).toBe('45 s')

    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('The change was undone.').waitFor()
    expect(await valueOf(expire)).toBe('300')
    await eventually('PUBLISH with the default again', async () =>
      (await sentExpires()) === '300' ? true : undefined,
    )
    expect(client.faults).toEqual([])
  })

  it('says why a value is not allowed while it is typed, and does not apply it', async () => {
    await client.openWindow('SIP parameter')
    const allowed = 'Allowed: whole number from 30 to 7200 s'
    const field = await typeValue(page, expire, '29')
    await page.getByRole('status').getByText(allowed).waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await page.keyboard.press('Enter')
    expect(await noteCell(page, expire).textContent()).toBe(allowed)
    expect(await apply(1).isDisabled()).toBe(true)
    await page.keyboard.press('Control+Enter')

    // Escape leaves what was there.
    await typeValue(page, expire, '31')
    await page.keyboard.press('Escape')
    expect(await valueCell(page, expire).textContent()).toBe('29 s')
    await change(expire, '30')
    expect(await apply(1).isEnabled()).toBe(true)
    await page.getByRole('button', { name: 'Reset', exact: true }).click()
    await apply(0).waitFor()
    expect(await valueOf(expire)).toBe('300')
  })

  it('takes each kind of value by keyboard and sends all changed rows as one edit', async () => {
    await client.openWindow('SIP parameter')
    await valueCell(page, 'SS_SIP_STOP_SWITCH_AFTER_SDP').click()
    await page.keyboard.press('F2')
    await page.getByRole('option', { name: 'Off' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await change('SS_SIP_USER_AGENT_EXPIRE', '900')
    await change('SS_SIP_RESEND_INTERVAL', '0.5, 1, 2')
    await valueCell(page, 'SS_SIP_USER_AGENT_PRIVACY').dblclick()
    await page.getByRole('option', { name: 'Id' }).click()
    await typeValue(page, 'SS_SIP_NAT_KEEP_ALIVE_MESSAGE', '')
    // Takes what is being typed as well.
    await page.keyboard.press('Control+Enter')
    await page.getByText('5 parameters applied').waitFor()

    const rows = await client.ask('param.list', {})
    const changed = rows.filter((row) => row.value !== row.default)
    expect(Object.fromEntries(changed.map(({ name, value }) => [name, value]))).toEqual({
      SS_SIP_STOP_SWITCH_AFTER_SDP: 'Off',
      SS_SIP_USER_AGENT_EXPIRE: '900',
      SS_SIP_RESEND_INTERVAL: '0.5,1,2',
      SS_SIP_NAT_KEEP_ALIVE_MESSAGE: '',
      SS_SIP_USER_AGENT_PRIVACY: 'Id',
    })
    expect(await client.ask('edit.list', {})).toHaveLength(1)

    // Default per row is a change like any other.
    await valueCell(page, 'SS_SIP_USER_AGENT_EXPIRE').click()
    await page.getByRole('button', { name: 'Default', exact: true }).click()
    expect(await valueCell(page, 'SS_SIP_USER_AGENT_EXPIRE').textContent()).toBe('Auto Negotiation')
    await apply(1).click()
    await eventually('the default', async () =>
      (await valueOf('SS_SIP_USER_AGENT_EXPIRE')) === 'Auto Negotiation' ? true : undefined,
    )
  })

  it('shows what others change, and asks who is right when both changed the same', async () => {
    await client.openWindow('SIP parameter')
    await change(expire, '60')
    await client.ask('param.set', { changes: { [expire]: '120', SS_SIP_TIMEOUT_INVITE: '11' } })
    await valueCell(page, 'SS_SIP_TIMEOUT_INVITE').getByText('11 s').waitFor()
    await noteCell(page, expire).getByText('admin changed it to 120 s meanwhile').waitFor()
    expect(await valueCell(page, expire).textContent()).toBe('60 s')

    await apply(1).click()
    const question = page.getByRole('dialog', { name: 'Changed by somebody else' })
    await question.getByText(`admin changed ${expire} from 300 to 120`).waitFor()
    expect(await valueOf(expire)).toBe('120')
    await question.getByRole('button', { name: 'Apply mine over it' }).click()
    await eventually('mine', async () => ((await valueOf(expire)) === '60' ? true : undefined))
  })

  it('keeps what is typed while tabs change, and asks before it is lost', async () => {
    await client.openWindow('SIP parameter')
    await change(expire, '90')
    await client.openWindow('System parameter')
    await client.openWindow('SIP parameter')
    expect(await valueCell(page, expire).textContent()).toBe('90 s')

    const question = page.getByRole('dialog', { name: 'There are changes that are not saved.' })
    await page.keyboard.press('Alt+w')
    await question.getByText('SIP parameter: 1 changed values are not applied.').waitFor()
    await question.getByRole('button', { name: 'Keep editing' }).click()
    await question.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'admin' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await question.getByRole('button', { name: 'Keep editing' }).click()
    await question.waitFor({ state: 'hidden' })
    expect(await valueCell(page, expire).textContent()).toBe('90 s')

    await page.keyboard.press('Alt+w')
    await question.getByRole('button', { name: 'Discard them' }).click()
    await valueCell(page, expire).waitFor({ state: 'detached' })
    expect(await valueOf(expire)).toBe('300')
  })

  it('analyses the range and predicts the PUBLISH rate beside the row', async () => {
    await client.ask('gateway.add', {
      kind: 'routing',
      fields: { name: 'GW-A', prefix: '1', allowPublish: true, remoteIp: '127.0.0.1' },
    })
    await client.openWindow('SIP parameter')
    await valueCell(page, expire).click()
    const panel = page.getByRole('complementary', { name: 'About the selected parameter' })
    await panel.getByText('落地网关公布更新超时的默认时长').waitFor()
    const nearest = panel.locator('[aria-current="true"]')
    await nearest.getByText('standard deployments').waitFor()
    // 60 s ÷ (0.85 × 300 s)
    await panel.getByText('0.2 per minute').waitFor()
    await panel.getByRole('button', { name: '1800', exact: true }).click()
    await nearest.getByText('backup or overflow').waitFor()
    expect(await valueCell(page, expire).textContent()).toBe('1800 s')
    await panel.getByRole('slider').press('Home')
    await nearest.getByText('high-capacity gateways').waitFor()
    expect(await valueCell(page, expire).textContent()).toBe('30 s')
    // 60 s ÷ (0.85 × 30 s)
    await panel.getByText('2.4 per minute').waitFor()
  })
})
