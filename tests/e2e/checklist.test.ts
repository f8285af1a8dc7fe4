import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { loadAxe, seriousFindings } from './accessibility.ts'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf, type TestClient } from './client.ts'

/** The sample, with a call at each of its gateways and every PUBLISH in the trace. */
async function loadSample({ ask }: TestClient): Promise<void> {
  await ask('labSample.load', {})
  await eventually(
    'every gateway is published, and has a call',
    async () => {
      const { rows } = await ask('trace.expiresCheck', {})
      if (rows.some(({ verdict }) => verdict !== 'ok')) return undefined
      const period = { fromMs: Date.now() - 600_000, toMs: Date.now() }
      const reports = await ask('analysis.gateways', period)
      const sampled = reports.filter((row) => row.publicationErrorMean !== null && row.calls > 0)
      return sampled.length === 6 || undefined
    },
    120_000,
    500,
  )
}

const points = /^[1-8]\. /
const resultsOf = async ({ page }: TestClient): Promise<string[]> =>
  page.getByRole('region', { name: points }).locator('.tl-point-result').allTextContents()

describeInBrowser('the window Configuration checklist', (open) => {
  it(
    'verifies the sample from the keyboard, and prints what it found',
    { timeout: 240_000 },
    async () => {
      const client = await open()
      const { page, context } = client
      // Where the evidence will lead.
      await client.openWindow('Debug trace')
      await client.openWindow('Configuration checklist')
      const shown = windowOf(page, 'Configuration checklist')
      await shown.getByText('Nothing has been verified yet', { exact: true }).waitFor()
      expect(await resultsOf(client)).toEqual(Array(8).fill('not verified'))
      expect(await shown.getByRole('button', { name: 'Save PDF' }).isDisabled()).toBe(true)
      await loadSample(client)

      await shown.getByRole('button', { name: 'Run all' }).focus()
      await page.keyboard.press('Enter')
      await shown
        .getByText('7 passed, 0 failed, 1 neither', { exact: true })
        .waitFor({ timeout: 120_000 })
      expect(await resultsOf(client)).toEqual([
        ...Array<string>(6).fill('passed'),
        ...['not applicable', 'passed'],
      ])
      const kept = await client.ask('checklist.list', {})
      expect(kept.map(({ result }) => result)).toEqual(await resultsOf(client))
      expect(kept.map(({ verifiedBy }) => verifiedBy)).toEqual(Array(8).fill('admin'))
      await loadAxe(page)
      expect(await seriousFindings(page)).toEqual([])

      const downloading = page.waitForEvent('download')
      await shown.getByRole('button', { name: 'Save HTML' }).click()
      const download = await downloading
      expect(download.suggestedFilename()).toBe('configuration-checklist.html')
      const html = await readFile(await download.path(), 'utf8')
      expect(html).toContain('<h1>Configuration checklist</h1>')
      expect(html).toContain('132 calls at its simulated twin with line limit 120: 120 admitted')
      expect(html).not.toMatch(/<script|javascript:/i)

      const toldByTitle = `addEventListener('beforeprint', () => (document.title = 'printing'))`
      await context.addInitScript(toldByTitle)
      const opening = context.waitForEvent('page')
      await shown.getByRole('button', { name: 'Save PDF' }).click()
      const report = await opening
      await report.getByRole('heading', { name: 'Configuration checklist' }).waitFor()
      const facts = await report.getByRole('table').innerText()
      expect(facts).toMatch(/Operator\s+admin/)
      expect(facts).toContain('7 passed, 0 failed, 1 not applicable')
      expect(await report.locator('section').count()).toBe(8)
      await report.waitForFunction("document.title === 'printing'")
      await report.close()
      // What a printer gets, without the dialog that waits for a person.
      const printed = await context.newPage()
      await printed.goto(report.url())
      const pdf = await printed.pdf({ preferCSSPageSize: true })
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
      expect(pdf.length).toBeGreaterThan(10_000)
      await printed.close()

      // The evidence leads to the very PUBLISH.
      const fourth = shown.getByRole('region', { name: /^4\. / })
      await fourth.getByRole('button', { name: /seen: Sample carrier: 1 PUBLISH/ }).click()
      await windowOf(page, 'Debug trace').waitFor()
      expect(client.faults).toEqual([])
    },
  )

  it('用中文：未勾选的网关不通过，豁免后通过，备注与报告', { timeout: 240_000 }, async () => {
    const client = await open({ language: 'zh' })
    const { page, ask } = client
    await loadSample(client)
    const changes = { allowPublish: false }
    await ask('gateway.set', { kind: 'routing', name: 'Sample trunk', changes })
    await client.openWindow('配置检查清单')
    const second = page.getByRole('region', { name: /^2\. / })
    await second.getByRole('button', { name: '核查第 2 项' }).click()
    await second.getByText('未通过', { exact: true }).waitFor()
    await second.getByText(/Sample trunk：未勾选 Allow Publish，但有线路上限 30 且有话务/).waitFor()

    await second.getByRole('button', { name: '豁免 Sample trunk …' }).click()
    const dialog = page.getByRole('dialog', { name: '不勾选 Allow Publish 的网关' })
    await dialog.getByLabel('理由').fill('周一再处理 <b>')
    await page.keyboard.press('Enter')
    await second.getByText('周一再处理 <b>').waitFor()
    await second.getByRole('button', { name: '核查第 2 项' }).click()
    await second.getByText('通过', { exact: true }).waitFor()
    await second.getByText(/Sample trunk：未勾选 Allow Publish，由 admin 于 .+ 豁免/).waitFor()

    await second.getByRole('button', { name: /^添加备注/ }).click()
    await page.getByLabel('第 2 项的备注').fill('已与运营商确认')
    await page.keyboard.press('Control+Enter')
    await second.getByText('已与运营商确认').waitFor()
    const [, row] = await ask('checklist.list', {})
    expect(row?.note).toMatchObject({ text: '已与运营商确认', by: 'admin' })
    expect(row?.exemptions).toMatchObject([{ gateway: 'Sample trunk', by: 'admin' }])

    const { html } = await ask('checklist.report', { language: 'zh' })
    expect(html).toContain('lang="zh-CN"')
    expect(html).toContain('已与运营商确认')
    expect(html).toContain('周一再处理 &lt;b&gt;')
    await second.getByRole('button', { name: '取消 Sample trunk 的豁免' }).click()
    await second.getByText('已豁免的网关').waitFor({ state: 'detached' })
    expect(client.faults).toEqual([])
  })
})
