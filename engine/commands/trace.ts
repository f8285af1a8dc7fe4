import { closeSync, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import type { CaptureFacts, PublishVerification } from '../api/contract/capture-procedures.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { ReadCapture } from '../capture/reader/read-capture.ts'
import { formatVerification } from './format-verification.ts'
import { print, printError, printJson } from './output.ts'

interface TraceOptions {
  readonly expires?: string
  readonly json?: boolean
}

/** What `trunkline trace --json` prints. */
interface TraceReport extends PublishVerification {
  readonly file: string
  readonly facts: CaptureFacts
}

/** `trunkline trace FILE`. */
export function addTraceCommand(program: Command): void {
  program
    .command('trace')
    .description(
      'verify the PUBLISH requests of a capture file; fails when a publication is at fault',
    )
    .argument('<file>', 'pcap or pcapng file')
    .option('--expires <seconds>', 'what every Expires should be')
    .option('--json', 'print JSON')
    .action(verifyFile)
}

async function verifyFile(file: string, options: TraceOptions): Promise<void> {
  const expected = readExpected(options.expires)
  const [{ readCapture }, { verifyPublications }] = await Promise.all([
    import('../capture/reader/read-capture.ts'),
    import('../capture/reader/verify-publications.ts'),
  ])
  const report = withFiles(file, (capture, spool) => {
    const { trace, facts }: ReadCapture = readCapture({
      ...{ capture, spool },
      onProgress: progressPrinter(capture),
    })
    return { file: basename(file), facts, ...verifyPublications(trace, expected) }
  })
  show(report, options)
}

function show(report: TraceReport, { json }: TraceOptions): void {
  if (json) printJson(report)
  else print(formatVerification(report.facts, report))
  const atFault = report.publications.filter(({ verdict }) => verdict !== 'ok').length
  if (atFault === 0) return
  const sentence = `${atFault} of ${report.publications.length} publications are at fault`
  throw new EngineError('INVALID_VALUE', sentence)
}

function readExpected(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text)
  throw new EngineError('USAGE', `--expires: "${text}" is not allowed; allowed: seconds above 0`)
}

/** Opens the capture and an unnamed file for what must be put together. */
function withFiles<T>(file: string, use: (capture: number, spool: number) => T): T {
  const capture = openFile(file)
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-'))
  const spool = openSync(join(folder, 'spool'), 'w+')
  try {
    return use(capture, spool)
  } finally {
    closeSync(spool)
    closeSync(capture)
    rmSync(folder, { recursive: true, force: true })
  }
}

function openFile(file: string): number {
  try {
    const descriptor = openSync(file, 'r')
    if (fstatSync(descriptor).isFile()) return descriptor
    closeSync(descriptor)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    const reason = error.code === 'ENOENT' ? 'there is no such file' : String(error.code)
    throw new EngineError('NOT_FOUND', `${file}: ${reason}`, { file }, error)
  }
  throw new EngineError('NOT_FOUND', `${file}: this is no file`, { file })
}

/** On a terminal every further tenth of a file is told. */
function progressPrinter(capture: number): (progress: { readonly position: number }) => void {
  const size = Math.max(1, fstatSync(capture).size)
  let told = 0
  return ({ position }) => {
    const tenths = Math.floor((10 * position) / size)
    if (!process.stderr.isTTY || tenths <= told || tenths >= 10) return
    told = tenths
    printError(`read ${10 * tenths} %`)
  }
}
