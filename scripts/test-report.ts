import { readFileSync } from 'node:fs'

/** What a run of the test suite found. */
export interface TestReport {
  readonly passed: number
  readonly failed: readonly string[]
  readonly skipped: readonly { readonly name: string; readonly reason: string }[]
}

interface VitestAssertion {
  readonly fullName: string
  readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' | 'disabled'
}

interface VitestFile {
  readonly name: string
  readonly status: 'passed' | 'failed'
  readonly message: string
  readonly assertionResults: readonly VitestAssertion[]
}

/** The part of vitest's JSON report that the closing lines need. */
export interface VitestReport {
  readonly testResults: readonly VitestFile[]
}

/** Reads vitest's JSON report; a missing one means that the run itself broke. */
export function readTestReport(file: string): TestReport {
  try {
    return summariseReport(JSON.parse(readFileSync(file, 'utf8')) as VitestReport)
  } catch (error) {
    return { passed: 0, failed: [`the run itself: ${String(error)}`], skipped: [] }
  }
}

/** Counts tests; a file that failed outside its tests (import, hook) counts as one failure. */
export function summariseReport(report: VitestReport): TestReport {
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: [
      ...tests.filter((test) => test.status === 'failed').map((test) => test.fullName),
      ...brokenFiles.map((file) => `${file.name}: ${file.message.split('\n')[0] ?? ''}`),
    ],
    skipped: tests
      .filter((test) => test.status !== 'passed' && test.status !== 'failed')
      .map((test) => ({ name: test.fullName, reason: skipReason(test) })),
  }
}

/** A suite that lacks a tool carries the reason in its title: `… [needs sipp, Debian package sip-tester]`. */
function skipReason({ fullName, status }: VitestAssertion): string {
  return /\[(needs [^\]]+)\]/.exec(fullName)?.[1] ?? `marked ${status} without a reason`
}

/** The last line of every run. */
export function countsLine({ passed, failed, skipped }: TestReport): string {
  const counts = `${passed} passed, ${failed.length} failed`
  return skipped.length > 0 ? `${counts}, ${skipped.length} skipped` : counts
}
