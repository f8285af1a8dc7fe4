import { describe, expect, it } from 'vitest'
import { createHash } from 'node:crypto'
import { checkPoints, type ChecklistRow } from '../../api/contract/checklist-procedures.ts'
import { checklistReport } from './checklist-report.ts'

const said = { by: 'ada', atMs: 1_800_000_000_000 }
const row = (point: ChecklistRow['point'], changes: Partial<ChecklistRow> = {}): ChecklistRow => ({
  ...{ point, state: 'idle', result: 'passed', isSimulated: false, evidence: [], fault: '' },
  ...{ verifiedAtMs: said.atMs, verifiedBy: 'ada', gateway: '', progress: 0, note: null },
  exemptions: [],
  ...changes,
})
const hostile = '<script>alert("1")</script> & \'x\''
const rows = checkPoints.map((point) => row(point))
rows[1] = row(2, {
  ...{ result: 'failed', isSimulated: true, gateway: hostile, note: { text: hostile, ...said } },
  evidence: [{ code: 'limitMissing', values: { gateway: hostile }, source: null }],
  exemptions: [{ gateway: 'GW', reason: hostile, ...said }],
})
rows[6] = row(7, { result: null, verifiedAtMs: null, verifiedBy: '' })
rows[7] = row(8, { result: 'not yet', fault: 'the disk is full' })

const reportIn = (language: 'en' | 'zh'): string =>
  checklistReport({
    ...{ rows, language, node: 'north', version: '1.2.3', operator: hostile },
    nowMs: 1_800_000_000_000,
  })

describe('the report', () => {
  it('says date, node, operator and version, and every point with its evidence', () => {
    const html = reportIn('en')
    expect(html).toMatch(/<th>Node<\/th><td>north<\/td>/)
    expect(html).toMatch(/<th>Date<\/th><td>2027-01-1\d \d\d:\d\d:\d\d<\/td>/)
    expect(html).toContain('Trunkline 1.2.3')
    expect(html).toContain('5 passed, 1 failed, 0 not applicable, 1 not yet, 1 not verified')
    expect(html.match(/<section>/g)).toHaveLength(8)
    expect(html).toContain('Allow Publish is checked, but there is no line limit')
    expect(html).toContain('partly simulated')
    expect(html).toContain('It could not be verified: the disk is full')
    expect(html).toContain('Not verified yet.')
  })

  it('speaks Chinese', () => {
    const html = reportIn('zh')
    expect(html).toContain('<html lang="zh-CN">')
    expect(html).toContain('配置检查清单')
    expect(html).toContain('通过 5，未通过 1，不适用 0，尚无法判定 1，未核查 1')
  })

  it('takes what people wrote as text', () => {
    const html = reportIn('en')
    const shown = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;'
    // Operator, gateway twice, note and reason.
    expect(html.split(shown)).toHaveLength(6)
    expect(html).not.toContain('<script')
  })

  it('needs nothing but itself, and allows itself nothing but its style', () => {
    const html = reportIn('en')
    expect(html).not.toMatch(/src=|href=|url\(|@import|https?:/)
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(html) ?? []
    const hash = createHash('sha256').update(style).digest('base64')
    expect(html).toContain(`default-src 'none'; style-src 'sha256-${hash}'`)
    expect(style).toContain('@media print')
  })
})
