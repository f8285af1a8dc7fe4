import { Option, type Command } from 'commander'
import { EngineError } from '../api/contract/errors.ts'
import {
  findingFixes,
  findingIds,
  findingRules,
  type FindingFix,
  type FindingId,
  type FindingRow,
  type FixQuestion,
} from '../api/contract/finding-procedures.ts'
import {
  findingFixWordings,
  findingRuleWordings,
  findingWordings,
  wordedEvidence,
} from '../api/contract/finding-wordings.ts'
import type { PlannedField } from '../api/contract/evidence.ts'
import { spokenLanguages, type SpokenLanguage } from '../api/contract/wording.ts'
import { formatTable, print, printJson } from './output.ts'
import { addDataOptions, withConnection, type DataOptions } from './with-connection.ts'

interface ListOptions extends DataOptions {
  readonly language: SpokenLanguage
}

interface FixOptions extends DataOptions {
  readonly value?: string
  readonly gateway?: string[]
  readonly dryRun?: boolean
}

/** Something serious was found. */
const seriousExitCode = 1

/** `trunkline findings` and `trunkline findings fix`. */
export function addFindingsCommand(program: Command): void {
  const command = program.command('findings')
  addDataOptions(command)
    .description('what troubleshooting finds on the running host; exit code 1 = something serious')
    .addOption(new Option('--language <language>').choices(spokenLanguages).default('en'))
    .action(listFindings)
  addDataOptions(command.command('fix'))
    .description('apply a fix that a finding offers')
    .argument('<finding>', `one of ${findingIds.join(', ')}`)
    .argument('<fix>', 'one that the finding offers')
    .option('--value <number>', 'in place of the suggested one')
    .option('--gateway <name...>', 'only these of the gateways')
    .option('--dry-run', 'show what would change, and change nothing')
    // Options that both commands have are the outer one's, wherever they stand.
    .action((finding: string, fix: string, _own: unknown, inner: Command) =>
      applyFix(finding, fix, inner.optsWithGlobals<FixOptions>()),
    )
}

function listFindings({ language, ...options }: ListOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const rows = await ask('finding.list', {})
    if (rows.some(({ severity }) => severity === 'serious')) process.exitCode = seriousExitCode
    if (options.json) return printJson(rows)
    print(findingRules.map((rule) => ruleLines(rule, rows, language).join('\n')).join('\n\n'))
  })
}

const nothing = { en: 'nothing found', zh: '未发现问题' }
const severities = {
  serious: { en: 'serious', zh: '严重' },
  warning: { en: 'warning', zh: '警告' },
}

function ruleLines(
  rule: FindingRow['rule'],
  rows: readonly FindingRow[],
  language: SpokenLanguage,
): string[] {
  const found = rows.filter((row) => row.rule === rule)
  const title = findingRuleWordings[rule][language]
  if (found.length === 0) return [`${title}: ${nothing[language]}`]
  return [title, ...found.flatMap((row) => findingLines(row, language))]
}

function findingLines(row: FindingRow, language: SpokenLanguage): string[] {
  const { id, severity, evidence, fixes } = row
  const { title, cause } = findingWordings[id]
  const edits = fixes.filter(({ source }) => source === null)
  return [
    `  ${id} (${severities[severity][language]}): ${title[language]}`,
    `    ${cause[language]}`,
    ...evidence.map((each) => `    - ${wordedEvidence(each, language)}`),
    ...edits.map(
      ({ fix }) => `    > findings fix ${id} ${fix}: ${findingFixWordings[fix][language]}`,
    ),
  ]
}

function applyFix(finding: string, fix: string, options: FixOptions): Promise<void> {
  const question: FixQuestion = {
    finding: oneOf('finding', findingIds, finding) satisfies FindingId,
    fix: oneOf('fix', findingFixes, fix) satisfies FindingFix,
    ...(options.value === undefined ? {} : { value: numberOf(options.value) }),
    ...(options.gateway === undefined ? {} : { gateways: options.gateway }),
  }
  return withConnection(options, async (ask) => {
    // What is found now, not what was found before the last edit.
    await ask('finding.list', {})
    const { fields } = await ask('finding.planFix', question)
    const edit =
      options.dryRun === true
        ? null
        : (await ask('finding.applyFix', { ...question, expected: fields })).edit
    if (options.json) return printJson({ fields, edit })
    print(fields.length === 0 ? 'Nothing to change.' : fieldTable(fields))
    if (edit !== null) print(`\nDone as edit ${edit}.`)
  })
}

function oneOf<const W extends string>(what: string, words: readonly W[], word: string): W {
  const found = words.find((each) => each === word)
  if (found !== undefined) return found
  throw new EngineError('USAGE', `${what} "${word}"; allowed: ${words.join(', ')}`)
}

function numberOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new EngineError('USAGE', `--value "${text}"; allowed: a whole number`)
}

const fieldTable = (fields: readonly PlannedField[]): string =>
  formatTable(
    ['OBJECT', 'NAME', 'FIELD', 'FROM', 'TO'],
    fields.map(({ object, name, field, from, to }) => [
      ...[object, name, field, String(from), String(to)],
    ]),
  )
