import { spawn } from 'node:child_process'
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EngineError } from '../api/contract/errors.ts'

/** Longest time that a browser may take for a page of ours. */
const limitMs = 60_000

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
/** Where installers put it without adding it to the path. */
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** Prints a page to a PDF file by an installed Chromium or Chrome. */
export async function printPdf(html: string, file: string): Promise<void> {
  const browser = findBrowser(process.env)
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-report-'))
  try {
    const page = join(folder, 'report.html')
    writeFileSync(page, html)
    const printed = join(folder, 'report.pdf')
    await run(browser, argumentsOf(folder, page, printed))
    if (!existsSync(printed)) throw failed(browser, 'it wrote no file')
    copyTo(printed, resolve(file))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The browser of CHROME_PATH, else one that is installed under a usual name. */
export function findBrowser(env: Readonly<Record<string, string | undefined>>): string {
  const named = env['CHROME_PATH']
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named
    throw new EngineError('USAGE', `CHROME_PATH "${named}"; allowed: a program that can be run`)
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...places]
  const browser = found.find(isProgram)
  if (browser !== undefined) return browser
  const text =
    'a PDF needs Chromium or Chrome, and none was found: install one, name it in CHROME_PATH, or write the report as .html and print that'
  throw new EngineError('NOT_FOUND', text)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    // Not there, or not to be run: both mean the next one.
    return false
  }
}

function argumentsOf(folder: string, page: string, printed: string): string[] {
  // Chromium refuses to run its sandbox for root.
  const isRoot = process.getuid?.() === 0
  return [
    ...['--headless', '--disable-gpu', '--no-first-run', '--disable-extensions'],
    ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ...(isRoot ? ['--no-sandbox'] : []),
    `--user-data-dir=${join(folder, 'profile')}`,
    ...['--no-pdf-header-footer', `--print-to-pdf=${printed}`, pathToFileURL(page).href],
  ]
}

function run(browser: string, args: readonly string[]): Promise<void> {
  return new Promise((done, reject) => {
    const child = spawn(browser, [...args], {
      ...{ stdio: ['ignore', 'ignore', 'pipe'], timeout: limitMs, killSignal: 'SIGKILL' },
    })
    let last = ''
    child.stderr.on('data', (piece: Buffer) => (last = piece.toString().trim().slice(-300)))
    child.on('error', (error) => reject(failed(browser, error.message)))
    child.on('close', (code, signal) => {
      if (code === 0) done()
      else reject(failed(browser, signal ? 'it did not end in time' : last || `code ${code}`))
    })
  })
}

const failed = (browser: string, reason: string): EngineError =>
  new EngineError('INTERNAL', `${browser} could not print the report: ${reason}`)

function copyTo(from: string, to: string): void {
  try {
    copyFileSync(from, to)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new EngineError('PERMISSION_DENIED', `the report cannot be written: ${reason}`, {}, error)
  }
}
