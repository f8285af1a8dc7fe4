import type { Command } from 'commander'
import type { ConfigurationDiff, ObjectDifference } from '../api/contract/configuration-document.ts'
import type { Ask } from '../api/contract/procedures.ts'
import { print, printJson } from './output.ts'
import { requireCommand } from './require-command.ts'
import { addDataOptions, withConnection, type DataOptions } from './with-connection.ts'

interface ExportOptions extends DataOptions {
  readonly secrets?: boolean
}

/** `trunkline config export|import|check`. */
export function addConfigCommand(program: Command): void {
  const config = program
    .command('config')
    .description('everything an operator sets, as one document')
  const file = 'YAML or JSON document'
  addDataOptions(config.command('export'))
    .description('write the configuration to a file, - for standard output')
    .argument('<file>', 'a name that ends in .json gives JSON, any other YAML')
    .option('--secrets', 'with passwords, sealed by a passphrase that is asked for')
    .action(exportConfiguration)
  addDataOptions(config.command('import'))
    .description('make the configuration what the file says, all or nothing, and show what changed')
    .argument('<file>', file)
    .action((name: string, options: DataOptions) => applyDocument('config.import', name, options))
  addDataOptions(config.command('check'))
    .description('show what an import would change, and change nothing')
    .argument('<file>', file)
    .action((name: string, options: DataOptions) => applyDocument('config.plan', name, options))
  requireCommand(config)
}

async function exportConfiguration(file: string, options: ExportOptions): Promise<void> {
  const { formatDocument, writeDocumentFile } = await import('./document-file.ts')
  const passphrase = options.secrets ? await askNewPassphrase() : undefined
  await withConnection(options, async (ask) => {
    const document = await ask('config.export', passphrase === undefined ? {} : { passphrase })
    if (file === '-') {
      return print(formatDocument(document, options.json ? 'json' : 'yaml').trimEnd())
    }
    writeDocumentFile(file, document, passphrase !== undefined)
    if (options.json) printJson({ file })
    else print(`configuration written to ${file}`)
  })
}

async function applyDocument(
  procedure: 'config.import' | 'config.plan',
  file: string,
  options: DataOptions,
): Promise<void> {
  const { readDocumentFile } = await import('./document-file.ts')
  const document = readDocumentFile(file)
  const input = isSealed(document) ? { document, passphrase: await askPassphrase() } : { document }
  await withConnection(options, async (ask: Ask) => {
    const diff = await ask(procedure, input)
    if (options.json) printJson(diff)
    else print(diffText(diff))
  })
}

function isSealed(document: unknown): boolean {
  return typeof document === 'object' && document !== null && Object.hasOwn(document, 'seal')
}

async function askPassphrase(): Promise<string> {
  const { readSecret } = await import('./read-secret.ts')
  return readSecret('Passphrase of the document')
}

async function askNewPassphrase(): Promise<string> {
  const { readNewSecret } = await import('./read-secret.ts')
  return readNewSecret('Passphrase that seals the passwords')
}

const signs = { create: '+', modify: '~', delete: '-', unchanged: ' ' } as const

function diffText(diff: ConfigurationDiff): string {
  const changed = diff.objects.filter(({ change }) => change !== 'unchanged')
  const counts = `${diff.create} created, ${diff.modify} changed, ${diff.delete} deleted, ${diff.unchanged} unchanged`
  return [...changed.map(objectText), counts].join('\n')
}

function objectText({ object, name, change, fields }: ObjectDifference): string {
  const shown = change === 'delete' ? [] : fields
  const lines = shown.map(
    ({ field, before, after }) => `    ${field}: ${valueText(before)} → ${valueText(after)}`,
  )
  return [`${signs[change]} ${object} ${name}`, ...lines].join('\n')
}

const valueText = (value: unknown): string =>
  value === undefined ? 'nothing' : typeof value === 'string' ? `"${value}"` : JSON.stringify(value)
