import { describe, expect, it } from 'vitest'
import { countsLine, readTestReport, summariseReport, type VitestReport } from './test-report.ts'

const file = (
  status: 'passed' | 'failed',
  assertionResults: VitestReport['testResults'][number]['assertionResults'],
  message = '',
): VitestReport['testResults'][number] => ({ name: 'a.test.ts', status, message, assertionResults })

describe('closing lines of a test run', () => {
  it('count a skipped test as skipped, with the reason of its suite', () => {
    const report = summariseReport({
      testResults: [
        file('passed', [
          { fullName: 'calls connect', status: 'passed' },
          {
            fullName: 'SIPp [needs sipp, Debian package sip-tester] calls connect',
            status: 'skipped',
          },
        ]),
      ],
    })
    expect(report.skipped).toEqual([
      {
        name: 'SIPp [needs sipp, Debian package sip-tester] calls connect',
        reason: 'needs sipp, Debian package sip-tester',
      },
    ])
    expect(countsLine(report)).toBe('1 passed, 0 failed, 1 skipped')
  })

  it('name no skipped tests when there are none', () => {
    const report = summariseReport({
      testResults: [file('failed', [{ fullName: 'a', status: 'failed' }])],
    })
    expect(countsLine(report)).toBe('0 passed, 1 failed')
  })

  it('count a file that broke before its tests as one failure', () => {
    const report = summariseReport({
      testResults: [file('failed', [], 'Cannot find module\n at …')],
    })
    expect(report.failed).toEqual(['a.test.ts: Cannot find module'])
  })

  it('count a run without a report as one failure', () => {
    expect(countsLine(readTestReport('/nonexistent/report.json'))).toBe('0 passed, 1 failed')
  })
})
