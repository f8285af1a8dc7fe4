import type { ChecklistRow } from '../../api/contract/checklist-procedures.ts'
import { localMomentText } from '../../kernel/local-date.ts'
import {
  checkPointWordings,
  checkResultWordings,
  toneOf,
  wordedCheck,
  type EvidenceTone,
} from '../../api/contract/checklist-wordings.ts'
import { worded, type SpokenLanguage, type Wording } from '../../api/contract/wording.ts'
import { markup, reportPage, type Markup } from './report-page.ts'

/** What a report of the checklist is made of. */
export interface ReportFacts {
  readonly rows: readonly ChecklistRow[]
  readonly language: SpokenLanguage
  readonly node: string
  readonly version: string
  /** Who asked for it. */
  readonly operator: string
  readonly nowMs: number
}

const words = {
  title: { en: 'Configuration checklist', zh: '配置检查清单' },
  node: { en: 'Node', zh: '节点' },
  operator: { en: 'Operator', zh: '操作员' },
  date: { en: 'Date', zh: '日期' },
  version: { en: 'Version', zh: '版本' },
  outcome: { en: 'Outcome', zh: '结果' },
  counts: {
    en: '{passed} passed, {failed} failed, {notApplicable} not applicable, {notYet} not yet, {unverified} not verified',
    zh: '通过 {passed}，未通过 {failed}，不适用 {notApplicable}，尚无法判定 {notYet}，未核查 {unverified}',
  },
  verified: { en: 'Verified {at} by {by}', zh: '{at} 由 {by} 核查' },
  onlyGateway: { en: 'only {gateway}', zh: '仅 {gateway}' },
  simulated: { en: 'partly simulated', zh: '部分为模拟' },
  unverified: { en: 'Not verified yet.', zh: '尚未核查。' },
  fault: { en: 'It could not be verified: {fault}', zh: '无法核查：{fault}' },
  note: { en: 'Note by {by}, {at}:', zh: '{by} 的备注（{at}）：' },
  exemption: {
    en: 'Exempted: {gateway}, by {by} on {at}: {reason}',
    zh: '豁免：{gateway}，由 {by} 于 {at}：{reason}',
  },
} satisfies Readonly<Record<string, Wording>>

type Say = (key: keyof typeof words, values?: Readonly<Record<string, string | number>>) => string

/** The results of the checklist as one HTML page, for a file, a printer or a PDF. */
export function checklistReport(facts: ReportFacts): string {
  const { rows, language, node, version, operator, nowMs } = facts
  const say: Say = (key, values = {}) => worded(words[key], language, values)
  const lines: readonly (readonly [string, string])[] = [
    [say('node'), node],
    [say('operator'), operator],
    [say('date'), localMomentText(nowMs)],
    [say('version'), `Trunkline ${version}`],
    [say('outcome'), say('counts', countsOf(rows))],
  ]
  const table = lines.map(([name, value]) => markup`<tr><th>${name}</th><td>${value}</td></tr>`)
  const points = rows.map((row) => pointOf(row, language, say))
  const body = markup`<h1>${say('title')}</h1><table class="facts">${table}</table>${points}`
  return reportPage(`${say('title')} – ${node}`, language, body)
}

function countsOf(rows: readonly ChecklistRow[]) {
  const count = (result: ChecklistRow['result']): number =>
    rows.filter((row) => row.result === result).length
  return {
    ...{ passed: count('passed'), failed: count('failed'), notYet: count('not yet') },
    ...{ notApplicable: count('not applicable'), unverified: count(null) },
  }
}

function pointOf(row: ChecklistRow, language: SpokenLanguage, say: Say): Markup {
  const { point, result, evidence, note, exemptions } = row
  const badge = result === 'passed' || result === 'failed' ? result : 'other'
  const word = checkResultWordings[result ?? 'unverified'][language]
  const lines = evidence.map((each) => {
    const [mark, kind] = marks[toneOf(each)]
    const sentence = wordedCheck(each, language)
    return markup`<li><span class="mark ${kind}">${mark}</span>${sentence}</li>`
  })
  const exempted = exemptions.map(({ atMs, ...values }) => {
    const sentence = say('exemption', { ...values, at: localMomentText(atMs) })
    return markup`<p class="when">${sentence}</p>`
  })
  return markup`<section>
<header class="point"><h2>${point}. ${checkPointWordings[point][language]}</h2><span class="badge ${badge}">${word}</span></header>
<p class="when">${whenOf(row, say)}</p>
<ul>${lines}</ul>${exempted}${noteOf(note, say)}
</section>
`
}

const marks: Readonly<Record<EvidenceTone, readonly [string, string]>> = {
  fault: ['✗', 'failed'],
  remark: ['•', 'other'],
  fact: ['✓', 'passed'],
}

function whenOf({ verifiedAtMs, verifiedBy: by, ...row }: ChecklistRow, say: Say): string {
  if (verifiedAtMs === null) return say('unverified')
  return [
    say('verified', { at: localMomentText(verifiedAtMs), by }),
    ...(row.gateway === '' ? [] : [say('onlyGateway', { gateway: row.gateway })]),
    ...(row.isSimulated ? [say('simulated')] : []),
    ...(row.fault === '' ? [] : [say('fault', { fault: row.fault })]),
  ].join(' · ')
}

function noteOf(note: ChecklistRow['note'], say: Say): Markup {
  if (!note) return markup``
  const heading = say('note', { by: note.by, at: localMomentText(note.atMs) })
  return markup`<p class="note"><strong>${heading}</strong> ${note.text}</p>`
}
