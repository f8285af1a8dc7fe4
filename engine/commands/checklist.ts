import { writeFileSync } from 'node:fs'
import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Option, type Command } from 'commander'
import type { CheckPoint, ChecklistRow } from '../api/contract/checklist-procedures.ts'
import {
  checkPointWordings,
  checkResultWordings,
  toneOf,
  wordedCheck,
} from '../api/contract/checklist-wordings.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { Ask } from '../api/contract/procedures.ts'
import { spokenLanguages, type SpokenLanguage } from '../api/contract/wording.ts'
import { print, printError, printJson } from './output.ts'
import { printPdf } from './print-pdf.ts'
import { addDataOptions, withConnection, type DataOptions } from './with-connection.ts'

interface ChecklistOptions extends DataOptions {
  readonly gateway?: string
  readonly report?: string
  readonly language: SpokenLanguage
}

/** A point has failed. */
const failedExitCode = 1
const reportKinds = ['.html', '.pdf']
const pollMs = 200

/** `trunkline checklist`. */
export function addChecklistCommand(program: Command): void {
  addDataOptions(program.command('checklist'))
    .description('verify the eight points on the running host; exit code 1 = a point has failed')
    .option('--gateway <name>', 'look at this routing gateway alone')
    .option('--report <file>', 'write the report as well: .html, or .pdf (by Chromium or Chrome)')
    .addOption(new Option('--language <language>').choices(spokenLanguages).default('en'))
    .action(runChecklist)
}

function runChecklist(options: ChecklistOptions): Promise<void> {
  const { gateway, report, language } = options
  if (report !== undefined && !reportKinds.includes(extname(report).toLowerCase())) {
    const allowed = 'a file name that ends in .html or .pdf'
    throw new EngineError('USAGE', `--report "${report}"; allowed: ${allowed}`)
  }
  return withConnection(options, async (ask) => {
    const { points } = await ask('checklist.run', gateway === undefined ? {} : { gateway })
    const rows = await whenVerified(ask, points)
    if (rows.some(({ result }) => result === 'failed')) process.exitCode = failedExitCode
    if (options.json === true) printJson(rows)
    else print(rows.map((row) => pointLines(row, language).join('\n')).join('\n'))
    if (report === undefined) return
    const { html } = await ask('checklist.report', { language })
    if (extname(report).toLowerCase() === '.pdf') await printPdf(html, report)
    else writeReport(report, html)
  })
}

/** Follows the run to its end; on a terminal each point is told when it begins. */
async function whenVerified(
  ask: Ask,
  points: readonly CheckPoint[],
): Promise<readonly ChecklistRow[]> {
  let told: CheckPoint | undefined
  for (;;) {
    const rows = await ask('checklist.list', {})
    const running = rows.find(({ state }) => state === 'running')?.point
    if (process.stderr.isTTY && running !== undefined && running !== told) {
      printError(`point ${running} of ${points.length} …`)
    }
    told = running
    if (rows.every(({ state }) => state === 'idle')) return rows
    // The engine's clock does not keep a process alive that only waits.
    await sleep(pollMs)
  }
}

const marks = { fault: '✗', remark: '•', fact: '✓' } as const

function pointLines(row: ChecklistRow, language: SpokenLanguage): string[] {
  const { point, result, evidence, fault, note } = row
  const word = checkResultWordings[result ?? 'unverified'][language]
  return [
    `${point}. ${checkPointWordings[point][language]}: ${word}`,
    ...evidence.map((each) => `   ${marks[toneOf(each)]} ${wordedCheck(each, language)}`),
    ...(fault === '' ? [] : [`   ✗ ${fault}`]),
    ...(note ? [`   » ${note.text} (${note.by})`] : []),
  ]
}

function writeReport(file: string, html: string): void {
  try {
    writeFileSync(file, html)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new EngineError('PERMISSION_DENIED', `the report cannot be written: ${reason}`, {}, error)
  }
}
