import { spawnSync } from 'node:child_process'
import type { Locator, Page } from '@playwright/test'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openRawPeer, rawMessage, type RawPeer } from '../acceptance/raw-peer.ts'
import { eventually } from '../harness/eventually.ts'
import { runSipp, startSipp, type Sipp } from '../harness/sipp.ts'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf, type TestClient } from './client.ts'

const title = 'Debug trace'

describeInBrowser(
  'the window Debug trace',
  (open) => {
    let client: TestClient
    let page: Page
    let trace: Locator
    let callee: Sipp
    let peer: RawPeer

    beforeEach(async () => {
      client = await open()
      page = client.page
      trace = windowOf(page, title)
      callee = await startSipp({ scenario: 'uas_rr.xml', limitMs: 100_000 })
      peer = await openRawPeer(client.host.sipPort)
      await client.ask('param.set', { changes: { SS_SIP_PUBLISH_EXPIRE: '45' } })
      const mapping = { name: 'MG', remoteIps: '127.0.0.1' }
      await client.ask('gateway.add', { kind: 'mapping', fields: mapping })
    })
    afterEach(async () => {
      peer.close()
      await callee.stop()
    })

    const addGateway = (allowPublish: boolean) =>
      client.ask('gateway.add', {
        kind: 'routing',
        fields: { name: 'GW-A', remoteIp: '127.0.0.1', signalPort: callee.port, allowPublish },
      })
    const options = (callId: string): void =>
      peer.send(
        rawMessage('OPTIONS sip:127.0.0.1 SIP/2.0', [
          `Via: SIP/2.0/UDP 127.0.0.1:${peer.port};rport;branch=z9hG4bK${callId}`,
          'Max-Forwards: 70',
          'From: <sip:probe@127.0.0.1>;tag=probe',
          'To: <sip:127.0.0.1>',
          `Call-ID: ${callId}`,
          'CSeq: 1 OPTIONS',
          'Authorization: Digest username="probe", response="0123456789abcdef"',
        ]),
      )
    const callOnce = () =>
      runSipp({
        ...{ scenario: 'uac_b2bua.xml', target: client.host.sipAddress, user: '1002' },
        ...{ calls: 1, holdMs: 200 },
      })
    const button = (name: string | RegExp) => trace.getByRole('button', { name })
    /** Rows of the list of messages, as long as they have a cell with this text. */
    const rows = (text: string) =>
      trace
        .getByRole('region', { name: 'Debug trace: grid' })
        .locator('.ag-row')
        .filter({ has: page.getByRole('gridcell', { name: text, exact: true }) })
    const chooseMethod = (name: string) =>
      trace
        .getByRole('radiogroup', { name: 'Method' })
        .locator('label')
        .filter({ hasText: new RegExp(`^${name}$`) })
        .click()
    const textOf = async (sequence: number): Promise<string> =>
      (await client.ask('trace.get', { sequence })).text
    const copied = async (): Promise<string> => {
      await button('Copy message').click()
      return await page.evaluate<string>('navigator.clipboard.readText()')
    }
    /** The sequence number that a row begins with. */
    const sequenceOf = async (row: Locator): Promise<number> =>
      Number(await row.getAttribute('row-id'))

    it('shows PUBLISH in one click, with Expires equal to the parameter', async () => {
      await addGateway(true)
      options('noise')
      await client.openWindow(title)
      await rows('OPTIONS').first().waitFor()
      await rows('PUBLISH').first().waitFor()
      await chooseMethod('PUBLISH')
      await rows('OPTIONS').first().waitFor({ state: 'detached' })
      await rows('PUBLISH').filter({ hasText: 'sent' }).first().click()
      const text = trace.getByRole('textbox', { name: 'Message', exact: true })
      await text.getByText('Expires: 45').waitFor()
      const lines = await trace.locator('.tl-sip-publication-line').allInnerTexts()
      expect(lines).toContain('Expires: 45')
      expect(lines).toContain('Event: presence')
      const sequence = await sequenceOf(trace.locator('.ag-row-selected').first())
      const expected = await textOf(sequence)
      expect(expected).toMatch(/^PUBLISH [^]*\r\nExpires: 45\r\n/)
      expect(await copied()).toBe(expected)
      // Publications are found by the gateway that they speak of, though they go to this node itself.
      await trace.getByRole('combobox', { name: 'Gateway' }).fill('GW-A')
      await rows('GW-A').first().waitFor()
      await trace.getByRole('combobox', { name: 'Gateway' }).fill('GW-B')
      await trace.getByText('No message fits the filters').waitFor()
      expect(client.faults).toEqual([])
    })

    it('draws both legs of a call that has ended, and shows the message of an arrow', async () => {
      await addGateway(false)
      await client.openWindow(title)
      expect((await callOnce()).code).toBe(0)
      await rows('INVITE').first().dblclick()
      const ladder = trace.getByRole('listbox', { name: /^Ladder diagram of 13 messages/ })
      await ladder.waitFor()
      const arrow = (name: RegExp) => ladder.getByRole('option', { name })
      await arrow(/ INVITE, from MG to This node$/).waitFor()
      await arrow(/ INVITE, from This node to GW-A/).waitFor()
      await arrow(/ 180 Ringing \(INVITE\), from GW-A.* to This node$/).waitFor()
      await arrow(/ 180 Ringing \(INVITE\), from This node to MG$/).waitFor()
      expect(await arrow(/ BYE, /).count()).toBe(2)
      await trace.getByText('Messages: 13, Call-IDs: 2').waitFor()

      await ladder.focus()
      await page.keyboard.press('Home')
      await trace.getByRole('heading', { name: 'INVITE' }).waitFor()
      await page.keyboard.press('End')
      await trace.getByRole('heading', { name: '200 OK' }).waitFor()
      await arrow(/ 200 OK \(BYE\), from This node to MG$/).click()
      const selected = ladder.locator('[aria-selected="true"]')
      const sequence = Number((await selected.getAttribute('id'))?.replace('tl-arrow-', ''))
      const expected = await textOf(sequence)
      expect(expected).toMatch(/^SIP\/2\.0 200 OK\r\n[^]*CSeq: 2 BYE/)
      await eventually('its text', async () => ((await copied()) === expected ? true : undefined))

      const { messages } = await client.ask('trace.list', { method: 'INVITE', direction: 'sent' })
      const invite = messages.find(({ startLine }) => startLine.startsWith('INVITE'))
      const { callIds } = await client.ask('trace.legs', { callId: invite?.callId ?? '' })
      expect(callIds).toHaveLength(2)
      expect(callIds[1]).toBe(invite?.callId)
      expect(client.faults).toEqual([])
    })

    it('conceals credentials, finds words in a message, and saves what tcpdump reads', async () => {
      options('secret-1')
      options('other-1')
      await client.openWindow(title)
      await trace.getByRole('textbox', { name: 'Call-ID' }).fill('secret-1')
      await rows('other-1').first().waitFor({ state: 'detached' })
      await rows('OPTIONS').click()
      const text = trace.getByRole('textbox', { name: 'Message', exact: true })
      await text.getByText('Authorization:').waitFor()
      const shown = await copied()
      expect(shown).toContain('Authorization: Digest hidden="***')
      expect(shown).not.toContain('0123456789abcdef')
      expect(await text.innerText()).not.toContain('0123456789abcdef')
      await trace.getByRole('textbox', { name: 'Find in message' }).fill('MAX-FORW')
      await trace.getByText('1 / 1').waitFor()
      expect(await trace.locator('.tl-sip-match').allInnerTexts()).toEqual(['Max-Forw'])

      const downloading = page.waitForEvent('download')
      await trace.getByRole('link', { name: 'Save as pcap' }).click()
      const download = await downloading
      expect(download.suggestedFilename()).toBe('trace.pcap')
      const { status, stdout } = spawnSync('tcpdump', ['-n', '-A', '-r', await download.path()], {
        encoding: 'utf8',
      })
      expect(status).toBe(0)
      expect(stdout.match(/^Call-ID: .*$/gm)).toEqual(['Call-ID: secret-1', 'Call-ID: secret-1'])
      expect(stdout).not.toContain('0123456789abcdef')
      expect(client.faults).toEqual([])
    })

    it('holds on to the list while paused, and searches the whole trace', async () => {
      await client.openWindow(title)
      options('before')
      await rows('before').nth(1).waitFor()
      await button('Pause').click()
      options('after')
      await trace.getByText('paused, 2 newer').waitFor()
      expect(await rows('after').count()).toBe(0)
      await button('Resume').click()
      await rows('after').nth(1).waitFor()
      expect(await rows('before').count()).toBe(2)

      await trace.getByText('Whole trace', { exact: true }).click()
      await trace.getByRole('textbox', { name: 'Status' }).fill('200')
      await trace.getByRole('textbox', { name: 'Text in message' }).fill('Call-ID: before')
      await trace.getByText('The whole trace was searched').waitFor()
      await rows('after').first().waitFor({ state: 'detached' })
      expect(await rows('200 OK').count()).toBe(1)
      await trace.getByRole('textbox', { name: 'Status' }).fill('99')
      await trace.getByText('A status code from 100 to 699').waitFor()
      expect(client.faults).toEqual([])
    })

    it('renews the verdicts when Allow Publish is unchecked', async () => {
      await addGateway(true)
      await client.openWindow(title)
      await button('Expires check').click()
      const check = trace.getByRole('region', { name: 'Expires check', exact: true })
      await check.getByText('= 45 s').waitFor()
      const verdict = check.locator('[row-id="GW-A"] [col-id="verdict"]')
      const says = (word: string) => verdict.filter({ hasText: new RegExp(`^${word}$`) }).waitFor()
      await says('ok')
      const seen = check.locator('[row-id="GW-A"] [col-id="seen"]')
      expect(await seen.innerText()).toBe('45')
      await client.ask('gateway.set', {
        ...{ kind: 'routing', name: 'GW-A', changes: { allowPublish: false } },
      })
      await says('does not publish')
      const { rows: told } = await client.ask('trace.expiresCheck', {})
      expect(told).toMatchObject([{ gateway: 'GW-A', shouldPublish: false, verdict: 'none' }])

      await client.ask('param.set', { changes: { SS_SIP_PUBLISH_EXPIRE: '90' } })
      await check.getByText('= 90 s').waitFor()
      await client.ask('gateway.set', {
        ...{ kind: 'routing', name: 'GW-A', changes: { allowPublish: true } },
      })
      await says('ok')
      await seen.filter({ hasText: /^90, 45$/ }).waitFor()
      await verdict.dblclick()
      await rows('GW-A').first().waitFor()
      expect(client.faults).toEqual([])
    })

    it('opens a capture file, marked as one, checks its PUBLISH requests and goes back', async () => {
      await addGateway(true)
      await client.openWindow(title)
      await rows('GW-A').first().waitFor()
      options('not-in-the-file')
      await rows('not-in-the-file').first().waitFor()
      const saved = await client.context.request.get('/api/v1/trace.pcap?method=PUBLISH')
      const choosing = page.waitForEvent('filechooser')
      await button('Open capture').click()
      const file = { name: 'yesterday.pcap', mimeType: 'application/octet-stream' }
      await (await choosing).setFiles({ ...file, buffer: await saved.body() })

      const bar = trace.getByRole('region', { name: 'Capture file, not the live trace' })
      await bar.getByText('yesterday.pcap').waitFor()
      await rows('not-in-the-file').first().waitFor({ state: 'detached' })
      await rows('PUBLISH').first().click()
      await trace
        .getByRole('textbox', { name: 'Message', exact: true })
        .getByText('Expires: 45')
        .waitFor()
      const [capture] = await client.ask('capture.list', {})
      expect(capture).toMatchObject({ name: 'yesterday.pcap', state: 'ready' })
      const sequence = await sequenceOf(trace.locator('.ag-row-selected').first())
      const { text } = await client.ask('capture.get', { capture: capture?.id ?? 0, sequence })
      expect(await copied()).toBe(text)

      await bar.getByRole('button', { name: 'PUBLISH check' }).click()
      const check = trace.getByRole('region', { name: 'PUBLISH check', exact: true })
      const verdict = check.locator('.ag-row', { hasText: 'GW-A' }).locator('[col-id="verdict"]')
      await verdict.filter({ hasText: /^ok$/ }).waitFor()
      await check.getByLabel('Expected Expires, s').fill('300')
      await verdict.filter({ hasText: /^differs$/ }).waitFor()

      await bar.getByRole('button', { name: 'Close capture' }).click()
      await rows('not-in-the-file').first().waitFor()
      await bar.waitFor({ state: 'detached' })
      expect(await client.ask('capture.list', {})).toEqual([])
      expect(client.faults).toEqual([])
    })

    it('says why a file is no capture, and goes on with the trace', async () => {
      await client.openWindow(title)
      const choosing = page.waitForEvent('filechooser')
      await button('Open capture').click()
      await (
        await choosing
      ).setFiles({
        ...{ name: 'notes.pcap', mimeType: 'text/plain' },
        buffer: Buffer.from('this is no capture at all, only a few words of text'),
      })
      await page.getByText(/^notes\.pcap cannot be read: /).waitFor()
      await eventually('it is forgotten', async () =>
        (await client.ask('capture.list', {})).length === 0 ? true : undefined,
      )
      options('still-live')
      await rows('still-live').first().waitFor()
    })

    it('switches the trace off and back, and sets its length', async () => {
      await client.openWindow(title)
      const state = () => client.ask('trace.state', {})
      const becomes = (what: string, fits: (now: Awaited<ReturnType<typeof state>>) => boolean) =>
        eventually(what, async () => (fits(await state()) ? true : undefined))
      // The switch itself lies invisible under what is drawn of it.
      await trace.locator('.el-switch').click()
      await page.getByText('Debug trace is off', { exact: true }).first().waitFor()
      await becomes('off', ({ enabled }) => !enabled)
      await page.getByRole('button', { name: 'Undo' }).click()
      await becomes('on again', ({ enabled }) => enabled)

      await button(/^Length limit/).click()
      await page.getByLabel('Messages', { exact: true }).fill('50')
      await page.getByText(/whole number from 100 to 5000000/).waitFor()
      const apply = page.getByRole('button', { name: 'Apply', exact: true })
      expect(await apply.isDisabled()).toBe(true)
      await page.getByLabel('Messages', { exact: true }).fill('5000')
      await apply.click()
      await becomes('5,000 messages', ({ messages }) => messages === 5000)
      expect(client.faults).toEqual([])
    })
  },
  ['sipp', 'tcpdump'],
)
