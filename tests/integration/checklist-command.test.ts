import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChecklistRow } from '../../engine/api/contract/checklist-procedures.ts'
import { findCommand } from '../../scripts/system-tools.ts'
import { runCommand, type CommandResult } from '../harness/command-line.ts'
import { startHost, type Host } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

const limitMs = 100_000
let files: TemporaryFolder
beforeEach(() => (files = createTemporaryFolder()))
afterEach(() => files.remove())

describe('trunkline checklist on a running host', () => {
  let host: Host
  beforeAll(async () => {
    host = await startHost()
    const fields = ['remoteIp=127.0.0.1', 'signalPort=5099', 'allowPublish=true', 'capacity=0']
    await runCommand(['gateway', 'add', 'routing', 'GW', '--data', host.dataFolder, ...fields])
  })
  afterAll(async () => {
    await host.stop()
    host.removeData()
  })

  const run = (...args: string[]): Promise<CommandResult> =>
    runCommand(['checklist', ...args, '--data', host.dataFolder], { limitMs })

  it('prints the points in words, in either language, and fails as a command when a point does', async () => {
    const english = await run()
    expect(english.code).toBe(1)
    expect(english.output).toContain(
      [
        '3. Every gateway with Allow Publish has an enforced line limit: failed',
        '   ✗ GW: Allow Publish is checked, but there is no line limit (0 = unlimited). Set it.',
      ].join('\n'),
    )
    expect(english.output.match(/^[1-8]\. /gm)).toHaveLength(8)
    const chinese = await run('--language', 'zh')
    expect(chinese.output).toContain('3. 每个勾选 Allow Publish 的网关都有线路上限并已强制: 未通过')
  })

  it('ends with 0 when nothing has failed, looks at one gateway alone, and writes the report', async () => {
    const set = ['gateway', 'set', 'routing', 'GW', 'capacity=5', '--data', host.dataFolder]
    expect((await runCommand(set)).code).toBe(0)
    const report = join(files.path, 'report.html')
    const { code, output } = await run('--gateway', 'GW', '--json', '--report', report)
    expect(code).toBe(0)
    const rows = JSON.parse(output) as ChecklistRow[]
    expect(rows[2]).toMatchObject({ point: 3, result: 'passed', gateway: 'GW' })
    expect(rows[5]?.evidence).toContainEqual(
      expect.objectContaining({
        code: 'twinAdmitted',
        values: { gateway: 'GW', limit: 5, placed: 7, admitted: 5, refused: 2, peak: 5 },
      }),
    )
    const html = readFileSync(report, 'utf8')
    expect(html).toContain('<h1>Configuration checklist</h1>')
    expect(html).toMatch(/Operator<\/th><td>command line/)
  })

  it.each([
    [['--report', 'x.txt'], 2, /--report "x.txt"; allowed: a file name that ends in .html or .pdf/],
    [['--language', 'fr'], 2, /Allowed choices are en, zh/],
    [['--gateway', 'Nobody'], 1, /no routing gateway is named "Nobody"/],
    [['--report', '/nowhere/x.html'], 1, /the report cannot be written/],
  ] as const)('%j is refused with exit code %i and a sentence', async (args, code, words) => {
    const result = await run(...args)
    expect(result.code).toBe(code)
    expect(result.errors).toMatch(words)
  })

  it('the page of the report needs a session, and may run nothing', async () => {
    const address = `${host.ready.http}/api/v1/checklist/report.html?language=zh`
    const stranger = await fetch(address)
    expect(stranger.status).toBe(401)
    const { token } = JSON.parse(readFileSync(join(host.dataFolder, 'host.json'), 'utf8')) as {
      readonly token: string
    }
    const headers = { authorization: `Bearer ${token}` }
    const page = await fetch(address, { headers })
    expect(page.headers.get('content-type')).toBe('text/html;charset=UTF-8')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('script-src')
    expect(await page.text()).toContain('<h1>配置检查清单</h1>')
    const wrong = await fetch(address.replace('zh', 'fr'), { headers })
    expect(wrong.status).toBe(400)
    expect(await wrong.text()).toContain('one of en, zh')
  })

  it('says what a PDF needs where there is no browser', async () => {
    const report = join(files.path, 'report.pdf')
    const args = ['checklist', '--data', host.dataFolder, '--report', report]
    const result = await runCommand(args, { limitMs, env: { PATH: files.path, CHROME_PATH: '' } })
    expect(result.code).toBe(1)
    expect(result.errors).toMatch(/a PDF needs Chromium or Chrome, and none was found/)
    expect(existsSync(report)).toBe(false)
  })
})

it('says what it needs on a folder that no host runs on', async () => {
  const result = await runCommand(['checklist', '--data', files.path])
  expect(result.code).toBe(1)
  expect(result.errors).toMatch(/looks at a running host.+start one on this data folder/)
})

describeWithTools(['chromium'], 'the report of trunkline checklist as PDF', () => {
  it('is printed by the browser that is installed', { timeout: 2 * limitMs }, async () => {
    const host = await startHost()
    try {
      const report = join(files.path, 'report.pdf')
      const args = ['checklist', '--data', host.dataFolder, '--report', report]
      const env = { CHROME_PATH: findCommand('chromium') ?? '' }
      const result = await runCommand(args, { limitMs, env })
      expect([result.code, result.errors]).toEqual([0, ''])
      const pdf = readFileSync(report)
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
      expect(pdf.includes('%%EOF')).toBe(true)
      expect(pdf.length).toBeGreaterThan(10_000)
    } finally {
      await host.stop()
      host.removeData()
    }
  })
})
