/*
 * `npm test`: makes sure of the system tools, runs every test, and ends with one plain line of counts.
 * A test that this machine cannot run is listed as skipped with the reason; it never counts as passed.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countsLine, readTestReport, type TestReport } from './test-report.ts'
import { installMissingTools } from './system-tools.ts'

const projectFolder = join(import.meta.dirname, '..')

function runVitest(reportFile: string, args: readonly string[]): Promise<number> {
  const vitest = join(projectFolder, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: projectFolder,
    stdio: 'inherit',
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (status) => resolve(status ?? 1))
  })
}

function printClosingLines(report: TestReport): void {
  for (const { name, reason } of report.skipped) console.log(`skipped: ${name} (${reason})`)
  for (const name of report.failed) console.log(`failed: ${name}`)
  console.log(countsLine(report))
}

async function main(): Promise<number> {
  const missing = installMissingTools((line) => console.log(line))
  for (const tool of missing) {
    console.log(
      `missing: ${tool.name}, Debian package ${tool.debianPackage}; its tests are skipped`,
    )
  }
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-test-'))
  try {
    const reportFile = join(folder, 'report.json')
    const status = await runVitest(reportFile, process.argv.slice(2))
    const report = readTestReport(reportFile)
    printClosingLines(report)
    return status !== 0 || report.failed.length > 0 || report.passed === 0 ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

process.exitCode = await main()
