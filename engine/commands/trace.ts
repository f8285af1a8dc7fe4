import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import type { CaptureFacts, PublishVerification } from '../api/contract/capture-procedures.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { CapturePaths, CaptureReading } from '../capture/library/capture-reading.ts'
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
  const capture = realFile(file)
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-'))
  try {
    const { facts, reading } = await readWhole({ capture, spool: join(folder, 'spool') })
    const verification = await reading.verify(expected)
    await reading.close()
    show({ file: basename(file), facts, ...verification }, options)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface WholeCapture {
  readonly facts: CaptureFacts
  readonly reading: CaptureReading
}

/** In a thread of its own, as a host does it: its memory is bounded. */
async function readWhole(paths: CapturePaths): Promise<WholeCapture> {
  const { readInThread } = await import('../capture/library/read-in-thread.ts')
  const progress = progressPrinter(statSync(paths.capture).size)
  return new Promise((resolve, reject) => {
    const reading = readInThread(paths, {
      progress,
      ready: (facts) => resolve({ facts, reading }),
      failed: (fault) => reject(new EngineError('INVALID_DOCUMENT', fault)),
    })
  })
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

/** The file's own path, if it is one. */
function realFile(file: string): string {
  try {
    if (statSync(file).isFile()) return file
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    const reason = error.code === 'ENOENT' ? 'there is no such file' : String(error.code)
    throw new EngineError('NOT_FOUND', `${file}: ${reason}`, { file }, error)
  }
  throw new EngineError('NOT_FOUND', `${file}: this is no file`, { file })
}

/** On a terminal every further tenth of a file is told. */
function progressPrinter(size: number): (readBytes: number) => void {
  let told = 0
  return (readBytes) => {
    const tenths = Math.floor((10 * readBytes) / Math.max(1, size))
    if (!process.stderr.isTTY || tenths <= told || tenths >= 10) return
    told = tenths
    printError(`read ${10 * tenths} %`)
  }
}
