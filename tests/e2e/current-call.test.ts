import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { endReasons } from '../../engine/api/contract/call-record.ts'
import { eventually } from '../harness/eventually.ts'
import { recordedCalls } from '../harness/host-figures.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { openClient, startBrowser, windowOf, type TestClient } from './client.ts'
import { cellOf, openLiveScene, shows, type LiveScene } from './live-scene.ts'

const title = 'Current call'

interface CompatCall {
  readonly callId: number
  readonly calleeE164: string
  readonly keepTime: number
}

describeWithTools(['chromium', 'sipp'], 'the window Current call', () => {
  let browser: Browser
  let client: TestClient
  let scene: LiveScene
  let page: Page
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    client = await openClient(browser)
    page = client.page
    scene = await openLiveScene(client)
    await scene.gateway('GW-A', { prefix: '1' })
    await scene.gateway('GW-B', { prefix: '2' }, 'uas_ringing.xml')
    await client.openWindow(title)
  })
  afterEach(async () => {
    await scene.close()
    await client.close()
  })

  const cell = (call: number, column: string) => cellOf(page, title, call, column)
  const button = (name: string) => windowOf(page, title).getByRole('button', { name, exact: true })
  /** The calls as the web interface tells them, once there are so many. */
  const calls = (count: number): Promise<readonly CompatCall[]> =>
    eventually(`${count} calls`, async () => {
      const answer = await client.host.web.demand('GetCurrentCall')
      const all = answer['infoCurrentCalls'] as CompatCall[]
      return all.length === count ? all : undefined
    })

  it('hangs up the call that was chosen, and the caller’s SIPp gets its BYE', async () => {
    await page.getByText('No call in progress').waitFor()
    const first = await scene.hold('1001', 1)
    const second = await scene.hold('1002', 1)
    const found = await calls(2)
    const callId = found.find(({ calleeE164 }) => calleeE164 === '1001')?.callId ?? 0
    await shows(cell(callId, 'state'), 'Ok')
    await shows(cell(callId, 'callee'), '1001')
    await shows(cell(callId, 'mappingGateway'), 'MG')
    await shows(cell(callId, 'routingGateway'), 'GW-A')
    await shows(cell(callId, 'attempts'), '1')
    const before = await cell(callId, 'duration').innerText()
    await eventually('the duration goes on', async () => {
      const now = await cell(callId, 'duration').innerText()
      return now !== before && /^\d+:\d\d$/.test(now) ? true : undefined
    })

    await cell(callId, 'callee').click()
    await button('Hang up').click()
    const question = page.getByRole('dialog', { name: 'Hang up' })
    await question.getByText('Hang up this call? sipp → 1001').waitFor()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await question.waitFor({ state: 'hidden' })
    expect(await calls(2)).toHaveLength(2)
    await cell(callId, 'callee').click()
    await page.keyboard.press('Delete')
    await question.getByRole('button', { name: 'Hang up the call' }).click()
    await page.getByText('The call was hung up').waitFor()

    const { errors } = await first.finished
    expect(errors).toMatch(/BYE/)
    await cell(callId, 'callee').waitFor({ state: 'detached' })
    expect(await calls(1)).toMatchObject([{ calleeE164: '1002' }])
    const record = await eventually('the record', async () =>
      (await recordedCalls(client.host)).find((each) => each.calleeAccessE164 === '1001'),
    )
    expect(record).toMatchObject({
      ...{ endReason: endReasons.disconnectedByOperator, endDirection: 2 },
    })
    expect((await second.stop()).statistics.created).toBe(1)
    expect(client.faults).toEqual([])
  })

  it('counts by state, shows one state alone, and hangs up many at once', async () => {
    const answered = await scene.hold('1001', 4)
    await scene.hold('2001', 2)
    await page.getByRole('button', { name: 'Ok 4' }).waitFor()
    await page.getByRole('button', { name: 'Ringing 2' }).click()
    await page.getByText('2 rows').waitFor()
    const ringing = (await calls(6)).filter(({ calleeE164 }) => calleeE164 === '2001')
    // VOS3000 writes what is not answered as a negative state.
    expect(ringing.map(({ keepTime }) => keepTime)).toEqual([-11, -11])
    expect(await cell(ringing[0]?.callId ?? 0, 'duration').innerText()).toBe('')

    await page.getByRole('button', { name: 'Ringing 2' }).click()
    await page.getByRole('button', { name: 'Ok 4' }).click()
    await page.getByText('4 rows').waitFor()
    const cells = windowOf(page, title).getByRole('gridcell', { name: '1001', exact: true })
    await cells.first().click()
    await cells.last().click({ modifiers: ['Shift'] })
    await button('Hang up').click()
    const question = page.getByRole('dialog', { name: 'Hang up' })
    await question.getByText('Hang up these 4 calls?').waitFor()
    await question.getByRole('button', { name: 'Hang up 4 calls' }).click()
    await page.getByText('4 calls hung up').waitFor()
    expect((await answered.finished).errors).toMatch(/BYE/)
    expect((await calls(2)).map(({ calleeE164 }) => calleeE164)).toEqual(['2001', '2001'])
    const { entries } = await client.ask('audit.list', { action: 'call.disconnect' })
    expect(entries).toHaveLength(1)
    expect(client.faults).toEqual([])
  })

  it('opens the messages of a call in the trace', async () => {
    await page.getByText('No call in progress').waitFor()
    await scene.hold('1001', 1)
    const [call] = await calls(1)
    await cell(call?.callId ?? 0, 'callee').click()
    await button('Open in trace').click()
    await windowOf(page, 'Debug trace').waitFor()
    expect(client.faults).toEqual([])
  })
})
